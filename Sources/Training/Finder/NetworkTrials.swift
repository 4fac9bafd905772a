import Datasets
import Experiment
import NeuralNet

/// Trials on the real network: one network, whose state is exchanged from trial to trial.
struct NetworkTrials: TrialBench {
    /// A mean over as many has a standard error below a point.
    private static let judgedSamples = 4096
    /// Batches that judge a trial of less than `TrialSearch.shortest` steps after its last one: those that it was
    /// trained on were seen before it had learned anything.
    private static let batchesAfterFewSteps = 4
    /// Share of the running statistics of batch norm that may still be what they began with, where an evaluation judges
    /// a trial of no less than `TrialSearch.shortest` steps: the run has the time to forget it.
    private static let coldShare = 0.1

    private let trainer: Trainer
    private let initial: Trainer.Snapshot
    private let heldOut: SampleSet?
    /// Batches that judge a trial after its last step where training and evaluation differ; else zero.
    private let batchesAhead: Int
    private let lease: CoreLease
    private let budget: Int
    private(set) var meter: SampleMeter
    private let progress: FinderProgress
    private var record: Record
    /// How many of the record's stages this start has come to: what an earlier one has trained is not trained again.
    private var passed = 0

    /// What the trials have done, over all starts.
    struct Record {
        /// What the range test had processed before the first of them.
        fileprivate let samplesBefore: Int
        fileprivate var stages: [RangeTestCheckpoint.Stage] = []
        fileprivate var underWay: [Double: UnderWay] = [:]

        init(samplesBefore: Int) { self.samplesBefore = samplesBefore }

        /// - Throws: where these are the trials of another network than `trainer`'s.
        init(_ trials: RangeTestCheckpoint.Trials, of trainer: Trainer) throws(CheckpointFault) {
            samplesBefore = trials.samplesBefore
            stages = trials.stages
            let batchSize = trainer.configuration.batchSize
            for trial in trials.underWay {
                guard trial.scores.allSatisfy({ $0.count <= batchSize }) else {
                    throw CheckpointFault("its trials do not fit")
                }
                var snapshot: Trainer.Snapshot?
                if let network = trial.network {
                    guard network.step == trial.scores.count else { throw CheckpointFault("its trials do not fit") }
                    snapshot = try trainer.snapshot(of: network)
                }
                underWay[trial.logRate] = UnderWay(snapshot: snapshot, scores: trial.scores)
            }
        }
    }

    fileprivate struct UnderWay {
        /// Nil once its loss was not finite: it is not trained on.
        var snapshot: Trainer.Snapshot?
        /// One a step.
        var scores: [ScoreSum]
    }

    /// - Parameters:
    ///   - trainer: at its first step.
    ///   - metric: what the experiment is decided by.
    ///   - budget: samples that the meter may reach.
    ///   - record: what an earlier start has done, if one has.
    init(
        trainer: Trainer, metric: Objective.Metric, heldOut: SampleSet?, lease: CoreLease, budget: Int,
        meter: SampleMeter, progress: FinderProgress, record: Record? = nil
    ) {
        self.trainer = trainer
        // Where the loss decides, the batches' scores compare with an evaluation's: without label smoothing.
        trainer.scoring =
            switch metric {
            case .validationAccuracy: .trained
            case .validationLoss: .plain
            }
        initial = trainer.snapshot()
        self.heldOut = heldOut
        // What dropout and a batch's own statistics do to a score differs with the rate: a run is judged without them.
        if heldOut == nil, trainer.configuration.model.trainsUnlikeItEvaluates {
            // A second look at a sample would show nothing new.
            let samples = min(
                FinderSettings.affordableScore(of: budget), Self.judgedSamples, trainer.dataset.training.count)
            batchesAhead = max(1, samples / max(1, trainer.configuration.batchSize))
        } else {
            batchesAhead = 0
        }
        self.lease = lease
        self.budget = budget
        self.meter = meter
        self.progress = progress
        self.record = record ?? Record(samplesBefore: meter.samples)
    }

    /// What judges the trials that share the rest, by other samples than they are trained on, costs too.
    var stepsLeft: Int {
        let samples = passed > 0 ? record.stages[passed - 1].samples : record.samplesBefore
        let batchSize = trainer.configuration.batchSize
        let judging = FinderSettings.survivors * ((heldOut?.count ?? 0) + batchesAhead * batchSize)
        return max(0, budget - samples - judging) / batchSize
    }

