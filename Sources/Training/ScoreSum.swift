import Experiment
import NeuralNet

/// Loss and accuracy over several batches, every sample with the same weight.
struct ScoreSum {
    private var lossSum = 0.0
    private var correct = 0
    private(set) var count = 0

    mutating func add(_ batch: BatchScore) {
        lossSum += batch.lossSum
        correct += batch.correct
        count += batch.count
    }

    /// The mean since the last call, and a new start; nil where nothing was added.
    mutating func take() -> Score? {
        guard count > 0 else { return nil }
        defer { self = ScoreSum() }
        return Score(loss: lossSum / Double(count), accuracy: Double(correct) / Double(count))
    }
}
