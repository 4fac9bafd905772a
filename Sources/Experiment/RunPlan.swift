/// What will run, in the order of the file: the plan that is shown is the plan that runs.
package struct RunPlan: Sendable {
    package var experiment: String
    package var description: String?
    package var objective: Objective
    /// Range tests stand before the first run that needs them.
    package var items: [PlanItem]
    /// Those of all runs, in the order of the file.
    package var datasets: [PlannedDataset]
    /// What the reader should know of the file and its runs: duplicates that were merged, what the file says in vain. What
    /// is told of a range test alone stands with it; `remarks(of:)` has both.
    package var remarks: [Diagnostic]

    package init(
        experiment: String, description: String?, objective: Objective, items: [PlanItem],
        datasets: [PlannedDataset] = [], remarks: [Diagnostic] = []
    ) {
        self.experiment = experiment
        self.description = description
        self.objective = objective
        self.items = items
        self.datasets = datasets
        self.remarks = remarks
    }

    package var runs: [PlannedRun] { items.compactMap(\.run) }
    package var rangeTests: [PlannedRangeTest] { items.compactMap(\.rangeTest) }

    /// All remarks, in the order of the text, without what is told of range tests that do not run.
    /// - Parameter selected: the items that run; nil for all.
    package func remarks(of selected: Set<PlanItemID>?) -> [Diagnostic] {
        // Two range tests may be told the same at one place of the file.
        var told = DiagnosticList()
        for remark in remarks { told.append(remark) }
        for test in rangeTests where selected?.contains(test.id) ?? true {
            for remark in test.remarks { told.append(remark) }
        }
        return told.sorted
    }
}

package enum PlanItem: Sendable {
    case rangeTest(PlannedRangeTest)
    case run(PlannedRun)

    /// Unique in the plan: the range test's key or the run's name.
    package var id: PlanItemID {
        switch self {
        case .rangeTest(let test): test.id
        case .run(let run): run.id
        }
    }

    package var run: PlannedRun? {
        switch self {
        case .rangeTest: nil
        case .run(let run): run
        }
    }

    package var rangeTest: PlannedRangeTest? {
        switch self {
        case .rangeTest(let test): test
        case .run: nil
        }
    }

    package var workload: Workload {
        switch self {
        case .rangeTest(let test): test.workload
        case .run(let run): run.workload
        }
    }

    /// Bytes to keep free for it, so that items fit side by side; 0 where that is not known.
    package var memory: Int {
        switch self {
        case .rangeTest(let test): test.memory
        case .run(let run): run.memory
        }
    }
}

package struct PlannedRun: Sendable {
    /// Safe as a folder name, unique in the plan.
    package var name: String
    /// SHA-256 in hexadecimal of what decides the run's numbers.
    package var identity: String
    /// The same of its settings alone, those left out that decide nothing: neither of the data nor of the version of xrun.
    /// Nil where that is not known.
    package var settingsIdentity: String?
    package var configuration: RunConfiguration
    /// What its own entry sets, by dotted path.
    package var varied: [Setting]
    /// The name without the seed: runs that differ in nothing else share it.
    package var group: String
    /// Of the range test that gives the rate, for `learning_rate: auto`.
    package var rangeTestKey: String?
    package var workload: Workload
    /// Bytes that it takes at least; 0 where that is not known.
    package var memory: Int

    package init(
        name: String, identity: String, configuration: RunConfiguration, varied: [Setting], group: String,
        rangeTestKey: String?, workload: Workload, memory: Int = 0, settingsIdentity: String? = nil
    ) {
        self.name = name
        self.identity = identity
        self.settingsIdentity = settingsIdentity
        self.configuration = configuration
        self.varied = varied
        self.group = group
        self.rangeTestKey = rangeTestKey
        self.workload = workload
        self.memory = memory
    }

    package var id: PlanItemID { .run(name: name) }
    /// The item that it waits for.
    package var rangeTest: PlanItemID? { rangeTestKey.map { .rangeTest(key: $0) } }
}

package struct PlannedRangeTest: Sendable {
    /// Folder below `finder/`: readable beginning and a hash of what decides the curve.
    package var key: String
    package var identity: String
    /// SHA-256 in hexadecimal of what decides its result but the seed, the finder's version included. Nil where that is not
    /// known.
    package var identityButSeed: String?
    /// That of the first run that waits for it, without its schedule. Where others wait for it too, what they have
    /// otherwise decides no number of it; the first one's `checkpointEvery` says how often it is written down.
    package var configuration: RunConfiguration
    package var settings: FinderSettings
    /// Steps of the runs that it serves: what trials are too short for. Where a curve alone is read, of the first one.
    package var horizon: Int
    /// Seed of the test, derived from `base.seed`.
    package var seed: UInt64
    package var workload: Workload
    /// Bytes that it takes at least where its trials walk as far as they may; 0 where that is not known.
    package var memory: Int
    /// What is told of it alone.
    package var remarks: [Diagnostic]

    package init(
        key: String, identity: String, configuration: RunConfiguration, settings: FinderSettings, horizon: Int,
        seed: UInt64, workload: Workload, memory: Int = 0, remarks: [Diagnostic] = [], identityButSeed: String? = nil
    ) {
        self.key = key
        self.identity = identity
        self.identityButSeed = identityButSeed
        self.configuration = configuration
        self.settings = settings
        self.horizon = horizon
        self.seed = seed
        self.workload = workload
        self.memory = memory
        self.remarks = remarks
    }

    package var id: PlanItemID { .rangeTest(key: key) }
}

/// What an item costs, known before it starts.
package struct Workload: Hashable, Sendable {
    package var parameterCount: Int
    package var stepsPerEpoch: Int
    /// Training steps in all.
    package var steps: Int
    /// Samples processed forward and backward.
    package var trainingSamples: Int
    /// Samples processed forward only.
    package var evaluationSamples: Int

    package init(parameterCount: Int, stepsPerEpoch: Int, steps: Int, trainingSamples: Int, evaluationSamples: Int) {
        self.parameterCount = parameterCount
        self.stepsPerEpoch = stepsPerEpoch
        self.steps = steps
        self.trainingSamples = trainingSamples
        self.evaluationSamples = evaluationSamples
    }

    /// Batches that an epoch over `samples` samples has. The last one, which may be smaller, is trained too.
    package static func stepsPerEpoch(samples: Int, batchSize: Int) -> Int {
        let batchSize = max(1, batchSize)
        return (samples + batchSize - 1) / batchSize
    }
}
