import Experiment
import TensorBoard

/// The names of the series. Up to the `/` they name the section of TensorBoard's page, and sections are sorted.
enum ScalarTag {
    static let learningRate = "learning_rate"
    static let bestAccuracy = "validation/best_accuracy"
    static let bestLoss = "validation/best_loss"
    static let testAccuracy = "test/accuracy"
    static let testLoss = "test/loss"

    static func loss(_ split: Measurement.Split) -> String { "\(split.rawValue)/loss" }
    static func accuracy(_ split: Measurement.Split) -> String { "\(split.rawValue)/accuracy" }

    /// Training beside validation in one chart, which TensorBoard's other pages cannot show.
    static let charts = [
        ChartCategory(
            "Training and validation",
            charts: [
                .init("loss", tags: ["(train|validation)/loss$"]),
                .init("accuracy", tags: ["(train|validation)/accuracy$"]),
            ])
    ]
}

/// The best validations so far. TensorBoard's HParams table shows the last point of a series, so that the best has to
/// be a series of its own.
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
        guard measurement.split == .validation else { return change }
        if measurement.accuracy > accuracy {
            (accuracy, change.accuracy) = (measurement.accuracy, measurement.accuracy)
        }
        if measurement.loss < loss { (loss, change.loss) = (measurement.loss, measurement.loss) }
        return change
    }
}
