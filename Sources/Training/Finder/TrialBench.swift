package import Experiment

/// Where trials are trained: on a network, or on a made-up landscape in a test.
package protocol TrialBench {
    /// Steps that the budget still allows.
    var stepsLeft: Int { get }

    /// Trains at 10 to the power of `logRate` on until `steps` steps are done in all, from the same weights and in the
    /// same order of samples for every rate.
    /// - Returns: nil where a stop was requested.
    mutating func train(logRate: Double, to steps: Int) -> TrialState?

    /// No other rate will be trained on.
    mutating func keep(only logRates: Set<Double>)
}
