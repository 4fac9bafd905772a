import Foundation

/// In how many decimals a loss is written, or with a power of ten. What is read beside it is written as it is.
package enum LossNotation: Hashable, Sendable {
    case decimals(Int)
    /// To four digits.
    case powerOfTen

    /// - Parameter limit: below, four decimals say too little.
    package init(of value: Double, smallBelow limit: Double = 1e-2) {
        self =
            switch value.magnitude {
            case 0, limit..<1e5: .decimals(4)
            case 1e-3..<1e-2: .decimals(6)
            case 1e-4..<1e-3: .decimals(7)
            default: .powerOfTen
            }
    }

    package func text(_ value: Double) -> String {
        switch self {
        case .decimals(let count): NumberSpelling.fixed(value, count)
        case .powerOfTen: value.isFinite ? String(format: "%.3e", value) : NumberSpelling.canonical(value)
        }
    }
}
