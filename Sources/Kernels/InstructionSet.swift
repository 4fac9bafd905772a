import CProcessor
package import KernelTypes
import KernelsBaseline

#if canImport(KernelsAVX2)
    import KernelsAVX2
#endif

/// The instruction sets that the kernels are compiled for, each better than the ones before it.
package enum InstructionSet: String, CaseIterable, Sendable {
    /// What every processor of the architecture runs (x86-64: SSE2).
    case baseline
    case avx2

    /// The kernels; nil where this build has none of it, or where this processor and its operating system do not run it.
    package var table: KernelTable? {
        switch self {
        case .baseline: KernelsBaseline.makeKernelTable(name: rawValue)
        #if canImport(KernelsAVX2)
            case .avx2: xrun_processor_has_avx2_fma() ? KernelsAVX2.makeKernelTable(name: rawValue) : nil
        #else
            // The manifest lists the target by the architecture that builds: cross-built, a binary is without it.
            case .avx2: nil
        #endif
        }
    }

    /// Whether kernels of it can be had here.
    package var isAvailable: Bool { table != nil }

    /// The best of which there are kernels here.
    package static var best: InstructionSet { allCases.last(where: \.isAvailable) ?? .baseline }
}

/// `XRUN_ISA` names an instruction set that cannot be had.
package enum InstructionSetError: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(String)
    case unavailable(InstructionSet)

    package var description: String {
        let choices = InstructionSet.allCases.filter(\.isAvailable).map(\.rawValue).joined(separator: ", ")
        return switch self {
        case .unknown(let name): "XRUN_ISA names no instruction set: '\(name)'; this processor has \(choices)"
        case .unavailable(let set):
            "XRUN_ISA asks for \(set.rawValue), which this processor or this build lacks; there is \(choices)"
        }
    }
}
