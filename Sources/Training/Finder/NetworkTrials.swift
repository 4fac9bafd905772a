import Datasets
import Experiment
import NeuralNet

/// Trials on the real network: one network, whose state is exchanged from trial to trial.
struct NetworkTrials: TrialBench {
    /// A mean over as many has a standard error below a point.
    private static let judgedSamples = 4096
    /// Batches that judge a trial of less than `TrialSearch.shortest` steps after its last one: those that it was
    /// trained on were seen before it had learned anything.
    private static let batchesAhead = 4

    private var trainer: Trainer
    private let initial: Trainer.Snapshot
    private var underWay: [Double: UnderWay] = [:]
    private let heldOut: SampleSet?
    private let lease: CoreLease
    private let budget: Int
    private(set) var meter: SampleMeter
    private let progress: (Score, SampleMeter) -> Void

    private struct UnderWay {
        /// Nil once it has failed: it is not trained on.
        var snapshot: Trainer.Snapshot?
        /// One a step.
        var scores: [ScoreSum]
        var hasFailed = false
    }

    /// - Parameters:
    ///   - trainer: at its first step.
    ///   - budget: samples that the meter may reach.
    init(
        trainer: Trainer, heldOut: SampleSet?, lease: CoreLease, budget: Int, meter: SampleMeter,
        progress: @escaping (Score, SampleMeter) -> Void
    ) {
        self.trainer = trainer
        initial = trainer.snapshot()
        self.heldOut = heldOut
        self.lease = lease
        self.budget = budget
        self.meter = meter
        self.progress = progress
    }

    /// What judges the trials that share the rest on held-out samples costs too.
    var stepsLeft: Int {
        let judging = 3 * (heldOut?.count ?? 0)
        return max(0, budget - meter.samples - judging) / trainer.configuration.batchSize
    }

    mutating func train(decade: Double, to steps: Int) -> TrialState? {
        var trial = underWay[decade] ?? UnderWay(snapshot: initial, scores: [])
        if let snapshot = trial.snapshot { trainer.restore(snapshot) }
        trial.snapshot = nil
        let rate = PortableMath.power10(decade)
        while trial.scores.count < steps, !trial.hasFailed {
            if lease.isStopRequested { return nil }
            let score = meter.train(&trainer, learningRate: rate, cores: lease.cores)
            trial.scores.append(score)
            trial.hasFailed = !score.lossSum.isFinite
            progress(score.mean, meter)
        }
        if !trial.hasFailed { trial.snapshot = trainer.snapshot() }
        underWay[decade] = trial
        return state(decade, trial)
    }

    mutating func keep(only decades: Set<Double>) {
        underWay = underWay.filter { decades.contains($0.key) }
    }

    /// The last quarter of a trial's steps, or as many as hold enough samples, but no more than half: what was seen
    /// early speaks for rates that are good early.
    private func judgedSteps(of steps: Int) -> Int {
        let batch = max(1, trainer.configuration.batchSize)
        let wanted = max((steps + 3) / 4, (Self.judgedSamples + batch - 1) / batch)
        return min(steps - steps / 2, wanted)
    }

    private mutating func state(_ decade: Double, _ trial: UnderWay) -> TrialState? {
        var state = TrialState(decade: decade, steps: trial.scores.count, score: nil, judged: 0)
        if trial.hasFailed { return state }
        if let heldOut {
            switch meter.evaluate(trainer, heldOut, lease: lease) {
            // A loss that is not finite is no score.
            case .score(let score): state.score = score.loss.isFinite ? score : nil
            case .nothing: break
            case .stopped: return nil
            }
            state.judged = heldOut.count
        } else {
            var sum = ScoreSum()
            if trial.scores.count < TrialSearch.shortest {
                for _ in 0..<Self.batchesAhead { sum.add(meter.look(&trainer, cores: lease.cores)) }
            } else {
                for score in trial.scores.suffix(judgedSteps(of: trial.scores.count)) { sum.add(score) }
            }
            state.judged = sum.count
            state.score = sum.take().flatMap { $0.loss.isFinite ? $0 : nil }
        }
        return state
    }
}
