extension FolderContents {
    var saysThatItRuns: Bool {
        runs.contains { $0.record.isRunning } || rangeTests.contains { $0.record.isRunning }
    }

    /// Where no start works on the folder: what still counts as running was killed. What the folder's `endMark` excuses
    /// did not end in a crash, but as the user wanted, or when xrun came to its end.
    /// - Parameter folder: that they were found in.
    /// - Returns: the folders of the records that have changed, and whether each is excused.
    @discardableResult
    mutating func markKilled(in folder: ExperimentFolder) -> [String: Bool] {
        let killed =
            runs.filter { $0.record.isRunning }.map(\.folder) + rangeTests.filter { $0.record.isRunning }.map(\.folder)
        guard !killed.isEmpty else { return [:] }
        let excused = folder.endMark.excused(of: killed)
        func mark<Record: ItemRecord & Sendable>(_ item: inout Located<Record>) {
            item.record.markKilled(
                inCompany: excused.contains(item.folder) ? nil : killed.count - excused.count > 1,
                hasCheckpoint: CheckpointFiles.exist(in: "\(folder.path)/\(item.folder)"))
        }
        for index in runs.indices where runs[index].record.isRunning { mark(&runs[index]) }
        for index in rangeTests.indices where rangeTests[index].record.isRunning { mark(&rangeTests[index]) }
        return Dictionary(killed.map { ($0, excused.contains($0)) }) { first, _ in first }
    }
}
