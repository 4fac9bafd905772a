import Datasets
import Experiment

/// One climb of the ladder: training while the rate rises, a step for each rate (Smith, arXiv:1506.01186 section 3.3).
enum Sweep {
    /// - Parameters:
    ///   - trainer: trains a network of its own, so that it leaves no trace in any run; as many steps behind its first
    ///     one as `begun` has points.
    ///   - begun: the curve, as far as an earlier start came.
    ///   - heldOut: the samples that judge a step for the metric `validation_loss`.
    ///   - progress: is told of each step.
    static func climb(
        _ settings: FinderSettings, seed: UInt64, trainer: Trainer, begun: [RangeTestOutcome.Point] = [],
        heldOut: SampleSet?, lease: CoreLease, meter: inout SampleMeter, progress: FinderProgress
    ) -> RangeTestOutcome.Sweep {
        var recorder = CurveRecorder(settings)
        func sweep(_ stop: RangeTestOutcome.Stop) -> RangeTestOutcome.Sweep {
            RangeTestOutcome.Sweep(seed: seed, curve: recorder.curve, stop: stop)
        }
        for point in begun {
            if let stop = recorder.add(learningRate: point.learningRate, loss: point.loss) { return sweep(stop) }
        }
        for rate in Ladder.rates(settings).dropFirst(begun.count) {
            if lease.isStopRequested {
                progress.save(meter) { .sweep(curve: recorder.curve, trainer.networkState) }
                return sweep(.interrupted)
            }
            var score = meter.train(trainer, learningRate: rate, cores: lease.cores).mean
            if let heldOut, score.loss.isFinite {
                score = meter.evaluate(trainer, heldOut, lease: lease) ?? score
            }
            if let stop = recorder.add(learningRate: rate, loss: score.loss) { return sweep(stop) }
            progress.note(score, meter) { .sweep(curve: recorder.curve, trainer.networkState) }
        }
        return sweep(.ladderEnd)
    }
}
