/// Loss and accuracy over the samples of one or several batches, every sample with the same weight.
package struct ScoreSum: Hashable, Sendable {
    /// Per-sample losses added in the order of the samples. Natural logarithm.
    package var lossSum: Double
    /// Samples whose largest logit is the label's.
    package var correct: Int
    package var count: Int

    package init(lossSum: Double = 0, correct: Int = 0, count: Int = 0) {
        self.lossSum = lossSum
        self.correct = correct
        self.count = count
    }

    package mutating func add(_ other: ScoreSum) {
        lossSum += other.lossSum
        correct += other.correct
        count += other.count
    }

    /// Per sample: mean loss and the share of correct answers. NaN where nothing was added.
    package var mean: Score { Score(loss: lossSum / Double(count), accuracy: Double(correct) / Double(count)) }

    /// The mean since the last call, and a new start; nil where nothing was added.
    package mutating func take() -> Score? {
        guard count > 0 else { return nil }
        defer { self = ScoreSum() }
        return mean
    }
}
