package import Experiment

/// What an item with other settings came to, in whose folder a new one begins.
package enum Replaced: Hashable, Sendable {
    case done
    /// A start would take it up at this step.
    case unfinished(step: Int)

    /// Nil for what nobody goes on from.
    init?(isDone: Bool, checkpoint: CheckpointMark?) {
        if isDone {
            self = .done
        } else if let checkpoint {
            self = .unfinished(step: checkpoint.step)
        } else {
            return nil
        }
    }
}

/// What an earlier start has finished of a plan.
package struct FinishedWork: Sendable {
    package var runs: [PlanItemID: RunRecord] = [:]
    package var rangeTests: [PlanItemID: FinderRecord] = [:]
    /// How far the other runs came, for those that have a record: failed or interrupted; running, where a start works
    /// on the folder.
    package var unfinished: [PlanItemID: RunRecord] = [:]
    /// The other range tests, likewise.
    package var unfinishedTests: [PlanItemID: FinderRecord] = [:]
    /// New ones, and what stands in their folders with other settings and is moved aside when they begin.
    package var replacing: [PlanItemID: Replaced] = [:]
    /// Files that should be records and are not readable as such: what they told of is not known.
    package var damaged: [String] = []
    /// The folders of items that have not crashed an earlier start, and whose records cannot be made to say so.
    package var untold: [String] = []

    package init() {}

    /// For the schedule: these items are not executed again.
    package var outcomes: [PlanItemID: ItemOutcome] {
        let ofRuns = runs.compactMapValues { $0.outcome.map(ItemOutcome.run) }
        let ofTests = rangeTests.compactMapValues { $0.outcome.map(ItemOutcome.rangeTest) }
        return ofRuns.merging(ofTests) { first, _ in first }
    }
}

extension FolderContents {
    /// What of `plan` is finished. Runs are found by identity, whatever their folder is called.
    package func finished(of plan: RunPlan) -> FinishedWork {
        let (runRecords, testRecords) = (runByIdentity, rangeTestByKey)
        // A folder that is another run's by name is renamed, not replaced.
        let planned = Set(plan.runs.map(\.identity))
        let others = runs.filter { !planned.contains($0.record.run.identity) }
        let displaced = Dictionary(others.map { ($0.folder, $0.record) }) { first, _ in first }
        var work = FinishedWork()
        work.damaged = damaged
        for item in plan.items {
            switch item {
            case .run(let run):
                guard let record = runRecords[run.identity]?.record else {
                    work.replacing[item.id] = displaced[run.name].flatMap { former in
                        Replaced(isDone: former.outcome != nil, checkpoint: former.checkpoint)
                    }
                    continue
                }
                if record.outcome != nil { work.runs[item.id] = record } else { work.unfinished[item.id] = record }
            case .rangeTest(let test):
                guard let record = testRecords[test.key] else { continue }
                guard record.identity == test.identity else {
                    work.replacing[item.id] = Replaced(
                        isDone: record.status == .done, checkpoint: record.checkpoint)
                    continue
                }
                if record.status == .done {
                    work.rangeTests[item.id] = record
                } else {
                    work.unfinishedTests[item.id] = record
                }
            }
        }
        return work
    }
}

extension ExperimentFolder {
    /// Brings the folder in line with `plan` before anything runs: a run that now has another name gets its new folder
    /// and record, and what stands there without being it is moved aside; what a killed start has left half-written is
    /// removed, and what it called running is no longer called so. Everything else stays where it is until its item
    /// begins.
    ///
    /// - Returns: what is finished, with the plan's names.
    package func adopt(_ plan: RunPlan) throws(ReportingError) -> FinishedWork {
        try removeRemains()
        var contents = try contents()
        let killed = contents.markKilled(by: endMark)
        var untold: [String] = []
        // What cannot be written fails by itself when its turn comes; until then the mark still tells how it ended, or
        // its record that it crashed.
        func tell(of folder: String, _ write: (_ path: String) throws(ReportingError) -> Void) {
            guard let isExcused = killed[folder] else { return }
            do throws(ReportingError) {
                try write("\(path)/\(folder)")
            } catch {
                if isExcused { untold.append(folder) }
            }
        }
        for run in contents.runs {
            tell(of: run.folder) { path throws(ReportingError) in try RunLog.write(run.record, to: path) }
        }
        for test in contents.rangeTests {
            tell(of: test.folder) { path throws(ReportingError) in try RangeTestLog.write(test.record, to: path) }
        }
        endMark.keep(untold)
        for test in contents.rangeTests where test.record.status == .done {
            // Of a start that was killed just before.
            try? CheckpointFiles.remove(from: "\(path)/\(test.folder)")
        }
        let located = contents.runByIdentity
        var work = contents.finished(of: plan)
        work.untold = untold
        var renamed: [(target: PlanItemID, parked: String)] = []
        for run in plan.runs {
            let id = run.id
            guard var record = work.runs[id] ?? work.unfinished[id], let folder = located[run.identity]?.folder
            else { continue }
            let former = record
            // A disk that does not answer today may tomorrow: until then the record keeps what it has.
            try? record.chooseBest(by: plan.objective, in: "\(path)/\(folder)")
            // What it is called is the plan's, what it was done with is the record's.
            record.run.name = run.name
            record.run.group = run.group
            record.run.varied = RunDescription(run).varied
            if work.runs[id] != nil { work.runs[id] = record } else { work.unfinished[id] = record }
            if folder == run.name {
                // A result that is no number is not equal to itself; what stands on the disk is.
                if record != former, JSONText.line(record.json) != JSONText.line(former.json) {
                    try RunLog.write(record, to: "\(path)/\(folder)")
                }
                continue
            }
            // First all out of the way: two runs may have exchanged their names. After a crash here they are still
            // found by identity.
            let parked = Self.free("\(path)/\(run.name)~renamed")
            try FileAccess.move("\(path)/\(folder)", to: parked)
            renamed.append((id, parked))
        }
        for (target, parked) in renamed {
            try moveAside(target)
            let folder = try path(of: target)
            try FileAccess.move(parked, to: folder)
            if let record = work.runs[target] ?? work.unfinished[target] { try RunLog.write(record, to: folder) }
        }
        return work
    }

    private func removeRemains() throws(ReportingError) {
        for folder in [path, "\(path)/\(FolderEntry.figures.rawValue)"] where FileStatus(of: folder)?.isFolder == true {
            try AtomicFile.removeRemains(in: folder)
        }
    }
}
