package import Experiment

/// What a run of other numbers came to, in whose folder a new one begins.
package struct Replaced: Hashable, Sendable {
    package enum Progress: Hashable, Sendable {
        case done
        /// A start would take it up at this step.
        case unfinished(step: Int)
    }

    /// Why the new one trains to other numbers.
    package enum Change: Hashable, Sendable {
        case settings
        /// It had the same settings, and its data set's files held something else.
        case data
        /// It had the same settings and data, and another range test: by another version of xrun, the experiment's
        /// objective or its seed.
        case rangeTest
        /// It had the same of all that, and is of another version of xrun.
        case version
    }

    package var progress: Progress
    package var change: Change

    package init(_ progress: Progress, _ change: Change) {
        self.progress = progress
        self.change = change
    }

    /// Nil for what nobody goes on from.
    init?(isDone: Bool, checkpoint: CheckpointMark?, _ change: Change) {
        if isDone {
            self.init(.done, change)
        } else if let checkpoint {
            self.init(.unfinished(step: checkpoint.step), change)
        } else {
            return nil
        }
    }
}

/// What earlier starts have left of a plan's items. How far an item came, and whether it is finished, its record says.
package struct EarlierWork: Sendable {
    package var runs: [PlanItemID: RunRecord] = [:]
    package var rangeTests: [PlanItemID: RangeTestRecord] = [:]
    /// Where these records were found, relative to the experiment's folder. `adopt` moves them from there to their places.
    var found: [PlanItemID: String] = [:]
    /// Unfinished ones that begin anew, although their records tell of a checkpoint: it is gone.
    package var withoutCheckpoint: Set<PlanItemID> = []
    /// New runs, and what of other numbers stands in their folders and is moved aside when they begin. A new range test
    /// has a folder of its own, which is named after its identity.
    package var replacing: [PlanItemID: Replaced] = [:]
    /// Folders of runs and range tests that the plan does not have. One that has the name of a run of the plan moves aside
    /// when that begins.
    package var strays: [String] = []
    package var damaged: [DamagedRecord] = []
    /// The folders of items that have not crashed an earlier start, and whose records cannot be made to say so.
    package var untold: [String] = []

    /// For the schedule: these items are finished, and not executed again.
    /// - Complexity: O(*n*) in the number of records; of one item, ask `isFinished`.
    package var outcomes: [PlanItemID: ItemOutcome] {
        let ofTests = rangeTests.compactMapValues(\.finalOutcome)
        return runs.compactMapValues(\.finalOutcome).merging(ofTests) { first, _ in first }
    }

    /// Whether the item is one of `outcomes`.
    package func isFinished(_ id: PlanItemID) -> Bool {
        runs[id]?.finalOutcome != nil || rangeTests[id]?.finalOutcome != nil
    }

    /// Range tests of `plan` that have no record, and that no run waits for: the runs were copied here without them.
    /// One that was begun here goes on as any other item, also where its record is damaged.
    /// - Parameter selected: the items that are to run; nil for all.
    package func unneededRangeTests(of plan: RunPlan, selected: Set<PlanItemID>?) -> Set<PlanItemID> {
        let waiting = plan.runs.filter { !isFinished($0.id) && selected?.contains($0.id) ?? true }
        let needed = Set(waiting.compactMap(\.rangeTest))
        let damagedFolders = Set(damaged.map(\.folder))
        let tests = plan.rangeTests.map(\.id).filter { id in
            rangeTests[id] == nil && !needed.contains(id) && !damagedFolders.contains(id.folder)
        }
        return Set(tests)
    }
}

extension FolderContents {
    /// What there is of `plan`. Items are found by identity, whatever their folder is called.
    package func earlierWork(on plan: RunPlan) -> EarlierWork {
        let (runRecords, testRecords) = (runByIdentity, rangeTestByIdentity)
        // A folder that is another run's by name is renamed, not replaced.
        let planned = Set(plan.runs.map(\.identity))
        let others = runs.filter { !planned.contains($0.record.run.identity) }
        let displaced = Dictionary(others.map { ($0.folder, $0.record) }) { first, _ in first }
        var work = EarlierWork()
        work.damaged = damaged
        var foundNames: Set<String> = []
        for item in plan.items {
            switch item {
            case .run(let run):
                if let found = runRecords[run.identity] {
                    (work.runs[item.id], work.found[item.id]) = (found.record, found.folder)
                    if withoutCheckpoint.contains(found.folder) { work.withoutCheckpoint.insert(item.id) }
                    foundNames.insert(run.name)
                } else if let former = displaced[run.name] {
                    work.replacing[item.id] = Replaced(
                        isDone: former.isFinished, checkpoint: former.checkpoint, plan.change(from: former, to: run))
                }
            case .rangeTest(let test):
                if let found = testRecords[test.identity], found.record.key == test.key {
                    (work.rangeTests[item.id], work.found[item.id]) = (found.record, found.folder)
                    if withoutCheckpoint.contains(found.folder) { work.withoutCheckpoint.insert(item.id) }
                }
            }
        }
        // What stands in the folder of a run that was found gives way to it.
        work.strays = strays(besides: planned, keys: Set(plan.rangeTests.map(\.key)))
        work.strays.removeAll(where: foundNames.contains)
        return work
    }
}

extension RunPlan {
    /// What makes `run` another one than `former`, in whose folder it begins.
    fileprivate func change(from former: RunRecord, to run: PlannedRun) -> Replaced.Change {
        guard let dataset = datasets.first(where: { $0.spec == run.configuration.dataset }),
            RunDescription(run).hasSettings(of: former.run)
        else { return .settings }
        if dataset.summary.checksum != former.dataset.checksum { return .data }
        // A key ends with a part of its range test's identity.
        guard let key = run.rangeTestKey, former.run.rateSource != .rangeTest(key: key) else { return .version }
        return .rangeTest
    }
}

extension RunDescription {
    /// Whether the settings of both decide the same numbers on the same data.
    fileprivate func hasSettings(of other: RunDescription) -> Bool {
        guard let settingsIdentity, let others = other.settingsIdentity else {
            // What an earlier version wrote has its settings alone.
            return configuration.decidingOnGivenData == other.configuration.decidingOnGivenData
        }
        return settingsIdentity == others
    }
}
