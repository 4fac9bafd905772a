import Datasets
import Experiment

/// Counts what a finder processes: samples, and the seconds of training.
package struct SampleMeter {
    /// Trained or only evaluated.
    private(set) var samples = 0
    private(set) var steps = 0
    private var trained = 0
    private var stopwatch = Stopwatch()

    package init() {}

    var seconds: Double { stopwatch.sinceStart }
    var samplesPerSecond: Double { stopwatch.seconds > 0 ? Double(trained) / stopwatch.seconds : 0 }

    /// One training step.
    /// - Returns: the batch's score before the update; a loss that is not finite changes nothing.
    mutating func train(_ trainer: inout Trainer, learningRate: Double, cores: Int) -> ScoreSum {
        let begin = stopwatch.now
        let score = trainer.computeGradients(cores: cores)
        if score.lossSum.isFinite { trainer.update(learningRate: learningRate, cores: cores) }
        stopwatch.count(since: begin)
        steps += 1
        samples += score.count
        trained += score.count
        return score
    }

    /// The score of the next batch, which changes no weight.
    mutating func look(_ trainer: inout Trainer, cores: Int) -> ScoreSum {
        let score = trainer.computeGradients(cores: cores)
        samples += score.count
        return score
    }

    mutating func evaluate(_ trainer: Trainer, _ set: SampleSet, lease: CoreLease) -> Evaluation {
        samples += set.count
        return trainer.evaluate(set, lease: lease)
    }
}
