import KernelTypes

@inline(never)
func dropout(
    _ mask: DropoutMask, _ first: Int, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
    _ count: Int
) {
    let (x, y) = unsafe (Source(input), Destination(output))
    let (low, high) = (UInt32(truncatingIfNeeded: mask.key), UInt32(truncatingIfNeeded: mask.key &>> 32))
    let kept = Vector(repeating: mask.scale)
    let threshold = 1 + mask.rate
    var positions = SIMD8<UInt32>(0, 1, 2, 3, 4, 5, 6, 7) &+ UInt32(truncatingIfNeeded: first)
    var i = 0
    while i < count {
        // 23 random bits as the fraction of a number in 1 ..< 2.
        let uniform = Vector(bits: hash(positions, low, high) &>> 9 | 0x3f80_0000)
        // A product, so that what is not a number stays so where it is taken out.
        y.store(x.vector(at: i) * kept.replacing(with: Vector(), where: uniform .< threshold), at: i)
        positions = positions &+ 8
        i &+= laneCount
    }
}

/// 32 random bits for each position: `triple32` of C. Wellons' hash-prospector (a bijection whose output bits flip
/// with probability 0.5 ± 0.0001 for any flipped input bit), with a key before and after its first multiplication.
@inline(__always) private func hash(_ positions: SIMD8<UInt32>, _ low: UInt32, _ high: UInt32) -> SIMD8<UInt32> {
    var x = positions ^ SIMD8(repeating: low)
    x = (x ^ (x &>> 17)) &* SIMD8(repeating: 0xed5a_d4bb)
    x = x ^ SIMD8(repeating: high)
    x = (x ^ (x &>> 11)) &* SIMD8(repeating: 0xac4c_1b51)
    x = (x ^ (x &>> 15)) &* SIMD8(repeating: 0x3184_8bab)
    return x ^ (x &>> 14)
}
