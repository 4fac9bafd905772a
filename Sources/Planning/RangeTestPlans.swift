import Experiment

/// The range tests of a plan: one for each combination of what decides its curve.
struct RangeTestPlans {
    private let baseSeed: UInt64
    private let objective: Objective

    /// Top-level settings that decide a run's numbers and not its range test's: what the test takes the place of, and what
    /// belongs to the training that it serves. The epochs count where trials follow. Any other setting decides both.
    private static let settingsOfTrainingAlone: Set = [
        "learning_rate", "schedule", "epochs", "validate_every", "seed", "stop_on_divergence",
    ]

    /// Their keys, by identity.
    private var planned: [String: String] = [:]

    init(baseSeed: UInt64, objective: Objective) {
        self.baseSeed = baseSeed
        self.objective = objective
    }

    /// Seed of every range test: 32 bits, short enough to type, and any JSON reader gives back the same number.
    private var seed: UInt64 {
        var stream = RandomStream(seed: baseSeed, for: .rangeTest(sweep: 0))
        return stream.next() >> 32
    }

    /// Identity of the range test that `configuration` waits for: what decides its result, which is neither the schedule
    /// nor the training seed. Nil where it waits for none.
    /// - Parameter deciding: `RunIdentity.decidingSettings` of the configuration.
    func identity(for configuration: RunConfiguration, deciding: [Setting], checksum: String) -> String? {
        decidingButSeed(for: configuration, deciding: deciding, checksum: checksum).map {
            RunIdentity.hash($0 + [Setting("seed", .integer(Int(clamping: seed)))])
        }
    }

    /// What decides that range test's result, but its seed.
    private func decidingButSeed(
        for configuration: RunConfiguration, deciding: [Setting], checksum: String
    ) -> [Setting]? {
        guard let settings = configuration.rangeTestSettings else { return nil }
        let finder = settings.deciding
        // Trials depend on the length of the training that they serve, and judge as the experiment does.
        let epochs: SettingValue = finder.hasTrials ? .integer(configuration.epochs) : .null
        let metric: SettingValue = finder.hasTrials ? .string(objective.metric.rawValue) : .null
        let shared = deciding.filter { !Self.settingsOfTrainingAlone.contains($0.key) }
        return [
            Setting("numerical_version", .integer(numericalVersion)),
            Setting("finder_version", .integer(finderVersion)),
            Setting("dataset_checksum", .string(checksum)),
        ] + shared + [
            Setting("finder", finder.settings),
            Setting("epochs", epochs),
            Setting("metric", metric),
        ]
    }

    /// The range test that a run waits for, and the item to plan, with its remarks, if it is the first that waits for it.
    /// - Parameter served: all runs that wait for that range test.
    mutating func plan(
        for candidate: Candidate, _ estimate: RunEstimate, serving served: [Candidate]
    ) -> (key: String?, added: PlannedRangeTest?) {
        guard let cost = estimate.rangeTest, let identity = candidate.rangeTestIdentity else { return (nil, nil) }
        if let known = planned[identity] { return (known, nil) }
        // Which run is the first decides how often the test is written down, the horizon of a curve, which no result
        // depends on, and the place that a remark on the last batch points at.
        let first = candidate.run.configuration
        let configuration = first.withoutSchedule
        let identityButSeed = decidingButSeed(
            for: first, deciding: candidate.deciding,
            checksum: RunIdentity.samples(of: estimate.dataset, first.dataset)
        ).map { RunIdentity.hash($0) }
        var remarks = DiagnosticList()
        RangeTestRemarks.remark(on: served, &remarks)
        SingleValueNorms.remark(onLastBatchOf: cost, for: candidate.run, estimate.shape, &remarks)
        let memory = MemoryNeed.ofRangeTest(
            first, shape: estimate.shape, dataset: estimate.dataset, trials: .most)
        let test = PlannedRangeTest(
            key: "\(Self.readableKey(configuration))-\(identity.prefix(12))", identity: identity,
            configuration: configuration, settings: cost.finder, horizon: estimate.workload.steps, seed: seed,
            workload: cost.workload, memory: memory, remarks: remarks.all, identityButSeed: identityButSeed)
        planned[identity] = test.key
        return (test.key, test)
    }

    /// `fashion-mnist-lenet5-adam-64`: what a reader looks for first; the hash behind it says the rest.
    private static func readableKey(_ configuration: RunConfiguration) -> String {
        let model =
            switch configuration.model {
            case .named(let model): model.rawValue
            case .layers(let layers): "\(layers.count)-layers"
            }
        let optimizer = configuration.optimizer.name.rawValue
        return "\(configuration.dataset.source.name)-\(model)-\(optimizer)-\(configuration.batchSize)"
    }
}

extension RunConfiguration {
    /// What is trained in the range test that the run waits for: no schedule moves its rate, or its momentum.
    var withoutSchedule: RunConfiguration {
        var result = self
        result.schedule = ScheduleSpec()
        return result
    }
}
