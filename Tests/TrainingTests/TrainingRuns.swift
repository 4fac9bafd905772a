import Datasets
import Experiment
import Kernels
import Testing
import Training

/// Runs of a small network on the drawn data set, which needs no files.
enum TrainingRuns {
    static let library = DatasetLibrary(dataDirectory: nil, environment: [:])

    static func configuration(
        learningRate: LearningRateSpec = .fixed(2e-3), optimizer: OptimizerSpec = .adam(), epochs: Int = 2,
        batchSize: Int = 60, limit: Int? = 500
    ) -> RunConfiguration {
        RunConfiguration(
            dataset: DatasetSpec(source: .shapes, limit: limit), optimizer: optimizer, learningRate: learningRate,
            batchSize: batchSize, epochs: epochs, validateEvery: 0.5, logEvery: 3)
    }

    static let workload = Workload(
        parameterCount: 0, stepsPerEpoch: 0, steps: 0, trainingSamples: 0, evaluationSamples: 0)

    /// Of a range test with trials: steps of the runs that it serves.
    static let horizon = 18

    static func run(_ configuration: RunConfiguration, name: String = "run") -> PlanItem {
        .run(
            PlannedRun(
                name: name, identity: name, configuration: configuration, varied: [], group: name, rangeTestKey: nil,
                workload: workload))
    }

    /// - Parameters:
    ///   - batches: its budget, of 60 samples each.
    ///   - evaluationSamples: how many of these samples are planned for evaluations.
    static func rangeTest(
        _ configuration: RunConfiguration, _ settings: FinderSettings = FinderSettings(), horizon: Int = horizon,
        batches: Int = 200, evaluationSamples: Int = 0
    ) -> PlanItem {
        .rangeTest(
            PlannedRangeTest(
                key: "test", identity: "test", configuration: configuration, settings: settings, horizon: horizon,
                seed: 11,
                workload: Workload(
                    parameterCount: 0, stepsPerEpoch: 0, steps: batches,
                    trainingSamples: 60 * batches - evaluationSamples, evaluationSamples: evaluationSamples)))
    }

    /// The outcome of a range test.
    static func find(
        _ settings: FinderSettings = FinderSettings(), cores: Int = 1, optimizer: OptimizerSpec = .adam()
    ) throws -> RangeTestOutcome {
        let item = rangeTest(configuration(optimizer: optimizer), settings)
        return try #require(try execute(item, lease: CoreLease(cores: cores)).rangeTest)
    }

    /// What an item emits and comes to.
    struct Log {
        var measurements: [Measurement] = []
        /// By step.
        var histograms: [Int: [TensorHistogram]] = [:]
        /// Of a run.
        var checkpoints: [RunCheckpoint] = []
        var inspections: [RunInspection] = []
        /// From before the first step.
        var remarks: [String] = []
        var outcome: ItemOutcome

        var run: RunOutcome? { if case .run(let outcome) = outcome { outcome } else { nil } }
        var rangeTest: RangeTestOutcome? { if case .rangeTest(let outcome) = outcome { outcome } else { nil } }
    }

    /// - Parameter atMeasurement: called with each, before it is kept.
    static func execute(
        _ item: PlanItem, rangeTest: RangeTestOutcome? = nil, objective: Objective = Objective(),
        lease: CoreLease = CoreLease(cores: 1), atMeasurement: (Measurement) -> Void = { _ in }
    ) throws -> Log {
        let executor = TrainingExecutor(
            library: library, objective: objective, kernels: try Kernels.chosen().table, maximumCores: 4)
        var measurements: [Measurement] = []
        var (histograms, checkpoints) = ([Int: [TensorHistogram]](), [RunCheckpoint]())
        var (inspections, remarks) = ([RunInspection](), [String]())
        let outcome = try executor.execute(item, rangeTest: rangeTest, lease: lease) { event in
            switch event {
            case .measured(let measurement):
                atMeasurement(measurement)
                measurements.append(measurement)
            case .distributed(let step, let found): histograms[step, default: []] += found
            case .inspected(let inspection): inspections.append(inspection)
            case .began(let start): remarks = start.remarks
            case .checkpointed(.run(let checkpoint)): checkpoints.append(checkpoint)
            case .progressed, .checkpointed(.rangeTest): break
            }
        }
        return Log(
            measurements: measurements, histograms: histograms, checkpoints: checkpoints, inspections: inspections,
            remarks: remarks, outcome: outcome)
    }
}
