import Foundation
package import KernelTypes
import KernelsBaseline

/// Arithmetic on memory, in the best instruction set of the processor that the program started on.
package enum Kernels {
    /// The instruction set that the environment asks for (`XRUN_ISA`), else the best one.
    package static func choose(environment: [String: String]) throws(InstructionSetError) -> InstructionSet {
        guard let name = environment["XRUN_ISA"], !name.isEmpty else { return .best }
        guard let set = InstructionSet(rawValue: name) else { throw .unknown(name) }
        guard set.isAvailable else { throw .unavailable(set) }
        return set
    }

    /// What this process runs on. The command line reports `choose`'s error before it comes to this; whoever does not
    /// look gets the best set.
    package static let instructionSet =
        (try? choose(environment: ProcessInfo.processInfo.environment)) ?? .best

    package static let table: KernelTable =
        instructionSet.table ?? KernelsBaseline.makeKernelTable(name: InstructionSet.baseline.rawValue)
}