    mutating func train(logRate: Double, to steps: Int) -> TrialState? {
        if passed < record.stages.count {
            let stage = record.stages[passed]
            if stage.trial.logRate == logRate, stage.target == steps {
                passed += 1
                return stage.trial
            }
            // Not what this search has asked for: worth nothing.
            record.stages.removeSubrange(passed...)
            record.underWay = [:]
        }
        var trial = record.underWay.removeValue(forKey: logRate) ?? UnderWay(snapshot: initial, scores: [])
        if let snapshot = trial.snapshot {
            trial.snapshot = nil
            trainer.restore(snapshot)
            let rate = PortableMath.power10(logRate)
            var isFinite = true
            while trial.scores.count < steps, isFinite {
                if lease.isStopRequested {
                    progress.save(meter) { phase(logRate, trial) }
                    return nil
                }
                let score = meter.train(trainer, learningRate: rate, cores: lease.cores)
                trial.scores.append(score)
                isFinite = score.lossSum.isFinite
                if isFinite { progress.note(score.mean, meter) { phase(logRate, trial) } }
            }
            if isFinite { trial.snapshot = trainer.snapshot() }
        }
        let trained = meter
        guard let state = state(logRate, trial) else {
            // The next start judges it anew.
            if let snapshot = trial.snapshot { trainer.restore(snapshot) }
            meter = trained
            progress.save(meter) { phase(logRate, trial) }
            return nil
        }
        record.underWay[logRate] = trial
        record.stages.append(RangeTestCheckpoint.Stage(trial: state, target: steps, samples: meter.samples))
        passed += 1
        return state
    }

    mutating func keep(only logRates: Set<Double>) {
        // An earlier start has done that, and then begun others.
        guard passed == record.stages.count else { return }
        record.underWay = record.underWay.filter { logRates.contains($0.key) }
    }

    /// - Parameter trial: the one that the trainer trains, at `logRate`.
    private func phase(_ logRate: Double, _ trial: UnderWay) -> RangeTestCheckpoint.Phase {
        var underWay = record.underWay
        underWay[logRate] = UnderWay(snapshot: trainer.snapshot(), scores: trial.scores)
        return .trials(
            RangeTestCheckpoint.Trials(
                samplesBefore: record.samplesBefore, stages: record.stages,
                underWay: underWay.sorted { $0.key < $1.key }.map { logRate, trial in
                    RangeTestCheckpoint.Trial(
                        logRate: logRate, scores: trial.scores, network: trial.snapshot.map(trainer.networkState))
                }))
    }

    /// The last quarter of a trial's steps, or as many as hold enough samples, but no more than half: what was seen
    /// early speaks for rates that are good early.
    private func judgedSteps(of steps: Int) -> Int {
        let batch = max(1, trainer.configuration.batchSize)
        let wanted = max((steps + 3) / 4, (Self.judgedSamples + batch - 1) / batch)
        return min(steps - steps / 2, wanted)
    }

    /// Batches that judge a trial after its last step.
    private func ahead(of steps: Int) -> Int {
        if steps < TrialSearch.shortest { return max(batchesAhead, Self.batchesAfterFewSteps) }
        guard let momentum = trainer.configuration.model.slowestStatistics else { return batchesAhead }
        // Each step leaves a share of 1 - momentum of what was.
        let cold = PortableMath.exp(Double(steps) * PortableMath.log(1 - momentum))
        return cold <= Self.coldShare ? batchesAhead : 0
    }

    /// - Returns: nil where a stop was requested.
    private mutating func state(_ logRate: Double, _ trial: UnderWay) -> TrialState? {
        let losses = trial.scores.map(\.mean.loss).filter(\.isFinite)
        var state = TrialState(
            logRate: logRate, steps: trial.scores.count, score: nil, judged: 0, peakLoss: losses.max())
        if trial.snapshot == nil { return state }
        if let heldOut {
            // A loss that is not finite is no score.
            state.score = meter.evaluate(trainer, heldOut, lease: lease).flatMap { $0.loss.isFinite ? $0 : nil }
            state.judged = heldOut.count
        } else {
            var sum = ScoreSum()
            let ahead = ahead(of: trial.scores.count)
            for _ in 0..<ahead {
                if lease.isStopRequested { return nil }
                sum.add(meter.look(trainer, cores: lease.cores))
            }
            if ahead == 0 {
                for score in trial.scores.suffix(judgedSteps(of: trial.scores.count)) { sum.add(score) }
            }
            state.judged = sum.count
            state.score = sum.take().flatMap { $0.loss.isFinite ? $0 : nil }
        }
        state.lossError = lossError(of: trial.scores, judged: state.judged)
        return state
    }

    /// Standard error of a mean loss over `judged` samples. The variance of a sample's loss is half the mean square of
    /// what consecutive batches differ, times their samples: so the loss's fall does not count (von Neumann, 1941). The
    /// second half of the steps tells: what the network says of a sample it has hardly learned yet spreads less.
    /// - Returns: nil where fewer than five batches tell.
    private func lossError(of scores: [ScoreSum], judged: Int) -> Double? {
        let late = scores.suffix(scores.count - scores.count / 2)
        guard late.count >= 5, judged > 0 else { return nil }
        let squares = zip(late, late.dropFirst()).map { one, next in
            let difference = next.mean.loss - one.mean.loss
            return difference * difference * Double(min(one.count, next.count))
        }
        return (squares.reduce(0, +) / Double(2 * squares.count) / Double(judged)).squareRoot()
    }
}
