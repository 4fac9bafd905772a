import Experiment
import Foundation
import Synchronization

extension ExperimentFolder {
    /// A record is some kilobytes; a curve of the longest ladder some megabytes.
    private static let recordLimit = 1 << 26

    /// All records in the folder, and those that a start brings back there, which makes the folder where there is none.
    /// Links are not followed.
    /// - Throws: `notPlain` or `notFolder` where something else stands in the folder's place, or a file in the way to
    ///   it; `deadLink` where a link to nothing does; `system` where a folder cannot be listed.
    package func contents() throws(ReportingError) -> FolderContents {
        let names: [String]
        if let status = FileStatus(of: path) {
            try FileAccess.checkFolder(path, status)
            names = try FileAccess.names(in: path).filter { !FolderEntry.isReserved($0) }
        } else {
            try FileAccess.nearestFolder(to: path)
            names = []
        }
        let tests = "\(path)/\(FolderEntry.rangeTests.rawValue)"
        let keys = try FileStatus(of: tests)?.isFolder == true ? FileAccess.names(in: tests) : []
        let aside = try foldersAside()
        var damaged: [DamagedRecord] = []
        let runs: [FolderContents.Located<RunRecord>] = readable(of: names, aside: aside, &damaged)
        // A run under another name is given its own; a range test there is nobody's: no folder of theirs is renamed.
        let folders = keys.map { PlanItemID.rangeTest(key: $0).folder }
        let rangeTests: [FolderContents.Located<RangeTestRecord>] =
            readable(of: folders, aside: aside, &damaged) { $0.folder == $0.record.id.folder }
        return FolderContents(
            runs: runs, rangeTests: rangeTests, damaged: damaged,
            withoutCheckpoint: withoutCheckpoint(runs).union(withoutCheckpoint(rangeTests)))
    }

    /// The records of one kind that `folders` hold, in this order, then those that are kept `aside`.
    /// - Parameters:
    ///   - damaged: takes those of `folders` that cannot be used.
    ///   - isInPlace: one of `folders` for which it is false stands under another name than its own.
    private func readable<Record: ItemRecord>(
        of folders: [String], aside: [String], _ damaged: inout [DamagedRecord],
        where isInPlace: (FolderContents.Located<Record>) -> Bool = { _ in true }
    ) -> [FolderContents.Located<Record>] {
        var readable: [FolderContents.Located<Record>] = []
        let all: [Found<Record>] = records(of: folders)
        for found in all {
            switch found {
            case .record(let located) where isInPlace(located): readable.append(located)
            case .record(let located):
                let file = "\(path)/\(located.folder)/\(Record.fileName)"
                damaged.append(DamagedRecord(folder: located.folder, path: file, fault: .misplaced))
            case .damaged(let record): damaged.append(record)
            }
        }
        let kept: [FolderContents.Located<Record>] = keptAside(of: aside)
        return readable + kept
    }

    /// The folders of unfinished items that have written a checkpoint, of which nothing is there.
    private func withoutCheckpoint<Record: ItemRecord>(_ found: [FolderContents.Located<Record>]) -> Set<String> {
        let lost = found.filter { located in
            !located.record.isFinished && located.record.checkpoint != nil
                && !CheckpointFiles.exist(in: path(ofFound: located.folder))
        }
        return Set(lost.map { $0.folder })
    }

    /// What was moved aside, relative to this folder: by xrun a range test into a folder `finder` there, as here; by hand
    /// it may stand beside the runs.
    private func foldersAside() throws(ReportingError) -> [String] {
        let old = "../\(oldName)"
        var folders: [String] = []
        for parent in [old, "\(old)/\(FolderEntry.rangeTests.rawValue)"] {
            let place = path(ofFound: parent)
            guard FileStatus(of: place)?.isFolder == true else { break }
            folders += try FileAccess.names(in: place).map { "\(parent)/\($0)" }
        }
        return folders
    }

    /// Items that were moved aside when their settings changed, or by hand, finished or with a checkpoint: who changes
    /// them back has them still.
    private func keptAside<Record: ItemRecord>(of folders: [String]) -> [FolderContents.Located<Record>] {
        let all: [Found<Record>] = records(of: folders)
        return all.compactMap { found in
            guard case .record(let located) = found, !isGivenUp(located),
                located.record.isFinished || CheckpointFiles.exist(in: path(ofFound: located.folder))
            else { return nil }
            return located
        }
    }

    /// Whether the item was taken up, could not be gone on with, and was begun anew: only then does xrun itself move
    /// aside what is called running. What a killed start has left may be called so as well where it was moved there by
    /// hand; then it has its own name, or one that the user gave it.
    private func isGivenUp<Record: ItemRecord>(_ located: FolderContents.Located<Record>) -> Bool {
        located.record.isRunning
            && Self.isNumbered(located.folder, insteadOf: "../\(oldName)/\(located.record.id.folder)")
    }

    private enum Found<Record: ItemRecord>: Sendable {
        case record(FolderContents.Located<Record>)
        case damaged(DamagedRecord)
    }

    /// The record of each folder that has one, in the order of `folders`. Thousands of small files wait for the disk
    /// more than for the processor: they are read side by side.
    private func records<Record: ItemRecord>(of folders: [String]) -> [Found<Record>] {
        let chunk = 64
        let parts = Mutex([Int: [Found<Record>]]())
        ThreadStarter.system.forEach((folders.count + chunk - 1) / chunk) { index in
            let part: [Found<Record>] = folders[index * chunk..<min(folders.count, (index + 1) * chunk)]
                .compactMap { folder in record(of: folder) }
            parts.withLock { $0[index] = part }
        }
        return parts.withLock { parts in parts.sorted { $0.key < $1.key }.flatMap(\.value) }
    }

    /// Nil where there is no such file; a file that cannot be read, or is not as it was written, is damaged.
    private func record<Record: ItemRecord>(of folder: String) -> Found<Record>? {
        let place = path(ofFound: folder)
        let file = "\(place)/\(Record.fileName)"
        guard FileStatus(of: place)?.isFolder == true, FileStatus(of: file) != nil else { return nil }
        guard let bytes = try? FileAccess.read(file, limit: Self.recordLimit),
            let record = Record(json: RecordText.read(bytes))
        else { return .damaged(DamagedRecord(folder: folder, path: file)) }
        return .record(.init(folder: folder, record: record))
    }

    /// The experiment's own record.
    /// - Throws: `movedAside` or `noRecords` where there is none; `damaged` where it cannot be read as one, or was altered.
    func experimentRecord() throws(ReportingError) -> ExperimentRecord {
        let file = "\(path)/\(FolderEntry.experiment.rawValue)"
        guard FileStatus(of: file) != nil else {
            throw holdsMovedAside ? ReportingError.movedAside(path: path) : .noRecords(path: path)
        }
        guard let record = ExperimentRecord(json: RecordText.read(try FileAccess.read(file, limit: 1 << 30))) else {
            throw .damaged(path: file)
        }
        return record
    }

    /// Writes the experiment's own record.
    /// - Throws: as `AtomicFile.write`.
    func write(_ record: ExperimentRecord) throws(ReportingError) {
        try AtomicFile.write(RecordText.bytes(of: record.json), to: FolderEntry.experiment.rawValue, in: path)
    }
}
