package import Experiment

/// What an item with other settings or data came to, in whose folder a new one begins.
package struct Replaced: Hashable, Sendable {
    package enum Progress: Hashable, Sendable {
        case done
        /// A start would take it up at this step.
        case unfinished(step: Int)
    }

    package var progress: Progress
    /// Whether it had the same settings, and its data set's files held something else.
    package var hasOtherData: Bool

    package init(_ progress: Progress, hasOtherData: Bool = false) {
        self.progress = progress
        self.hasOtherData = hasOtherData
    }

    /// Nil for what nobody goes on from.
    init?(isDone: Bool, checkpoint: CheckpointMark?, hasOtherData: Bool = false) {
        if isDone {
            self.init(.done, hasOtherData: hasOtherData)
        } else if let checkpoint {
            self.init(.unfinished(step: checkpoint.step), hasOtherData: hasOtherData)
        } else {
            return nil
        }
    }
}

/// What earlier starts have left of a plan's items. How far an item came, and whether it is finished, its record says.
package struct EarlierWork: Sendable {
    package var runs: [PlanItemID: RunRecord] = [:]
    package var rangeTests: [PlanItemID: FinderRecord] = [:]
    /// Unfinished ones that begin anew, although their records tell of a checkpoint: it is gone.
    package var withoutCheckpoint: Set<PlanItemID> = []
    /// New ones, and what stands in their folders with other settings or data and is moved aside when they begin.
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
        // A range test that was stopped keeps what it has found so far.
        let ofRuns = runs.finished.compactMapValues { $0.outcome.map(ItemOutcome.run) }
        let ofTests = rangeTests.finished.compactMapValues { $0.outcome.map(ItemOutcome.rangeTest) }
        return ofRuns.merging(ofTests) { first, _ in first }
    }

    /// Whether the item is one of `outcomes`.
    package func isFinished(_ id: PlanItemID) -> Bool {
        if let run = runs[id] { return run.isFinished && run.outcome != nil }
        if let test = rangeTests[id] { return test.isFinished && test.outcome != nil }
        return false
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
        work.strays = strays(besides: planned, keys: Set(plan.rangeTests.map(\.key)))
        for item in plan.items {
            switch item {
            case .run(let run):
                if let found = runRecords[run.identity] {
                    work.runs[item.id] = found.record
                    if withoutCheckpoint.contains(found.folder) { work.withoutCheckpoint.insert(item.id) }
                    // What stands in its folder gives way to it.
                    work.strays.removeAll { $0 == run.name }
                } else if let former = displaced[run.name] {
                    work.replacing[item.id] = Replaced(
                        isDone: former.isFinished, checkpoint: former.checkpoint,
                        hasOtherData: plan.hasOtherData(than: former, for: run))
                }
            case .rangeTest(let test):
                if let found = testRecords[test.identity], found.record.key == test.key {
                    work.rangeTests[item.id] = found.record
                    if withoutCheckpoint.contains(found.folder) { work.withoutCheckpoint.insert(item.id) }
                } else if let former = rangeTests.first(where: { $0.folder == item.id.folder })?.record {
                    work.replacing[item.id] = Replaced(isDone: former.isFinished, checkpoint: former.checkpoint)
                }
            }
        }
        return work
    }
}

extension RunPlan {
    /// Whether `run` has the settings of `former`, and another data set.
    fileprivate func hasOtherData(than former: RunRecord, for run: PlannedRun) -> Bool {
        guard let dataset = datasets.first(where: { $0.spec == run.configuration.dataset }) else { return false }
        return dataset.summary.checksum != former.dataset.checksum
            && RunDescription(run).configuration == former.run.configuration
    }
}
