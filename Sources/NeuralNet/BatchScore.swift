/// What a forward pass over some samples came to.
package struct BatchScore: Hashable, Sendable {
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

    package var meanLoss: Double { lossSum / Double(count) }
    package var accuracy: Double { Double(correct) / Double(count) }
}
