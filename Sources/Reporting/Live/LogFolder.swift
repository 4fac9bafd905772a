import Experiment

/// An item's record, and the folder that its log writes to: a clean one, or a kept one with a checkpoint.
struct LogFolder<Record: ItemRecord>: Sendable {
    var record: Record
    /// What an earlier start or attempt left of the item.
    private let earlier: Record?
    /// Nil until the item has one.
    private(set) var path: String?
    /// Whether the folder of an earlier start or attempt is kept, to go on in.
    private(set) var isContinued = false
    /// Whether this start has made the folder.
    private(set) var isOwn: Bool
    /// What is gone of what an earlier start or attempt left, a checkpoint or the record: part of a sentence.
    private var loss: String?

    /// - Parameters:
    ///   - earlier: the record of an earlier start or attempt. Where the folder has none at all, whoever reads the
    ///     checkpoint sees whose it is; beside a record of something else it is not gone on from.
    ///   - isOwn: whether this start has made the item's folder, in an earlier attempt.
    init(_ record: Record, earlier: Record?, isOwn: Bool) {
        self.record = record
        self.earlier = earlier
        self.isOwn = isOwn
        if let earlier { self.record.follow(earlier) }
    }

    /// What the next attempt finds of the item. An attempt without a folder has left nothing: it finds what this one
    /// found.
    var remains: Record? { path == nil ? earlier : record }

    /// Makes the item's folder, or keeps one with a checkpoint, and takes over what its record tells.
    ///
    /// An item that is not tried adds nothing to what earlier starts came to: where there is a record of that, folder and
    /// record are kept as they are.
    /// - Parameters:
    ///   - isTried: whether the item does the same again; then the record that says it runs is written.
    ///   - clean: removes what else is not to stay in a folder that is kept.
    mutating func open(
        in folder: ExperimentFolder, isTried: Bool,
        clean: (_ path: String) throws(ReportingError) -> Void = { _ in }
    ) throws(ReportingError) {
        let kept = try folder.path(of: record.id)
        let isWithoutRecord = FileStatus(of: "\(kept)/\(Record.fileName)") == nil
        if !isTried, let earlier, !isWithoutRecord {
            (record, path) = (earlier, kept)
            return
        }
        isContinued = (earlier != nil || isWithoutRecord) && CheckpointFiles.exist(in: kept)
        if isContinued {
            try AtomicFile.removeRemains(in: kept)
            try clean(kept)
            path = kept
            if let earlier { record.goOn(from: earlier) } else { loss = "\(Record.fileName) is gone" }
        } else {
            loss = earlier?.checkpoint?.loss
            // What an earlier start came to before its first checkpoint is of no use, however it ended.
            let isUnfinished = earlier.map { !$0.isFinished } ?? false
            let isSpent = isOwn || isUnfinished && ItemFolder.isWithoutWeights(kept)
            try make(in: folder, isSpent: isSpent && loss == nil)
        }
        if isTried { try write() }
    }

    /// Writes the record; nothing where the item has no folder.
    func write() throws(ReportingError) {
        if let path { try record.write(to: path) }
    }

    /// Offers the checkpoints of a kept folder until one is taken, and says what the user should know of it.
    /// - Parameters:
    ///   - what: the item, as a sentence begins with it.
    ///   - names: the files, the best first; one that is not there is passed over.
    ///   - take: goes back to the checkpoint in a file, or says why that cannot be used. Gives its step, whether the
    ///     user is told of it in any case, and what else to tell.
    func resume(
        _ what: String, from names: [String],
        take: (_ path: String, _ name: String) throws(CheckpointFault) -> (
            step: Int, isTold: Bool, remarks: [String]
        )
    ) -> ResumePoint {
        let anew = "\(what) begins anew"
        guard let path, isContinued else { return ResumePoint(remarks: loss.map { [$0, anew] } ?? []) }
        var remarks = [loss].compactMap { $0 }
        for name in names where FileStatus(of: "\(path)/\(name)") != nil {
            do throws(CheckpointFault) {
                let taken = try take(path, name)
                if !remarks.isEmpty || taken.isTold {
                    remarks.append("\(what) goes on from \(name), step \(taken.step)")
                }
                return ResumePoint(step: taken.step, remarks: remarks + taken.remarks)
            } catch {
                remarks.append("\(name) cannot be used: \(error.reason)")
            }
        }
        // The folder has a checkpoint, and none under these names.
        if remarks.isEmpty { remarks.append("the checkpoint is gone") }
        return ResumePoint(remarks: remarks + [anew])
    }

    /// A clean folder in place of a kept one from which nobody can go on.
    mutating func beginAnew(in folder: ExperimentFolder, at time: Timestamp) throws(ReportingError) {
        try make(in: folder, isSpent: false)
        record.beginAnew(at: time)
    }

    private mutating func make(in folder: ExperimentFolder, isSpent: Bool) throws(ReportingError) {
        path = try folder.begin(record.id, isSpent: isSpent)
        (isContinued, isOwn) = (false, true)
    }
}
