import Datasets
import Experiment

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
