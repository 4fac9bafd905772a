import KernelTypes

/// The cut of a batch into the four partial sums of a convolution's gradient. It depends on the number of samples
/// alone, not on how many threads work; inside a group micro-batches are added in order, then the groups in order.
package enum GradientGroups {
    package static let count = 4

    /// A kernel takes two micro-batches at a time; the last one of a batch may stand alone.
    package static let pair = 2

    /// Pairs of micro-batches that hold `microBatches`.
    package static func pairs(_ microBatches: Int) -> Int { (microBatches + pair - 1) / pair }

    /// The micro-batches of pair `index`.
    package static func microBatches(ofPair index: Int, of microBatches: Int) -> Range<Int> {
        index * pair..<min((index + 1) * pair, microBatches)
    }

    /// The pairs of group `group`; empty where there are fewer pairs than groups.
    package static func pairs(ofGroup group: Int, of microBatches: Int) -> Range<Int> {
        EvenParts(pairs(microBatches), parts: count).range(group)
    }
}
