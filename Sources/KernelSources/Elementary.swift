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
    let n = biased - roundingBias
    // |r| ≤ ln 2 / 2
    let r = multiplyAdd(n, Vector(repeating: -ln2Low), multiplyAdd(n, Vector(repeating: -ln2High), x))
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
