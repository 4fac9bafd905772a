/// The numbers that a run came to, or those that are known of it so far.
package struct RunResults: Hashable, Sendable {
    /// Mean training loss of the last epoch.
    package var trainLoss: Double?
    package var validationLast: Score?
    /// The validation with the best value of the objective's metric.
    package var validationBest: Score?
    /// The last weights on the test set; nothing is chosen by it.
    package var test: Score?
    /// Epochs done.
    package var epochs: Double

    package init(
        trainLoss: Double?, validationLast: Score?, validationBest: Score?, test: Score?, epochs: Double
    ) {
        self.trainLoss = trainLoss
        self.validationLast = validationLast
        self.validationBest = validationBest
        self.test = test
        self.epochs = epochs
    }
}
