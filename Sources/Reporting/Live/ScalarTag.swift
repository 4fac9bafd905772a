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
