import Datasets
import Experiment

/// A learning-rate range test (Smith, arXiv:1506.01186 section 3.3): the ladder climbed once or several times, what the
/// rules read from the curve, and where `auto` chooses by them, the trials. It trains networks of its own, so that it
/// leaves no trace in any run.
struct RangeTest {
    private let test: PlannedRangeTest
    private let objective: Objective
    private let lease: CoreLease
    private let classes: Int
    /// What naming the most frequent class for all training samples gets; nil where none is clearly more frequent.
    private let constantGuess: Score?
    /// Samples that the sweeps and the trials may process together.
    private let budget: Int
    /// What judges the trials; nil where their own batches do.
    private let heldOut: SampleSet?
    /// Of these, what judges a step of a sweep.
    private let heldOutPerStep: SampleSet?
    private let makeTrainer: (_ seed: UInt64) throws(ItemFailure) -> Trainer
    /// Where an earlier start stopped.
    private var begun: Begun?

    private struct Begun {
        var sweeps: [RangeTestOutcome.Sweep]
        var meter: SampleMeter
        /// Of the sweep that is under way, behind the last point of `curve`; or of the trials, at its first step.
        let trainer: Trainer
        var curve: [RangeTestOutcome.Point] = []
        var trials: NetworkTrials.Record?
    }

    init(
        _ test: PlannedRangeTest, objective: Objective, dataset: PreparedDataset, lease: CoreLease,
        makeTrainer: @escaping (_ dataset: PreparedDataset, _ seed: UInt64) throws(ItemFailure) -> Trainer
    ) {
        self.test = test
        self.objective = objective
        self.lease = lease
        classes = dataset.classes
        constantGuess = ChanceAccuracy.clearGuess(
            dataset.training.constantGuess, count: dataset.training.count, classes: dataset.classes)
        budget = test.workload.trainingSamples + test.workload.evaluationSamples
        switch test.settings.metric {
        case .trainLoss:
            heldOut = nil
            heldOutPerStep = nil
            self.makeTrainer = { seed throws(ItemFailure) in try makeTrainer(dataset, seed) }
        case .validationLoss:
            let counts = test.settings.heldOutCounts(
                of: dataset.training.count, batchSize: test.configuration.batchSize, budget: budget)
            let (rest, apart) = dataset.settingApart(counts.all)
            // A single sample is trained on, and judged by.
            heldOut = apart.count > 0 ? apart : nil
            heldOutPerStep = heldOut?.part(0..<counts.perStep)
            self.makeTrainer = { seed throws(ItemFailure) in try makeTrainer(rest, seed) }
        }
    }

    /// Goes on from `checkpoint` instead of from the beginning.
    mutating func restore(_ checkpoint: RangeTestCheckpoint) throws(CheckpointFault) {
        let sweeps = checkpoint.sweeps
        let rates = Ladder.rates(test.settings)
        let areOwn = sweeps.allSatisfy {
            $0.stop != .interrupted && rates.starts(with: $0.curve.map(\.learningRate))
        }
        guard sweeps.count <= repeats, areOwn, sweeps.map(\.seed) == sweeps.indices.map(seed) else {
            throw CheckpointFault("its sweeps are none of this range test's")
        }
        var begun: Begun
        do throws(ItemFailure) {
            begun = Begun(
                sweeps: sweeps, meter: SampleMeter(after: checkpoint.processed, elapsed: checkpoint.elapsed),
                trainer: try makeTrainer(seed(sweeps.count)))
        } catch {
            throw CheckpointFault(error.reason)
        }
        switch checkpoint.phase {
        case .sweep(let curve, let network):
            guard sweeps.count < repeats, network.step == curve.count, rates.starts(with: curve.map(\.learningRate))
            else { throw CheckpointFault("its curve is none of this range test's") }
            begun.trainer.restore(try begun.trainer.snapshot(of: network))
            begun.curve = curve
        case .trials(let trials):
            guard sweeps.count == repeats, test.settings.hasTrials else {
                throw CheckpointFault("its trials are none of this range test's")
            }
            begun.trials = try NetworkTrials.Record(trials, of: begun.trainer)
        }
        self.begun = begun
    }

