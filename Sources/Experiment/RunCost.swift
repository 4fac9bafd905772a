/// What a run took.
package struct RunCost: Hashable, Sendable {
    /// Seconds of training, validation excluded.
    package var trainingSeconds: Double
    /// Seconds of training and of evaluating: validations and the test. What is written at the end is not in it.
    package var seconds: Double
    package var samplesPerSecond: Double

    package init(trainingSeconds: Double, seconds: Double, samplesPerSecond: Double) {
        self.trainingSeconds = trainingSeconds
        self.seconds = seconds
        self.samplesPerSecond = samplesPerSecond
    }
}
