import Foundation
package import KernelTypes

/// Arithmetic on memory, in an instruction set that this processor runs.
package struct Kernels: Sendable {
    package let instructionSet: InstructionSet
    package let table: KernelTable

    /// Those that the environment asks for (`XRUN_ISA`), else the best ones of the processor.
    /// - Throws: where what it asks for cannot be had.
    package init(environment: [String: String]) throws(InstructionSetError) {
        var set = InstructionSet.best
        if let name = environment["XRUN_ISA"], !name.isEmpty {
            guard let named = InstructionSet(rawValue: name) else { throw .unknown(name) }
            set = named
        }
        guard let table = set.table else { throw .unavailable(set) }
        instructionSet = set
        self.table = table
    }

    /// Those that this process was started to run on.
    /// - Throws: where its environment asks for what cannot be had.
    package static func chosen() throws(InstructionSetError) -> Kernels {
        try Kernels(environment: ProcessInfo.processInfo.environment)
    }
}