    /// Climbs the ladder and tries rates, from the beginning or from where `restore` has led.
    /// - Throws: where no network can be made.
    mutating func run(emit: @escaping (ItemEvent) -> Void) throws(ItemFailure) -> RangeTestOutcome {
        var meter = begun?.meter ?? SampleMeter()
        var sweeps = begun?.sweeps ?? []
        let progress = FinderProgress(test, sweeps: sweeps, meter: meter, emit: emit)
        while sweeps.count < repeats {
            let seed = seed(sweeps.count)
            let curve = begun?.curve ?? []
            let trainer = try takeTrainer(seed)
            let sweep = Sweep.climb(
                test.settings, seed: seed, trainer: trainer, begun: curve, heldOut: heldOutPerStep, lease: lease,
                meter: &meter, progress: progress)
            sweeps.append(sweep)
            if sweep.stop == .interrupted { return interrupted(sweeps, [], meter) }
            progress.sweeps = sweeps
        }
        let reading = CurveReading(sweeps, settings: test.settings, classes: classes)
        switch test.settings.suggestion {
        case .trials:
            var search = TrialSearch(
                optimizer: test.configuration.optimizer, batchSize: test.configuration.batchSize,
                hasBatchNorm: test.configuration.model.hasBatchNorm, horizon: test.horizon, objective: objective,
                classes: classes, constantGuess: constantGuess,
                ladder: test.settings, sweep: SweepReading(of: reading.curve, classes: classes))
            let record = begun?.trials
            var bench = NetworkTrials(
                trainer: try takeTrainer(seed(sweeps.count)), metric: objective.metric, heldOut: heldOut, lease: lease,
                budget: budget, meter: meter, progress: progress, record: record)
            guard let verdict = search.run(on: &bench) else {
                return interrupted(sweeps, search.trials, bench.meter)
            }
            var outcome = reading.outcome(verdict, meter: bench.meter)
            (outcome.objectiveMetric, outcome.horizon) = (objective.metric, test.horizon)
            return outcome
        case .curve(let rule):
            return reading.outcome(of: rule, meter: meter)
        }
    }

    /// A trainer at its first step; once, the one that stands where an earlier start stopped: each sweep has its own,
    /// and so have the trials.
    private mutating func takeTrainer(_ seed: UInt64) throws(ItemFailure) -> Trainer {
        guard let resumed = begun else { return try makeTrainer(seed) }
        begun = nil
        return resumed.trainer
    }

    private var repeats: Int { test.settings.repeats }

    /// The first sweep's seed is the test's own; the others, and the trials', are drawn from it.
    private func seed(_ index: Int) -> UInt64 {
        guard index > 0 else { return test.seed }
        var stream = RandomStream(seed: test.seed, for: .rangeTest(sweep: index))
        return stream.next() >> 32
    }

    private func interrupted(
        _ sweeps: [RangeTestOutcome.Sweep], _ trials: [TrialState], _ meter: SampleMeter
    ) -> RangeTestOutcome {
        RangeTestOutcome(
            sweeps: sweeps, curve: MedianCurve.of(sweeps), trials: trials.map { $0.outcome(hasDecided: false) },
            learningRate: nil, reason: "the range test was interrupted", isInterrupted: true, samples: meter.samples,
            seconds: meter.totalSeconds)
    }
}

extension TrialState {
    func outcome(hasDecided: Bool) -> RangeTestOutcome.Trial {
        RangeTestOutcome.Trial(
            learningRate: PortableMath.power10(logRate), steps: steps, score: score, judged: judged,
            hasDecided: hasDecided)
    }
}
