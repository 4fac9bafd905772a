import KernelTypes

#if XRUN_FMA
    private typealias Register = SIMD8<Float>
#else
    private typealias Register = SIMD4<Float>
#endif

/// Multiply-adds on registers alone, 12 sums under way: the most this instruction set does on this processor.
/// Writes the sums' total, so that nothing is left out, and gives back the number of floating-point operations.
@inline(never)
func multiplyAddPeak(_ rounds: Int, _ total: UnsafeMutablePointer<Float>) -> Int {
    // x ← x · 0.999 + 0.001 · start stays near its start: no overflow, no subnormal number.
    let seed = unsafe total[0]
    let (factor, term) = (Register(repeating: 0.999), Register(repeating: seed * 0.001))
    var (a, b, c) = (Register(repeating: seed), Register(repeating: seed + 1), Register(repeating: seed + 2))
    var (d, e, f) = (Register(repeating: seed + 3), Register(repeating: seed + 4), Register(repeating: seed + 5))
    var (g, h, i) = (Register(repeating: seed + 6), Register(repeating: seed + 7), Register(repeating: seed + 8))
    var (j, k, l) = (Register(repeating: seed + 9), Register(repeating: seed + 10), Register(repeating: seed + 11))
    var round = 0
    while round < rounds {
        a = multiplyAdd(a, factor, term)
        b = multiplyAdd(b, factor, term)
        c = multiplyAdd(c, factor, term)
        d = multiplyAdd(d, factor, term)
        e = multiplyAdd(e, factor, term)
        f = multiplyAdd(f, factor, term)
        g = multiplyAdd(g, factor, term)
        h = multiplyAdd(h, factor, term)
        i = multiplyAdd(i, factor, term)
        j = multiplyAdd(j, factor, term)
        k = multiplyAdd(k, factor, term)
        l = multiplyAdd(l, factor, term)
        round &+= 1
    }
    let sum = ((a + b) + (c + d)) + ((e + f) + (g + h)) + ((i + j) + (k + l))
    unsafe total[0] = sum[0] + sum[1] + sum[2] + sum[3]
    return rounds &* 12 &* Register.scalarCount &* 2
}
