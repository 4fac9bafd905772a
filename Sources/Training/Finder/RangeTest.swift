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
    private let largestClassShare: Double
    private let heldOut: SampleSet?
    private let makeTrainer: (_ seed: UInt64) throws(ItemFailure) -> Trainer

    init(
        _ test: PlannedRangeTest, objective: Objective, dataset: PreparedDataset, lease: CoreLease,
        makeTrainer: @escaping (_ dataset: PreparedDataset, _ seed: UInt64) throws(ItemFailure) -> Trainer
    ) {
        self.test = test
        self.objective = objective
        self.lease = lease
        classes = dataset.classes
        largestClassShare = dataset.training.clearlyLargestClassShare(of: dataset.classes)
        switch test.settings.metric {
        case .trainLoss:
            heldOut = nil
            self.makeTrainer = { seed throws(ItemFailure) in try makeTrainer(dataset, seed) }
        case .validationLoss:
            let (rest, apart) = dataset.settingApart(
                test.settings.heldOutCount(of: dataset.training.count, batchSize: test.configuration.batchSize))
            // A single sample is trained on, and judged by.
            heldOut = apart.count > 0 ? apart : nil
            self.makeTrainer = { seed throws(ItemFailure) in try makeTrainer(rest, seed) }
        }
    }

    func run(emit: @escaping (ItemEvent) -> Void) throws(ItemFailure) -> RangeTestOutcome {
        var meter = SampleMeter()
        let pace = ReportingPace(steps: test.workload.steps, emit: emit)
        var sweeps: [RangeTestOutcome.Sweep] = []
        for index in 0..<max(1, test.settings.repeats) {
            let seed = self.seed(index)
            var trainer = try makeTrainer(seed)
            sweeps.append(
                Sweep.climb(
                    test.settings, seed: seed, trainer: &trainer, heldOut: heldOut, lease: lease, meter: &meter,
                    progress: pace.report))
            if sweeps.last?.stop == .interrupted { return interrupted(sweeps, [], meter) }
        }
        let reading = CurveReading(sweeps, settings: test.settings, classes: classes)
        switch test.settings.suggestion {
        case .trials:
            var search = TrialSearch(
                optimizer: test.configuration.optimizer, horizon: test.horizon, objective: objective,
                classes: classes, largestClassShare: largestClassShare, ladder: test.settings)
            var bench = NetworkTrials(
                trainer: try makeTrainer(seed(sweeps.count)).scored(by: objective.metric), heldOut: heldOut,
                lease: lease,
                budget: test.workload.trainingSamples + test.workload.evaluationSamples, meter: meter,
                progress: pace.report)
            let sweep = SweepReading(of: reading.curve, classes: classes)
            guard let verdict = search.run(sweep: sweep, on: &bench) else {
                return interrupted(sweeps, search.trials, bench.meter)
            }
            return reading.outcome(verdict, meter: bench.meter)
        case .curve(let rule):
            return reading.outcome(of: rule, meter: meter)
        }
    }

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
            sweeps: sweeps, curve: MedianCurve.of(sweeps), trials: trials.map(\.outcome), learningRate: nil,
            reason: "the range test was interrupted", isInterrupted: true, samples: meter.samples,
            seconds: meter.seconds)
    }
}

extension TrialState {
    var outcome: RangeTestOutcome.Trial {
        RangeTestOutcome.Trial(learningRate: PortableMath.power10(decade), steps: steps, score: score)
    }
}

/// Tells how far a finder is, a few times a second.
private final class ReportingPace {
    private var pace = ProgressPace()
    private let clock = ContinuousClock()
    private let steps: Int
    private let emit: (ItemEvent) -> Void

    init(steps: Int, emit: @escaping (ItemEvent) -> Void) {
        self.steps = steps
        self.emit = emit
    }

    func report(_ latest: Score, _ meter: SampleMeter) {
        guard pace.isDue(at: clock.now) else { return }
        emit(
            .progressed(
                Progress(
                    step: min(meter.steps, steps), steps: steps, samplesPerSecond: meter.samplesPerSecond,
                    latestLoss: latest.loss, latestAccuracy: latest.accuracy)))
    }
}

extension SampleSet {
    /// The share of the most frequent class, where it is more than drawing at random from `classes` equal ones makes,
    /// by three standard errors; else that of one of them.
    fileprivate func clearlyLargestClassShare(of classes: Int) -> Double {
        let (equal, largest) = (1 / Double(max(1, classes)), largestClassShare)
        let chance = 3 * (equal * (1 - equal) / Double(max(1, count))).squareRoot()
        return largest > equal + chance ? largest : equal
    }
}
