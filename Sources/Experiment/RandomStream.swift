/// A repeatable stream of random numbers: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), keyed by a
/// seed and what the numbers are for, so that no stream depends on how much of another was used.
package struct RandomStream: RandomNumberGenerator, Sendable {
    package enum Purpose: Sendable {
        /// Weights of the parameter tensor with this index.
        case initialization(tensor: Int)
        /// Order of the samples in this epoch.
        case shuffle(epoch: Int)
        /// Dropout masks of one layer at one step.
        case dropout(layer: Int, step: Int)
        /// Which samples are held out for validation.
        case split
        /// Seed of a range test's sweep.
        case rangeTest(sweep: Int)
        /// Drawing of the built-in data set's samples.
        case drawing(sample: Int)
        /// Pairs of seeds that a bootstrap draws again.
        case bootstrap

        fileprivate var key: (kind: UInt64, index: UInt64) {
            switch self {
            case .initialization(let tensor): (1, UInt64(bitPattern: Int64(tensor)))
            case .shuffle(let epoch): (2, UInt64(bitPattern: Int64(epoch)))
            case .dropout(let layer, let step):
                (3, UInt64(bitPattern: Int64(layer)) << 40 ^ UInt64(bitPattern: Int64(step)))
            case .split: (4, 0)
            case .rangeTest(let sweep): (5, UInt64(bitPattern: Int64(sweep)))
            case .drawing(let sample): (6, UInt64(bitPattern: Int64(sample)))
            case .bootstrap: (7, 0)
            }
        }
    }

    private var state: UInt64

    package init(seed: UInt64, for purpose: Purpose) {
        let key = purpose.key
        state = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
        state = Self.mix(state ^ key.kind &* 0xD1B5_4A32_D192_ED03)
        state = Self.mix(state ^ key.index &* 0xABC9_8388_FB8F_AC03)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// Uniform in [0, 1), 24 random bits: every value is exact.
    package mutating func nextUniform() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// Uniform in 0 ..< bound without bias (Lemire, arXiv:1805.10941). `bound` is positive.
    package mutating func next(below bound: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return product.high
    }

    /// 0 ..< count in random order (Fisher, Yates; Durstenfeld's form).
    package mutating func permutation(count: Int) -> [Int32] {
        var order = Array(0..<Int32(count))
        for last in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(last, Int(next(below: UInt64(last + 1))))
        }
        return order
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
