package import Experiment

extension ExperimentFolder {
    /// Brings the folder in line with `plan` before anything runs: a run that now has another name gets its new folder
    /// and record, a range test that was moved aside its place, and what stands there without being it is moved aside;
    /// what a killed start has left half-written is removed, and what it called running is no longer called so.
    /// Everything else stays where it is until its item begins.
    ///
    /// - Returns: what there is of the plan, with the plan's names.
    /// - Throws: `notFolder` or `notPlain` where something else stands in a folder's place; `unusableName` for a run
    ///   whose name leads anywhere else; `system` where something cannot be read, written, moved or removed.
    package func adopt(_ plan: RunPlan) throws(ReportingError) -> EarlierWork {
        try removeRemains()
        var contents = try contents()
        let untold = tellOfKilled(in: &contents)
        removeSpentCheckpoints(of: contents)
        var work = contents.earlierWork(on: plan)
        work.untold = untold
        try rename(bringInLine(&work, with: plan))
        try bringBack(plan.rangeTests.map(\.id), work)
        return work
    }

    private func removeRemains() throws(ReportingError) {
        for folder in [path, "\(path)/\(FolderEntry.figures.rawValue)"] where FileStatus(of: folder)?.isFolder == true {
            try AtomicFile.removeRemains(in: folder)
        }
    }

    /// Writes into the records that a killed start called running how they ended.
    /// - Returns: the folders of items that have not crashed it, and whose records could not be written.
    private func tellOfKilled(in contents: inout FolderContents) -> [String] {
        let killed = contents.markKilled(in: self)
        var untold: [String] = []
        // What cannot be written fails by itself when its turn comes; until then the mark still tells how it ended, or
        // its record that it crashed.
        func tell<Record: ItemRecord>(of found: [FolderContents.Located<Record>]) {
            for located in found {
                guard let isExcused = killed[located.folder] else { continue }
                do throws(ReportingError) {
                    try located.record.write(to: "\(path)/\(located.folder)")
                } catch {
                    if isExcused { untold.append(located.folder) }
                }
            }
        }
        tell(of: contents.runs)
        tell(of: contents.rangeTests)
        endMark.keep(untold)
        return untold
    }

    /// Removes those of range tests that are done: a start left them that was killed just before it removed them.
    private func removeSpentCheckpoints(of contents: FolderContents) {
        for test in contents.rangeTests where test.record.isFinished {
            try? CheckpointFiles.remove(from: "\(path)/\(test.folder)")
        }
    }

    /// A run's record as the plan has it, and the folder in which it stands under another name.
    private struct Misplaced {
        var item: PlanItemID
        var record: RunRecord
        var folder: String
    }

    /// Gives the records of runs the plan's names and the best validations by its objective, and writes those that this
    /// changes.
    /// - Returns: the runs that stand under another name; their records are not written yet.
    private func bringInLine(_ work: inout EarlierWork, with plan: RunPlan) throws(ReportingError) -> [Misplaced] {
        var misplaced: [Misplaced] = []
        for run in plan.runs {
            guard let former = work.runs[run.id], let folder = work.found[run.id] else { continue }
            var record = former
            // Measurements that are missing or cannot be read today may be there tomorrow: until then the record keeps
            // what it has.
            try? record.chooseBest(by: plan.objective, in: "\(path)/\(folder)")
            // What it is called is the plan's, what it was done with is the record's.
            record.run.name = run.name
            record.run.group = run.group
            record.run.varied = run.varied
            // A result that is no number is not equal to itself; what stands on the disk is.
            let isChanged = record != former && JSONText.line(record.json) != JSONText.line(former.json)
            // A record of an earlier version is without it. Nothing is written merely for that: a plan may have thousands
            // of them.
            record.run.settingsIdentity = run.settingsIdentity
            work.runs[run.id] = record
            if folder != run.name {
                misplaced.append(Misplaced(item: run.id, record: record, folder: folder))
            } else if isChanged {
                try record.write(to: "\(path)/\(folder)")
            }
        }
        return misplaced
    }

    /// Gives range tests that were moved aside their places again. Unlike runs, no two can have exchanged their names.
    private func bringBack(_ tests: [PlanItemID], _ work: EarlierWork) throws(ReportingError) {
        for test in tests {
            guard let folder = work.found[test], FolderContents.isAside(folder) else { continue }
            try moveAside(test)
            let place = try path(of: test)
            try FileAccess.createFolder(FileAccess.parent(of: place))
            try FileAccess.move("\(path)/\(folder)", to: place)
        }
    }

    /// Gives the runs their folders, and writes their records there.
    private func rename(_ misplaced: [Misplaced]) throws(ReportingError) {
        // First all out of the way: two runs may have exchanged their names. After a crash here they are still found by
        // identity.
        var parked: [(run: Misplaced, path: String)] = []
        for run in misplaced {
            let place = Self.free("\(path)/\(run.item.folder)~renamed")
            try FileAccess.move("\(path)/\(run.folder)", to: place)
            parked.append((run, place))
        }
        for (run, place) in parked {
            try moveAside(run.item)
            let folder = try path(of: run.item)
            try FileAccess.move(place, to: folder)
            try run.record.write(to: folder)
        }
    }
}
