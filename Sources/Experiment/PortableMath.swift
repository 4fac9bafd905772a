/// Elementary functions from additions, multiplications and divisions alone, which IEEE 754 rounds alike on every
/// processor. The C library picks variants by processor, so that a learning rate, and with it a whole run, could
/// differ in its last bit between two machines.
package enum PortableMath {
    // ln 2 in two parts; the high one has 32 trailing zero bits, so that its products with exponents are exact.
    private static let ln2High = 0x1.62e42feep-1
    private static let ln2Low = 0x1.a39ef35793c76p-33

    /// Natural logarithm, within 2 units in the last place. Nan below 0, −∞ at 0.
    package static func log(_ x: Double) -> Double {
        guard x > 0, x.isFinite else { return x == 0 ? -.infinity : (x > 0 ? .infinity : .nan) }
        // x = m · 2^e with m in [√½, √2)
        var exponent = Double(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.4142135623730951 {
            mantissa /= 2
            exponent += 1
        }
        // ln m = 2 · artanh(s) = 2 · (s + s³/3 + s⁵/5 + …), |s| < 0.172; the 13th term is below 2⁻⁶⁰.
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var series = 0.0
        for odd in stride(from: 25.0, through: 3, by: -2) { series = (series + 1 / odd) * square }
        return exponent * ln2High + (2 * s + (2 * s * series + exponent * ln2Low))
    }

    /// e to the power x, within 2 units in the last place for normal results.
    package static func exp(_ x: Double) -> Double {
        guard !x.isNaN else { return .nan }
        guard x < 710 else { return .infinity }
        guard x > -746 else { return 0 }
        // x = n · ln 2 + r with |r| ≤ ln 2 / 2; Taylor's series to r¹⁴.
        let n = (x / 0.6931471805599453).rounded()
        let r = (x - n * ln2High) - n * ln2Low
        var series = 1.0
        for term in stride(from: 14.0, through: 1, by: -1) { series = 1 + series * r / term }
        // In two factors: 2^n alone overflows where the result does not yet.
        let half = (n / 2).rounded(.down)
        return series * Double(sign: .plus, exponent: Int(half), significand: 1)
            * Double(sign: .plus, exponent: Int(n - half), significand: 1)
    }
}
