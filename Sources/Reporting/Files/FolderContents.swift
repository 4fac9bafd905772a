import Experiment

/// The records that were found in an experiment's folder.
package struct FolderContents: Sendable {
    /// A record and the folder it stands in, relative to the experiment's.
    package struct Located<Record: Sendable>: Sendable {
        package var folder: String
        package var record: Record
    }

    package var runs: [Located<RunRecord>] = []
    package var rangeTests: [Located<RangeTestRecord>] = []
    /// Files that should be records of their folders' items and are not, or are not readable as such.
    package var damaged: [DamagedRecord] = []
    /// The folders whose records tell of a checkpoint to go on from, and that hold none any more.
    package var withoutCheckpoint: Set<String> = []

    /// The record of each identity; of several, such as a run's folder and a copy of it, the one that `claim` ranks
    /// first.
    package var runByIdentity: [String: Located<RunRecord>] { Self.byIdentity(runs) }

    /// The same of range tests.
    package var rangeTestByIdentity: [String: Located<RangeTestRecord>] { Self.byIdentity(rangeTests) }

    private static func byIdentity<Record: ItemRecord>(_ found: [Located<Record>]) -> [String: Located<Record>] {
        Dictionary(found.map { ($0.record.identity, $0) }) { $0.claim < $1.claim ? $1 : $0 }
    }

    /// Of a folder that was moved aside, out of the experiment's: what it is called from the folder that holds both. Nil
    /// of any other.
    static func nameBeside(_ folder: String) -> String? {
        let up = "../"
        return folder.hasPrefix(up) ? String(folder.dropFirst(up.count)) : nil
    }

    /// Whether a folder was moved aside.
    static func isAside(_ folder: String) -> Bool { nameBeside(folder) != nil }

    /// Folders that stand in the experiment's own and belong to no run or range test of these.
    func strays(besides identities: Set<String>, keys: Set<String>) -> [String] {
        let strayRuns = runs.filter { !identities.contains($0.record.run.identity) }.map(\.folder)
        let strayTests = rangeTests.filter { !keys.contains($0.record.key) }.map(\.folder)
        return (strayRuns + strayTests).filter { !Self.isAside($0) }
    }
}

extension FolderContents.Located where Record: ItemRecord {
    /// What speaks for it among the records of one item, the strongest first: that it is finished, that it stands where
    /// it belongs, how far its checkpoint reaches.
    fileprivate var claim: (Int, Int, Int) {
        (record.isFinished ? 1 : 0, folder == record.id.folder ? 1 : 0, record.checkpoint?.step ?? 0)
    }
}
