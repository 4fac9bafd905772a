import Datasets
import Experiment
import NeuralNet

/// One climb of the ladder: training while the rate rises, a step for each rate (Smith, arXiv:1506.01186 section 3.3).
enum Sweep {
    /// - Parameters:
    ///   - trainer: at its first step; it trains a network of its own, so that it leaves no trace in any run.
    ///   - heldOut: the samples that judge a step for the metric `validation_loss`.
    ///   - progress: called after each step with its score.
    static func climb(
        _ settings: FinderSettings, seed: UInt64, trainer: inout Trainer, heldOut: SampleSet?, lease: CoreLease,
        meter: inout SampleMeter, progress: (Score, SampleMeter) -> Void
    ) -> RangeTestOutcome.Sweep {
        var recorder = CurveRecorder(settings)
        for rate in Ladder.rates(settings) {
            if lease.isStopRequested {
                return RangeTestOutcome.Sweep(seed: seed, curve: recorder.curve, stop: .interrupted)
            }
            var score = meter.train(&trainer, learningRate: rate, cores: lease.cores).mean
            if let heldOut, score.loss.isFinite {
                switch meter.evaluate(trainer, heldOut, lease: lease) {
                case .score(let judged): score = judged
                case .nothing: break
                case .stopped: return RangeTestOutcome.Sweep(seed: seed, curve: recorder.curve, stop: .interrupted)
                }
            }
            if let stop = recorder.add(learningRate: rate, loss: score.loss) {
                return RangeTestOutcome.Sweep(seed: seed, curve: recorder.curve, stop: stop)
            }
            progress(score, meter)
        }
        return RangeTestOutcome.Sweep(seed: seed, curve: recorder.curve, stop: .ladderEnd)
    }
}

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
