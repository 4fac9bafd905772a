/// Loss and accuracy over several batches, every sample with the same weight.
package struct ScoreSum: Hashable, Sendable {
    package var lossSum: Double
    package var correct: Int
    package var count: Int

    package init(lossSum: Double = 0, correct: Int = 0, count: Int = 0) {
        self.lossSum = lossSum
        self.correct = correct
        self.count = count
    }

    /// The mean since the last call, and a new start; nil where nothing was added.
    package mutating func take() -> Score? {
        guard count > 0 else { return nil }
        defer { self = ScoreSum() }
        return Score(loss: lossSum / Double(count), accuracy: Double(correct) / Double(count))
    }
}
