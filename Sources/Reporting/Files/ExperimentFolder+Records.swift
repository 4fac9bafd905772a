import Experiment

/// The records that were found in an experiment's folder.
package struct FolderContents: Sendable {
    /// A record and the folder it stands in, relative to the experiment's.
    package struct Located<Record: Sendable>: Sendable {
        package var folder: String
        package var record: Record
    }

    package var runs: [Located<RunRecord>] = []
    package var rangeTests: [Located<FinderRecord>] = []
    /// Files that should be records and are not readable as such.
    package var damaged: [String] = []

    /// The record of each identity; of two, a finished one.
    package var runByIdentity: [String: Located<RunRecord>] {
        Dictionary(runs.map { ($0.record.run.identity, $0) }) { first, second in
            first.record.status.isFinished ? first : second
        }
    }

    package var rangeTestByKey: [String: FinderRecord] {
        Dictionary(rangeTests.map { ($0.record.key, $0.record) }) { first, _ in first }
    }
}

extension ExperimentFolder {
    /// A record is some kilobytes; a curve of the longest ladder some megabytes.
    private static let recordLimit = 1 << 26

    /// All records in the folder; none where there is no folder. Links are not followed.
    package func contents() throws(ReportingError) -> FolderContents {
        var contents = FolderContents()
        guard let status = FileStatus(of: path) else { return contents }
        guard status.isFolder else { throw .notPlain(path: path) }
        for name in try FileAccess.names(in: path) where !ItemFolder.reserved.contains(name) {
            guard FileStatus(of: "\(path)/\(name)")?.isFolder == true,
                let bytes = read(ItemFolder.runRecord, of: name, damaged: &contents.damaged)
            else { continue }
            if let record = RunRecord(json: JSONText.parse(bytes)) {
                contents.runs.append(.init(folder: name, record: record))
            } else {
                contents.damaged.append("\(path)/\(name)/\(ItemFolder.runRecord)")
            }
        }
        let tests = "\(path)/\(ItemFolder.rangeTests)"
        guard FileStatus(of: tests)?.isFolder == true else { return contents }
        for name in try FileAccess.names(in: tests) {
            let folder = "\(ItemFolder.rangeTests)/\(name)"
            guard FileStatus(of: "\(path)/\(folder)")?.isFolder == true,
                let bytes = read(ItemFolder.finderRecord, of: folder, damaged: &contents.damaged)
            else { continue }
            // Under another folder's name it would be found by no one.
            if let record = FinderRecord(json: JSONText.parse(bytes)), record.key == name {
                contents.rangeTests.append(.init(folder: folder, record: record))
            } else {
                contents.damaged.append("\(path)/\(folder)/\(ItemFolder.finderRecord)")
            }
        }
        return contents
    }

    /// The experiment's own record.
    func experimentRecord() throws(ReportingError) -> ExperimentRecord {
        guard let bytes = try? FileAccess.read("\(path)/\(ExperimentRecord.fileName)", limit: 1 << 30),
            let record = ExperimentRecord(json: JSONText.parse(bytes))
        else { throw .noRecords(path: path) }
        return record
    }

    /// Nil where there is no such file; a file that cannot be read is damaged.
    private func read(_ name: String, of folder: String, damaged: inout [String]) -> [UInt8]? {
        let file = "\(path)/\(folder)/\(name)"
        guard FileStatus(of: file) != nil else { return nil }
        if let bytes = try? FileAccess.read(file, limit: Self.recordLimit) { return bytes }
        damaged.append(file)
        return nil
    }
}
