import Experiment
import Reporting
import TestSupport

/// Hand-made plans and records.
enum Samples {
    static let dataset = DatasetSummary(
        input: SampleShape(channels: 1, height: 28, width: 28), classes: 10, trainingCount: 48000,
        validationCount: 12000, testCount: 10000, checksum: "c0ffee",
        constantGuess: Score(loss: 2.3025, accuracy: 0.1025))

    static let workload = Workload(
        parameterCount: 61706, stepsPerEpoch: 750, steps: 3750, trainingSamples: 240_000, evaluationSamples: 70000)

    static let provenance = Provenance(
        xrunVersion: "1.0.0",
        revision: SourceRevision(commit: "0123456789abcdef0123456789abcdef01234567", isModified: false),
        machine: Machine(processor: "AMD EPYC 7763", cores: 2, instructionSet: "AVX2 and FMA3"))

    /// 2026-11-24T15:05:00.250Z.
    static let start = Timestamp(milliseconds: 1_795_532_700_250)
    static let testKey = "lenet5-adam-1a2b3c4d"

    static func plannedRun(
        _ name: String, _ configuration: RunConfiguration = RunConfiguration(), group: String? = nil,
        varied: [(path: String, value: SettingValue)] = [], rangeTestKey: String? = nil
    ) -> PlannedRun {
        PlannedRun(
            name: name, identity: "identity of \(name)", configuration: configuration,
            varied: varied.map { Setting($0.path, $0.value) }, group: group ?? name, rangeTestKey: rangeTestKey,
            workload: workload)
    }

    /// Runs of one group with the seeds 1, 2, …
    static func seeds(
        _ count: Int, of group: String, rate: Double, _ change: (inout RunConfiguration) -> Void = { _ in }
    )
        -> [PlannedRun]
    {
        (1...count).map { seed in
            var configuration = RunConfiguration(learningRate: .fixed(rate), seed: UInt64(seed))
            change(&configuration)
            var run = plannedRun(
                "\(group),seed=\(seed)", configuration, group: group, varied: [("learning_rate", .number(rate))])
            run.identity += " of \(configuration.settings)"
            return run
        }
    }

    /// Runs of one group with these seeds.
    static func runs(_ group: String, _ seeds: [UInt64]) -> [PlannedRun] {
        seeds.map { plannedRun("\(group),seed=\($0)", RunConfiguration(seed: $0), group: group) }
    }

    static let rangeTest = PlannedRangeTest(
        key: testKey, identity: "identity of the test", configuration: RunConfiguration(), settings: FinderSettings(),
        horizon: 100, seed: 99, workload: workload)

    static func autoRun(_ name: String = "learning_rate=auto") -> PlannedRun {
        plannedRun(
            name, RunConfiguration(learningRate: .auto(FinderSettings())), varied: [("learning_rate", .string("auto"))],
            rangeTestKey: testKey)
    }

    static func plan(_ items: [PlanItem], objective: Objective = Objective()) -> RunPlan {
        let specs = items.compactMap { $0.run?.configuration.dataset }.uniqued()
        return RunPlan(
            experiment: "fashion", description: "Which learning rate trains LeNet best?", objective: objective,
            items: items, datasets: specs.map { PlannedDataset(spec: $0, summary: dataset) })
    }

    static func plan(runs: [PlannedRun]) -> RunPlan { plan(runs.map(PlanItem.run)) }

    static func outcome(
        _ ending: RunOutcome.Ending = .done, rate: Double = 1e-3, accuracy: Double = 0.9, loss: Double = 0.28,
        best: Score? = nil, trainLoss: Double? = 0.25
    ) -> RunOutcome {
        RunOutcome(
            ending: ending, learningRate: rate,
            results: RunResults(
                trainLoss: trainLoss, validationLast: Score(loss: loss, accuracy: accuracy),
                validationBest: best ?? Score(loss: loss, accuracy: accuracy),
                test: Score(loss: loss + 0.01, accuracy: accuracy - 0.005), epochs: 5),
            cost: RunCost(trainingSeconds: 12, seconds: 13.5, samplesPerSecond: 20000))
    }

