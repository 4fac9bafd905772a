import Experiment
import NeuralNet

/// A learning-rate range test (Smith, arXiv:1506.01186 section 3.3): training while the rate climbs a ladder, a step
/// for each rate. It trains a network of its own, so that it leaves no trace in any run.
struct RangeTest {
    private let settings: FinderSettings
    private var trainer: Trainer
    private let lease: CoreLease
    private var stopwatch = Stopwatch()

    init(settings: FinderSettings, trainer: Trainer, lease: CoreLease) {
        self.settings = settings
        self.trainer = trainer
        self.lease = lease
    }

    mutating func run(emit: (ItemEvent) -> Void) -> RangeTestOutcome {
        let (curve, stop) = sweep(emit: emit)
        if stop == .interrupted {
            return outcome(curve, stop, suggestion: nil, reason: "the range test was interrupted")
        }
        do {
            let suggestion = try SuggestionRule.suggestion(settings.suggestion, curve: curve, settings: settings)
            return outcome(curve, stop, suggestion: suggestion, reason: nil)
        } catch {
            return outcome(curve, stop, suggestion: nil, reason: error.reason)
        }
    }

    /// Climbs the ladder. A point's loss is the batch's before its own update, as every finder records it.
    private mutating func sweep(
        emit: (ItemEvent) -> Void
    ) -> (curve: [RangeTestOutcome.Point], stop: RangeTestOutcome.Stop) {
        var recorder = CurveRecorder(settings)
        var pace = ProgressPace()
        var samples = 0
        for (index, rate) in Ladder.rates(settings).enumerated() {
            if lease.isStopRequested { return (recorder.curve, .interrupted) }
            let begin = stopwatch.now
            let score = trainer.computeGradients(cores: lease.cores)
            trainer.update(learningRate: rate, cores: lease.cores)
            stopwatch.count(since: begin)
            samples += score.count
            if let stop = recorder.add(learningRate: rate, loss: score.mean.loss) { return (recorder.curve, stop) }
            if pace.isDue(at: stopwatch.now) {
                emit(
                    .progressed(
                        Progress(
                            step: index + 1, steps: settings.steps,
                            samplesPerSecond: Double(samples) / stopwatch.seconds, latestLoss: score.mean.loss,
                            latestAccuracy: score.mean.accuracy)))
            }
        }
        return (recorder.curve, .ladderEnd)
    }

    private func outcome(
        _ curve: [RangeTestOutcome.Point], _ stop: RangeTestOutcome.Stop, suggestion: SuggestionRule.Suggestion?,
        reason: String?
    ) -> RangeTestOutcome {
        RangeTestOutcome(
            curve: curve, stop: stop, suggestedIndex: suggestion?.index,
            learningRate: suggestion.map { SuggestionRule.rounded($0.learningRate) }, reason: reason,
            seconds: stopwatch.sinceStart)
    }
}
