extension FolderContents {
    var saysThatItRuns: Bool {
        runs.contains { $0.record.isRunning } || rangeTests.contains { $0.record.isRunning }
    }

    /// Where no start works on the folder: what still counts as running was killed.
    /// - Parameter mark: what it excuses did not end in a crash, but as the user wanted, or when xrun came to its end.
    /// - Returns: the folders of the records that have changed, and whether each is excused.
    @discardableResult
    mutating func markKilled(by mark: EndMark) -> [String: Bool] {
        let killed =
            runs.filter { $0.record.isRunning }.map(\.folder) + rangeTests.filter { $0.record.isRunning }.map(\.folder)
        guard !killed.isEmpty else { return [:] }
        let excused = mark.excused(of: killed)
        func company(of folder: String) -> Bool? {
            excused.contains(folder) ? nil : killed.count - excused.count > 1
        }
        for index in runs.indices where runs[index].record.isRunning {
            runs[index].record.markKilled(inCompany: company(of: runs[index].folder))
        }
        for index in rangeTests.indices where rangeTests[index].record.isRunning {
            rangeTests[index].record.markKilled(inCompany: company(of: rangeTests[index].folder))
        }
        return Dictionary(killed.map { ($0, excused.contains($0)) }) { first, _ in first }
    }
}
