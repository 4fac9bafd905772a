/// What a run came to.
package struct RunOutcome: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        case done
        /// The loss was not finite at this step; or, with a limit, the validation loss was above it
        /// (`stop_on_divergence`). The rate is that of the last update before, or the highest since the validation
        /// before; nil where there was no update.
        case diverged(step: Int, learningRate: Double?, limit: Double? = nil)
        /// Stopped on request, at a step boundary.
        case interrupted(step: Int)
    }

    package var ending: Ending
    /// The fixed rate, or the one that the range test chose.
    package var learningRate: Double
    /// Between which rates the schedule moved it; nil where it started from that rate.
    package var rateBounds: RateBounds?
    /// Mean training loss of the last epoch.
    package var trainLoss: Double?
    package var validationLast: Score?
    /// The validation with the best value of the objective's metric.
    package var validationBest: Score?
    /// The last weights on the test set; nothing is chosen by it.
    package var test: Score?
    package var epochsDone: Double
    /// Seconds of training, validation excluded.
    package var trainingSeconds: Double
    /// Seconds in all.
    package var seconds: Double
    package var samplesPerSecond: Double

    package init(
        ending: Ending, learningRate: Double, rateBounds: RateBounds? = nil, trainLoss: Double?,
        validationLast: Score?, validationBest: Score?, test: Score?, epochsDone: Double, trainingSeconds: Double,
        seconds: Double, samplesPerSecond: Double
    ) {
        self.ending = ending
        self.learningRate = learningRate
        self.rateBounds = rateBounds
        self.trainLoss = trainLoss
        self.validationLast = validationLast
        self.validationBest = validationBest
        self.test = test
        self.epochsDone = epochsDone
        self.trainingSeconds = trainingSeconds
        self.seconds = seconds
        self.samplesPerSecond = samplesPerSecond
    }
}
