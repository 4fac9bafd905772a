package import Experiment

/// Everything that a summary is made from: the experiment and the records of its items. The renderings are pure
/// functions of it; what reads it from the disk (`read`) and writes them (`ReportWriter`) stands apart.
package struct Report: Hashable, Sendable {
    package var experiment: ExperimentRecord
    /// By identity. May hold more than the experiment's runs.
    package var runs: [String: RunRecord]
    /// By key.
    package var rangeTests: [String: RangeTestRecord]
    /// Where the runs' records are, by identity, relative to the experiment's folder. Of a run without one nothing is
    /// there: what stands in a folder of its name is another run's.
    package var folders: [String: String]
    /// Records that are there and cannot be used: of an item that has no other one nothing else is known.
    package var damaged: [DamagedRecord]
    /// Folders beside them, relative to the experiment's, of runs and range tests that it does not have.
    package var strays: [String]

    package init(
        experiment: ExperimentRecord, runs: [String: RunRecord], rangeTests: [String: RangeTestRecord],
        folders: [String: String] = [:], damaged: [DamagedRecord] = [], strays: [String] = []
    ) {
        self.experiment = experiment
        self.runs = runs
        self.rangeTests = rangeTests
        self.folders = folders
        self.damaged = damaged
        self.strays = strays
    }

    /// The runs in plan order.
    package var rows: [ReportRow] {
        let damagedByFolder = Dictionary(damaged.map { ($0.folder, $0) }) { first, _ in first }
        return experiment.runs.map { run in
            ReportRow(
                run: run.description, record: runs[run.description.identity], isSelected: run.isSelected,
                damagedRecord: damagedByFolder[run.description.name])
        }
    }

    /// What stands in the range test's folder in place of its record; nil where the range test has one, or nothing is
    /// there.
    func damagedRecord(of test: ExperimentRecord.RangeTest) -> DamagedRecord? {
        guard rangeTests[test.key] == nil else { return nil }
        return damaged.first { $0.folder == PlanItemID.rangeTest(key: test.key).folder }
    }
}

/// A run of the experiment and what became of it.
package struct ReportRow: Hashable, Sendable {
    package var run: RunDescription
    package var record: RunRecord?
    package var isSelected: Bool
    /// What stands in its folder and cannot be read as its record.
    package var damagedRecord: DamagedRecord?

    package var state: State {
        guard let record else { return damagedRecord != nil ? .damaged : isSelected ? .notStarted : .notSelected }
        return switch record.status {
        case .running: .running
        case .done: .done
        case .diverged: .diverged
        case .failed: .failed
        case .interrupted: .interrupted
        }
    }

    /// Numbers of a run that reached its end; nil for every other: a mean of halves means nothing.
    package var finalResults: RunResults? { state == .done ? record?.results : nil }

    /// Nil while an `auto` waits, and where the schedule's bounds leave the rate nothing to decide.
    package var learningRate: Double? {
        if let record { return record.decidingRate }
        return run.configuration.hasUnusedRate ? nil : run.fixedLearningRate
    }

    /// What a range test suggests for it, whether it trains at that or between bounds; nil where none has a say, and
    /// while it waits.
    package var suggestedRate: Double? { run.hasFoundRates ? record?.learningRate : nil }

    /// One sentence: why it is not done.
    package var reason: String? { if let record { record.reason } else { damagedRecord?.reason } }

    package var verdict: Verdict? { record.flatMap { Verdict($0) } }

    /// Whether it learned nothing by the validation that decides, from which a run may be at chance again at its end.
    func learnedNothing(by objective: Objective) -> Bool {
        record.flatMap { Verdict($0, of: $0.results.flatMap(objective.score(of:))) } == .atChance
    }

    /// What its entry sets that decides numbers, beside the learning rate and the seed, which have columns of their own.
    /// How a range test is to find the rate (`learning_rate.auto.suggestion`) has none.
    package var changes: [Setting] { changesAndSeed.filter { $0.key != "seed" } }

    /// The same with a seed that the entry sets, for what has no column of it.
    var changesAndSeed: [Setting] {
        let columns = ["learning_rate", "learning_rate.auto"]
        return run.varied.filter { !columns.contains($0.key) && $0.decides }
    }
}
