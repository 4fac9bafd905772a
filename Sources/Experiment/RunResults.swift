/// The numbers that a run came to, or those that are known of it so far.
package struct RunResults: Hashable, Sendable {
    /// What a run took.
    package struct Cost: Hashable, Sendable {
        /// Seconds of training, validation excluded.
        package var trainingSeconds: Double
        /// Seconds in all.
        package var seconds: Double
        package var samplesPerSecond: Double

        package init(trainingSeconds: Double, seconds: Double, samplesPerSecond: Double) {
            self.trainingSeconds = trainingSeconds
            self.seconds = seconds
            self.samplesPerSecond = samplesPerSecond
        }
    }

    /// Mean training loss of the last epoch.
    package var trainLoss: Double?
    package var validationLast: Score?
    /// The validation with the best value of the objective's metric.
    package var validationBest: Score?
    /// The last weights on the test set; nothing is chosen by it.
    package var test: Score?
    /// Epochs done.
    package var epochs: Double
    /// Nil where all that is known was measured on the way.
    package var cost: Cost?

    package init(
        trainLoss: Double?, validationLast: Score?, validationBest: Score?, test: Score?, epochs: Double, cost: Cost?
    ) {
        self.trainLoss = trainLoss
        self.validationLast = validationLast
        self.validationBest = validationBest
        self.test = test
        self.epochs = epochs
        self.cost = cost
    }
}
