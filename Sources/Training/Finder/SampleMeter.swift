import Datasets
import Experiment

/// Counts what a finder processes: samples, and the seconds that it takes.
package struct SampleMeter {
    private(set) var processed: RangeTestCheckpoint.Processed
    private var stopwatch: Stopwatch

    package init() { self.init(after: RangeTestCheckpoint.Processed(), elapsed: ElapsedTime()) }

    /// Counts on where an earlier start stopped.
    init(after processed: RangeTestCheckpoint.Processed, elapsed: ElapsedTime) {
        self.processed = processed
        stopwatch = Stopwatch(earlier: elapsed)
    }

    var samples: Int { processed.samples }
    var steps: Int { processed.steps }
    /// With evaluations, and all else that the finder does.
    var totalSeconds: Double { stopwatch.totalSeconds }
    var elapsed: ElapsedTime { stopwatch.elapsed }
    var now: SuspendingClock.Instant { stopwatch.now }
    /// Of training.
    var samplesPerSecond: Double {
        stopwatch.trainingSeconds > 0 ? Double(processed.trainedSamples) / stopwatch.trainingSeconds : 0
    }

    /// One training step.
    /// - Returns: the batch's score before the update; a loss that is not finite changes nothing.
    mutating func train(_ trainer: Trainer, learningRate: Double, cores: Int) -> ScoreSum {
        let begin = stopwatch.now
        let score = trainer.step(learningRate: learningRate, cores: cores)
        stopwatch.count(since: begin)
        processed.steps += 1
        processed.samples += score.count
        processed.trainedSamples += score.count
        return score
    }

    /// The score of the next batch, which changes nothing.
    mutating func look(_ trainer: Trainer, cores: Int) -> ScoreSum {
        let score = trainer.look(cores: cores)
        processed.samples += score.count
        return score
    }

    /// The score of the samples that a finder judges by, which are few; nil where there are none.
    mutating func evaluate(_ trainer: Trainer, _ set: SampleSet, lease: CoreLease) -> Score? {
        processed.samples += set.count
        return trainer.evaluate(few: set, lease: lease)
    }
}
