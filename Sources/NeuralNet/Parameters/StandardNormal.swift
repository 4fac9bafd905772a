package import Experiment

/// N(0, 1) by inversion, from + − × ÷ and √ only: every machine draws the same bits, which the C library's `log` and
/// `cos` of the usual methods do not promise.
package enum StandardNormal {
    /// From the upper 32 bits of the stream's next number, in the middle of their interval: |z| ≤ 6.4.
    package static func draw(from stream: inout RandomStream) -> Double {
        quantile((Double(stream.next() >> 32) + 0.5) * 0x1p-32)
    }

    /// Where the distribution function is `p`, 1.4e-11 ≤ p ≤ 1 − 1.4e-11 (relative error about 1e-16): Wichura's
    /// algorithm AS 241, Applied Statistics 37 (1988), 477–484. Its third part, for p farther out, is never reached
    /// from 32 bits.
    package static func quantile(_ p: Double) -> Double {
        let q = p - 0.5
        if q.magnitude <= 0.425 {
            let r = 0.180625 - q * q
            return q * polynomial(central.numerator, r) / polynomial(central.denominator, r)
        }
        let r = (-naturalLogarithm(q < 0 ? p : 1 - p)).squareRoot() - 1.6
        let z = polynomial(tail.numerator, r) / polynomial(tail.denominator, r)
        return q < 0 ? -z : z
    }

    /// ln x of a positive, normal x: ln(m · 2ᵉ) = e · ln 2 + 2 · artanh((m − 1) / (m + 1)), with m in √½ … √2 and 12
    /// terms of the series (error below 1e-17 · |ln x|, then rounding). Not `PortableMath.log`, whose last bit may be
    /// another: initial weights would move with it.
    package static func naturalLogarithm(_ x: Double) -> Double {
        var (mantissa, exponent) = (x.significand, Double(x.exponent))
        if mantissa > 2.0.squareRoot() { (mantissa, exponent) = (mantissa / 2, exponent + 1) }
        let s = (mantissa - 1) / (mantissa + 1)
        var sum = 0.0
        for term in stride(from: 23, through: 1, by: -2) { sum = sum * s * s + 1 / Double(term) }
        return exponent * 0.693147180559945309417 + 2 * s * sum
    }

    /// Coefficients from the highest power down.
    private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
        coefficients.reduce(0) { $0 * x + $1 }
    }

    private static let central = (
        numerator: [
            2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
            1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0,
        ],
        denominator: [
            5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
            5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1,
        ]
    )
    private static let tail = (
        numerator: [
            7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
            1.27045825245236838258e+0, 3.64784832476320460504e+0, 5.76949722146069140550e+0,
            4.63033784615654529590e+0, 1.42343711074968357734e+0,
        ],
        denominator: [
            1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
            1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e+0,
            2.05319162663775882187e+0, 1,
        ]
    )
}