    static func record(_ run: PlannedRun, _ outcome: RunOutcome? = nil, failure: String? = nil) -> RunRecord {
        var record = RunRecord(
            run: RunDescription(run), dataset: dataset, workload: workload, provenance: provenance, started: start)
        let end = Timestamp(milliseconds: start.milliseconds + 13_500)
        if let outcome { record.end(with: outcome, at: end) }
        if let failure { record.fail(ItemFailure(failure), at: end) }
        return record
    }

    private static let points: [RangeTestOutcome.Point] = [
        .init(learningRate: 1e-8, loss: 2.31, smoothedLoss: 2.31),
        .init(learningRate: 2e-3, loss: 1.1, smoothedLoss: 1.7000000000000002),
        .init(learningRate: 10, loss: .nan, smoothedLoss: .infinity),
    ]
    static let curve = RangeTestOutcome(
        sweeps: [.init(seed: 99, curve: points, stop: .notFinite)], curve: points,
        readings: [
            .init(rule: .valley, learningRate: 0.0011, reason: nil),
            .init(rule: .slide, learningRate: nil, reason: "the curve has 3 points"),
        ],
        range: .init(minimum: 0.0005, maximum: 0.003), rangeReason: "from where it begins, to where it ends",
        trials: [
            .init(
                learningRate: 0.00063245553203367588, steps: 40, score: Score(loss: 1.25, accuracy: 0.5), judged: 640,
                hasDecided: false),
            .init(
                learningRate: 0.002, steps: 70, score: Score(loss: 0.75, accuracy: 0.7000000000000001), judged: 1152,
                hasDecided: true),
            .init(learningRate: 0.0063245553203367588, steps: 3, score: nil, judged: 0, hasDecided: false),
        ],
        objectiveMetric: .validationAccuracy, horizon: 100, learningRate: 0.002, confidence: .clear,
        reason: "its neighbours did worse", samples: 9600, seconds: 4.2)

    static func rangeTestRecord(_ outcome: RangeTestOutcome = curve) -> RangeTestRecord {
        var record = RangeTestRecord(rangeTest, provenance: provenance, started: start)
        record.end(with: outcome, at: start)
        return record
    }

    static func report(
        _ plan: RunPlan, _ records: [RunRecord], rangeTests: [RangeTestRecord] = [], selected: Set<PlanItemID>? = nil
    ) -> Report {
        Report(
            experiment: ExperimentRecord(
                plan: plan, selected: selected, command: TypedCommand("xrun experiments/fashion.yaml"),
                provenance: provenance,
                began: start),
            runs: Dictionary(records.map { ($0.run.identity, $0) }) { first, _ in first },
            rangeTests: Dictionary(rangeTests.map { ($0.key, $0) }) { first, _ in first })
    }

    /// The answer where `runs` have these last validation accuracies; nil is a run without a record.
    static func answer(_ groups: [(runs: [PlannedRun], accuracies: [Double?])], _ objective: Objective = Objective())
        -> String
    {
        let records = groups.flatMap { group in
            zip(group.runs, group.accuracies).compactMap { run, accuracy in
                accuracy.map { record(run, outcome(accuracy: $0, loss: 1 - $0)) }
            }
        }
        let plan = plan(groups.flatMap(\.runs).map(PlanItem.run), objective: objective)
        return report(plan, records).answer(.plain)
    }
}

extension TemporaryFolder {
    /// The folder of an experiment, made.
    func experiment(_ name: String) throws -> ExperimentFolder {
        let folder = try ExperimentFolder(output: file("runs"), name: name)
        try folder.create()
        return folder
    }
}

// The renderings with the report's own comparison.

extension MarkdownSummary {
    static func render(_ report: Report, figures: [SummaryFigure]) -> String {
        render(report, report.comparison, report.comparison.gridAnalyses(), figures: figures)
    }
}

extension JSONSummary {
    static func render(_ report: Report) -> String {
        render(report, report.comparison, report.comparison.gridAnalyses())
    }
}

extension SummaryFigures {
    static func all(
        _ report: Report, measurements: (ReportRow) -> [Experiment.Measurement?]
    ) -> [SummaryFigure] {
        all(report, report.comparison, report.comparison.gridAnalyses(), measurements: measurements)
    }
}

extension Comparison {
    /// Of the grids that have one.
    var sensitivities: [Sensitivity] { gridAnalyses().compactMap(\.sensitivity) }
}
