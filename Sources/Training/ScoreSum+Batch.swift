import Experiment
import NeuralNet

extension ScoreSum {
    mutating func add(_ batch: BatchScore) {
        lossSum += batch.lossSum
        correct += batch.correct
        count += batch.count
    }
}
