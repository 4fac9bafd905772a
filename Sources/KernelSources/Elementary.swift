// Elementary functions of eight floats: no C library, whose results depend on the processor. Each holds for every
// float, NaN and infinities included. Coefficients: S. Moshier, Cephes (expf.c, logf.c, tanhf.c).

/// ln 2 in two parts: n · `ln2High` is exact for |n| < 2¹⁵, and `ln2Low` has the rest.
private let ln2High: Float = 0.693359375
private let ln2Low: Float = -2.12194440e-4

/// 1.5 · 2²³: adding it leaves a float's nearest integer in the low bits of the sum.
private let roundingBias: Float = 12_582_912

/// eˣ within 1 ulp (below the normal range: within 1 of the smallest subnormal). Overflows to ∞, underflows to 0.
@inline(__always) func exponential(_ x: Vector) -> Vector {
    // e⁸⁹ overflows and e⁻¹⁰⁴ rounds to 0: beyond them only the integer arithmetic would overflow.
    let x = x.replacing(with: 89, where: x .> 89).replacing(with: -104, where: x .< -104)
    let biased = multiplyAdd(x, Vector(repeating: 1.44269504), Vector(repeating: roundingBias))
    return exponential(biased, rest: remainder(x, biased))
}

/// x − n · ln 2, within ± ln 2 / 2.
@inline(__always) private func remainder(_ x: Vector, _ biased: Vector) -> Vector {
    let n = biased - roundingBias
    return multiplyAdd(n, Vector(repeating: -ln2Low), multiplyAdd(n, Vector(repeating: -ln2High), x))
}

/// 2ⁿ · eʳ, where `biased` is n + `roundingBias` and r is `rest`.
@inline(__always) private func exponential(_ biased: Vector, rest r: Vector) -> Vector {
    var p = Vector(repeating: 1.9875691500e-4)
    p = multiplyAdd(p, r, Vector(repeating: 1.3981999507e-3))
    p = multiplyAdd(p, r, Vector(repeating: 8.3334519073e-3))
    p = multiplyAdd(p, r, Vector(repeating: 4.1665795894e-2))
    p = multiplyAdd(p, r, Vector(repeating: 1.6666665459e-1))
    p = multiplyAdd(p, r, Vector(repeating: 5.0000001201e-1))
    let power = multiplyAdd(p, r * r, r) + 1
    // 2ⁿ in two factors: each is a normal number, and a subnormal result is rounded once.
    let exponent = integers(biased)
    let half = exponent &>> 1
    return power * powerOfTwo(half) * powerOfTwo(exponent &- half)
}

/// ln x within 2 ulp; −∞ at ±0, NaN below.
@inline(__always) func logarithm(_ x: Vector) -> Vector {
    let isSubnormal = x .< Float.leastNormalMagnitude
    let scaled = x.replacing(with: x * 8_388_608, where: isSubnormal)
    // x = m · 2ᵏ with m in [√½, √2)
    let shifted = scaled.bits &+ (0x3f80_0000 &- 0x3f35_04f3)
    let mantissa = Vector(bits: (shifted & 0x007f_ffff) &+ 0x3f35_04f3)
    let k = floats(signed(shifted &>> 23) &- 127) - Vector().replacing(with: 23, where: isSubnormal)
    let f = mantissa - 1
    let square = f * f
    var p = Vector(repeating: 7.0376836292e-2)
    p = multiplyAdd(p, f, Vector(repeating: -1.1514610310e-1))
    p = multiplyAdd(p, f, Vector(repeating: 1.1676998740e-1))
    p = multiplyAdd(p, f, Vector(repeating: -1.2420140846e-1))
    p = multiplyAdd(p, f, Vector(repeating: 1.4249322787e-1))
    p = multiplyAdd(p, f, Vector(repeating: -1.6668057665e-1))
    p = multiplyAdd(p, f, Vector(repeating: 2.0000714765e-1))
    p = multiplyAdd(p, f, Vector(repeating: -2.4999993993e-1))
    p = multiplyAdd(p, f, Vector(repeating: 3.3333331174e-1))
    var rest = multiplyAdd(k, Vector(repeating: ln2Low), p * f * square)
    rest = multiplyAdd(square, Vector(repeating: -0.5), rest)
    let result = multiplyAdd(k, Vector(repeating: ln2High), f + rest)
    return
        result
        .replacing(with: x, where: x .== .infinity)
        .replacing(with: -.infinity, where: x .== 0)
        .replacing(with: .nan, where: (x .< 0) .| x.isNaN)
}

