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

    private static let ln10 = 2.302585092994046

    /// Decadic logarithm, within 4 units in the last place.
    package static func log10(_ x: Double) -> Double { log(x) / ln10 }

    /// 10 to the power x. The error is that of x · ln 10, about 10⁻¹⁶ times its size.
    package static func power10(_ x: Double) -> Double { exp(x * ln10) }

    // π/2 in three parts; the first two have 20 trailing zero bits, so that their products with n < 2²⁰ are exact.
    private static let halfPiHigh = 0x1.921fb544p+0
    private static let halfPiMiddle = 0x1.0b4611a6p-34
    private static let halfPiLow = 0x1.3198a2e037073p-69

    /// Sine, within 2 units in the last place for |x| ≤ 10⁶, its zeros' neighbourhood included.
    package static func sin(_ x: Double) -> Double {
        // |x| = n · π/2 + r with |r| ≤ π/4
        let n = (x.magnitude / 1.5707963267948966).rounded()
        let r = ((x.magnitude - n * halfPiHigh) - n * halfPiMiddle) - n * halfPiLow
        let quarter = n.truncatingRemainder(dividingBy: 4)
        let isSine = quarter == 0 || quarter == 2
        let value = isSine ? r * alternating(r * r, from: 17) : alternating(r * r, from: 16)
        return (quarter >= 2) == (x < 0) ? value : -value
    }

    /// Taylor's series of cos r (even `last`) or of sin r / r (odd), to the power `last` of r.
    private static func alternating(_ square: Double, from last: Double) -> Double {
        var series = 1.0
        for term in stride(from: last, to: 1, by: -2) { series = 1 - series * square / (term * (term - 1)) }
        return series
    }

    /// Up to this many factors are multiplied as one would by hand, so that 0.1 to the power 1 is 0.1.
    private static let factorLimit = 64

    /// x > 0 to a power of at least 0, within 10⁻¹² of itself: the error does not grow with the exponent.
    package static func power(_ x: Double, _ exponent: Int) -> Double {
        guard exponent > factorLimit else {
            return (0..<max(0, exponent)).reduce(1) { product, _ in product * x }
        }
        return exp(Double(exponent) * log(x))
    }
}
