import Experiment

/// The highest validation accuracy and the lowest validation loss so far, each by itself: not the scores of the one
/// validation that the objective calls the best, which `RunResults.validationBest` has. A network whose loss is not
/// finite is broken, whatever its accuracy, and the best by neither.
///
/// TensorBoard's HParams table shows the last point of a series, so that the best has to be a series of its own.
struct BestScores: Hashable, Sendable {
    /// What a measurement has made better.
    struct Change: Hashable, Sendable {
        var accuracy: Double?
        var loss: Double?
    }

    private var accuracy = -Double.infinity
    private var loss = Double.infinity

    init() {}

    /// What came before a run is taken up.
    init(after measurements: [Measurement]) {
        for measurement in measurements { _ = note(measurement) }
    }

    mutating func note(_ measurement: Measurement) -> Change {
        var change = Change()
        guard measurement.split == .validation, measurement.loss.isFinite else { return change }
        if measurement.accuracy > accuracy {
            (accuracy, change.accuracy) = (measurement.accuracy, measurement.accuracy)
        }
        if measurement.loss < loss { (loss, change.loss) = (measurement.loss, measurement.loss) }
        return change
    }
}