/// tanh x within 2 ulp, odd to the sign of zero.
@inline(__always) func hyperbolicTangent(_ x: Vector) -> Vector {
    let magnitude = x.magnitudes
    let square = magnitude * magnitude
    var p = Vector(repeating: -5.70498872745e-3)
    p = multiplyAdd(p, square, Vector(repeating: 2.06390887954e-2))
    p = multiplyAdd(p, square, Vector(repeating: -5.37397155531e-2))
    p = multiplyAdd(p, square, Vector(repeating: 1.33314422036e-1))
    p = multiplyAdd(p, square, Vector(repeating: -3.33332819422e-1))
    let near = multiplyAdd(p * square, magnitude, magnitude)
    let far = 1 - 2 / (exponential(magnitude + magnitude) + 1)
    let result = far.replacing(with: near, where: magnitude .< 0.625)
    return Vector(bits: result.bits | (x.bits & 0x8000_0000))
}

/// 1 / (1 + e⁻ˣ) within 3 ulp, also where it is tiny.
@inline(__always) func sigmoid(_ x: Vector) -> Vector {
    let e = exponential(Vector(bits: x.bits | 0x8000_0000))
    let numerator = Vector(repeating: 1).replacing(with: e, where: x .< 0)
    return numerator / (e + 1)
}

/// x · Φ(x) within 6 ulp, also where it is tiny; −0 at −∞.
@inline(__always) func gelu(_ x: Vector) -> Vector {
    let tail = NormalTail(x)
    let beyond = tail.distance * tail.ratio * tail.bell
    return (x - beyond).replacing(with: 0 - beyond, where: x .< 0)
}

/// Φ(x) + x · φ(x), off by at most 4 units of 2⁻²³.
@inline(__always) func geluDerivative(_ x: Vector) -> Vector {
    let tail = NormalTail(x)
    let beyond = tail.ratio * tail.bell
    // 1 / √(2π)
    let density = tail.bell * 0.398942280
    let slope = tail.distance * density
    return ((1 - beyond) + slope).replacing(with: beyond - slope, where: x .< 0)
}

/// The tail of the standard normal distribution beyond ± x: Φ(−t) = e^(−t² / 2) · R(t).
private struct NormalTail {
    /// t = |x|, at most 14.5: there the bell is 0.
    let distance: Vector
    /// e^(−t² / 2) within 2 ulp.
    let bell: Vector
    /// R(t), Mills' ratio over √(2π), within 5 ulp: u · P(u) with u = 1 / (1 + 5/16 · t), P of degree 9 through the
    /// exact values (50 digits) at Chebyshev's nodes for t in 0 … 15; relative error of the polynomial 1.5e-8.
    let ratio: Vector

    @inline(__always) init(_ x: Vector) {
        let magnitude = x.magnitudes
        distance = magnitude.replacing(with: 14.5, where: magnitude .> 14.5)
        // t² rounded to a float would shift the exponent by up to 2⁻¹⁸: h, the upper half of t's digits, has an exact
        // square, and t² = h² + (t − h) · (t + h).
        let upper = Vector(bits: distance.bits & 0xffff_f000)
        let square = upper * upper * -0.5
        let rest = (distance - upper) * (distance + upper) * -0.5
        let biased = multiplyAdd(square, Vector(repeating: 1.44269504), Vector(repeating: roundingBias))
        bell = exponential(biased, rest: remainder(square, biased) + rest)
        let u = 1 / multiplyAdd(distance, Vector(repeating: 0.3125), Vector(repeating: 1))
        var p = Vector(repeating: -0.018544367)
        p = multiplyAdd(p, u, Vector(repeating: 0.089013292))
        p = multiplyAdd(p, u, Vector(repeating: -0.14587443))
        p = multiplyAdd(p, u, Vector(repeating: 0.068007386))
        p = multiplyAdd(p, u, Vector(repeating: 0.0021033012))
        p = multiplyAdd(p, u, Vector(repeating: 0.053371360))
        p = multiplyAdd(p, u, Vector(repeating: 0.090726119))
        p = multiplyAdd(p, u, Vector(repeating: 0.11177138))
        p = multiplyAdd(p, u, Vector(repeating: 0.12476101))
        p = multiplyAdd(p, u, Vector(repeating: 0.12466495))
        ratio = p * u
    }
}

/// The integers that `roundingBias` left in the low bits.
@inline(__always) private func integers(_ biased: Vector) -> SIMD8<Int32> {
    signed(biased.bits) &- SIMD8(repeating: Int32(bitPattern: roundingBias.bitPattern))
}

/// The way back, for |n| < 2²².
@inline(__always) private func floats(_ n: SIMD8<Int32>) -> Vector {
    let biased = n &+ SIMD8(repeating: Int32(bitPattern: roundingBias.bitPattern))
    return unsafe unsafeBitCast(biased, to: Vector.self) - roundingBias
}

/// 2ⁿ for −126 ≤ n ≤ 127.
@inline(__always) private func powerOfTwo(_ n: SIMD8<Int32>) -> Vector {
    unsafe unsafeBitCast((n &+ 127) &<< 23, to: Vector.self)
}

@inline(__always) private func signed(_ bits: SIMD8<UInt32>) -> SIMD8<Int32> {
    unsafe unsafeBitCast(bits, to: SIMD8<Int32>.self)
}
