/// A trial under way.
package struct TrialState: Hashable, Sendable {
    /// log₁₀ of its learning rate.
    package var logRate: Double
    /// Steps done.
    package var steps: Int
    /// On the held-out samples, where the test has any; else over its last steps, or where it has few, over batches
    /// after them. Nil once the loss was not finite.
    package var score: Score?
    /// Samples that the score is a mean over.
    package var judged: Int
    /// The highest loss of one batch, over all of its steps; nil where none was finite.
    package var peakLoss: Double?
    /// Standard error of the score's loss, by what consecutive batches differ; nil where there are too few.
    package var lossError: Double?

    package init(
        logRate: Double, steps: Int, score: Score?, judged: Int, peakLoss: Double? = nil, lossError: Double? = nil
    ) {
        self.logRate = logRate
        self.steps = steps
        self.score = score
        self.judged = judged
        self.peakLoss = peakLoss
        self.lossError = lossError
    }
}
