import Foundation

/// Measured numbers, the same in reports and on the terminal.
extension NumberSpelling {
    /// `2.50`; what is not finite as `canonical` writes it.
    package static func fixed(_ value: Double, _ decimals: Int) -> String {
        value.isFinite ? String(format: "%.\(decimals)f", value) : canonical(value)
    }

    /// `0.2921`; small and large ones to four digits: `0.003120`, `1.234e-05`, `1.557e+07`.
    package static func loss(_ value: Double) -> String { LossNotation(of: value).text(value) }

    /// `89.23 %` of a share.
    package static func percent(_ share: Double, decimals: Int = 2) -> String { fixed(share * 100, decimals) + " %" }

    /// In as many digits at most: `0.00123`.
    package static func significant(_ value: Double, digits: Int = 3) -> String {
        canonical(rounded(value, digits: digits))
    }

    /// Both ends of a range, in three digits or as many more as tell them apart.
    package static func ends(_ low: Double, _ high: Double) -> (low: String, high: String) {
        for digits in 3...15 {
            let ends = (significant(low, digits: digits), significant(high, digits: digits))
            if ends.0 != ends.1 { return ends }
        }
        return (canonical(low), canonical(high))
    }

    /// `1,234,567`.
    package static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = String(digits.dropLast(3))
        }
        return ([digits[...]] + groups).joined(separator: ",")
    }
}
