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

    /// The kernels; nil where this processor does not run them.
    package var table: KernelTable? {
        guard isAvailable else { return nil }
        return switch self {
        case .baseline: KernelsBaseline.makeKernelTable(name: rawValue)
        #if canImport(KernelsAVX2)
            case .avx2: KernelsAVX2.makeKernelTable(name: rawValue)
        #else
            case .avx2: nil
        #endif
        }
    }

    /// Whether this processor and its operating system run it.
    package var isAvailable: Bool {
        switch self {
        case .baseline: true
        case .avx2: xrun_processor_has_avx2_fma()
        }
    }

    /// The best that this processor runs.
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
        case .unavailable(let set): "XRUN_ISA asks for \(set.rawValue), which this processor lacks; it has \(choices)"
        }
    }
}
