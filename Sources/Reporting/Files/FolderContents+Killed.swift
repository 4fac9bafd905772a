import Experiment

extension ExperimentFolder {
    /// The records, as they are where no start works on the folder: what they call running then was killed. Changes
    /// nothing on the disk.
    /// - Parameter isInUse: asked where a record says that its item runs.
    /// - Throws: as `contents`.
    func settledContents(
        isInUse: (ExperimentFolder) -> Bool = { $0.isInUse() }
    ) throws(ReportingError) -> FolderContents {
        let found = try contents()
        if found.running.isEmpty || isInUse(self) { return found }
        // A start that has ended since the records were read has written how.
        var settled = try contents()
        settled.markKilled(in: self)
        return settled
    }
}

extension FolderContents {
    /// The folders of what is called running.
    fileprivate var running: [String] {
        runs.filter { $0.record.isRunning }.map(\.folder) + rangeTests.filter { $0.record.isRunning }.map(\.folder)
    }

    /// Where no start works on the folder: what still counts as running was killed. What the folder's `endMark` excuses
    /// did not end in a crash, but as the user wanted, or when xrun came to its end.
    /// - Parameter folder: that they were found in.
    /// - Returns: the folders of the records that have changed, and whether each is excused.
    @discardableResult
    mutating func markKilled(in folder: ExperimentFolder) -> [String: Bool] {
        let killed = running
        guard !killed.isEmpty else { return [:] }
        let excused = folder.endMark.excused(of: killed)
        func mark<Record: ItemRecord>(_ found: inout [Located<Record>]) {
            for index in found.indices where found[index].record.isRunning {
                let place = found[index].folder
                found[index].record.markKilled(
                    inCompany: excused.contains(place) ? nil : killed.count - excused.count > 1,
                    hasCheckpoint: CheckpointFiles.exist(in: folder.path(ofFound: place)))
            }
        }
        for index in runs.indices where runs[index].record.isRunning {
            let place = runs[index].folder
            runs[index].record.followCheckpoints(in: folder.path(ofFound: place))
        }
        mark(&runs)
        mark(&rangeTests)
        return Dictionary(killed.map { ($0, excused.contains($0)) }) { first, _ in first }
    }
}

extension RunRecord {
    /// Tells of the checkpoint that the next start takes the run up from. A start may be killed before its record tells
    /// of the newest one, whose time is not known then. A record that tells of none says that by itself. One that no
    /// start can go on from is no progress of the run either.
    fileprivate mutating func followCheckpoints(in folder: String) {
        guard let mark = checkpoint,
            let step = CheckpointFiles.newestStep(of: self, in: folder), step != mark.step
        else { return }
        checkpoint = CheckpointMark(
            step: step, elapsed: ElapsedTime(fromStep: step), instructionSet: mark.instructionSet)
    }
}
