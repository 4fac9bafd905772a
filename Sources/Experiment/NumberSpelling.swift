import Foundation

/// How numbers are written: those that a file gives or that name something by `canonical`, measured ones rounded.
package enum NumberSpelling {
    /// The shortest decimal text that reads back as the same bits: plain from 0.001 up to (not
    /// including) 1 000 000, `1e-5` style beyond. `0.00001`, `1E-05` and `1e-5` all give `1e-5`.
    package static func canonical(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : (value < 0 ? "-inf" : "inf") }
        guard value != 0 else { return "0" }
        if let whole = Int(exactly: value), whole.magnitude < 1_000_000 { return String(whole) }
        let (digits, exponent) = shortestDigits(value.magnitude)
        let sign = value < 0 ? "-" : ""
        if value.magnitude >= 1e-3, value.magnitude < 1e6 {
            return sign + plain(digits, exponent: exponent)
        }
        let fraction = digits.dropFirst()
        return "\(sign)\(digits.prefix(1))\(fraction.isEmpty ? "" : ".\(fraction)")e\(exponent)"
    }

    /// The number that is nearest to `value` among those of `digits` significant decimal digits.
    package static func rounded(_ value: Double, digits: Int) -> Double {
        Double(String(format: "%.\(digits - 1)e", value)) ?? value
    }

    /// A rate with two significant digits: more would claim a precision that a range test's ladder does not have.
    package static func suggestedRate(_ rate: Double) -> Double { rounded(rate, digits: 2) }

    /// Significant digits without leading or trailing zeros, and the decimal exponent of the first.
    private static func shortestDigits(_ magnitude: Double) -> (digits: String, exponent: Int) {
        // Swift's description is the shortest round-tripping text, as `12.5`, `1e-05` or `1.25e+20`.
        let parts = "\(magnitude)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = String(mantissa[0])
        let all = whole + (mantissa.count > 1 ? String(mantissa[1]) : "")
        let leadingZeros = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leadingZeros))
        while digits.hasSuffix("0") { digits.removeLast() }
        let written = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (digits, written + whole.count - 1 - leadingZeros)
    }

    private static func plain(_ digits: String, exponent: Int) -> String {
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return digits + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return "\(digits.prefix(exponent + 1)).\(digits.dropFirst(exponent + 1))"
    }
}
