/// How much a kernel holds in registers and in the first cache at once; one column for each instruction set.
///
/// A fused multiply-add takes 4 cycles and two start in each, so at least 8 sums must be under way, while two loads a
/// cycle must feed them. There are 16 registers: of 8 floats with AVX2, of 4 with SSE, where a vector takes two. One
/// register stays free: with all 16 in use the optimizer was seen to spill.
enum BlockSizes {
    #if XRUN_FMA
        /// Outputs of an `OutputBlock`, two vectors each. A step loads the two vectors and one weight for each output:
        /// 6 × 2 sums + 2 + 1 = 15 registers, 8 loads for 12 multiply-adds.
        static let outputs = 6
        /// Vectors that a `SumBlock` and its step may hold.
        static let vectorsInRegisters = 15
    #else
        /// 2 × 2 sums + 2 + 1 = 7 vectors, 14 registers.
        static let outputs = 2
        static let vectorsInRegisters = 7
    #endif

    /// Taps of a `SumBlock`.
    static let taps = 5

    /// Output channels of a `SumBlock`: taps × channels sums, the channels' gradients, and one input vector that
    /// streams past. AVX2: 5 × 2, 4 × 2, 3 × 3, 2 × 4, 1 × 7. SSE: 5 × 1, 4 × 1, 3 × 1, 2 × 2, 1 × 3.
    @inline(__always) static func outputChannels(taps: Int) -> Int { (vectorsInRegisters &- 1) / (taps &+ 1) }

    /// Terms of a dense reduction between two visits of a sum's memory: 256 terms × 2 vectors × 32 B = 16 KB,
    /// half of a 32 KB first-level cache; the weights stream through the rest.
    static let denseTerms = 256

    /// Bytes of input and output-gradient rows that a convolution's weight gradient passes over for every block of
    /// sums: most of a 32 KB first-level cache, since blocks follow one another over the same rows. Less makes shorter
    /// bands, and each visit of the sums costs some eighty cycles.
    static let weightGradientBandBytes = 28 * 1024
}

/// `count` items cut into as few parts as `largest` allows, of sizes that differ by at most one: a narrow last part
/// would not keep the multiply-add units busy.
struct EvenCut {
    let count: Int
    let parts: Int

    @inline(__always) init(_ count: Int, largest: Int) {
        self.count = count
        parts = (count &+ largest &- 1) / largest
    }

    /// Where part `part` begins.
    @inline(__always) func bound(_ part: Int) -> Int { count &* part / parts }

    @inline(__always) func size(_ part: Int) -> Int { bound(part &+ 1) &- bound(part) }
}
