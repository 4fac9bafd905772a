import Experiment

/// The folder that an item's log writes to: a clean one, or a kept one with a checkpoint.
struct LogFolder {
    /// Nil until the item has one.
    private(set) var path: String?
    /// Whether the folder of an earlier start or attempt is kept, to go on in.
    private(set) var isContinued = false
    /// Whether this start has made the folder.
    private(set) var isOwn: Bool
    /// What is gone of what an earlier start or attempt left, a checkpoint or the record: part of a sentence.
    private(set) var loss: String?

    /// - Parameter isOwn: whether this start has made the item's folder, in an earlier attempt.
    init(isOwn: Bool) { self.isOwn = isOwn }

    /// Makes the item's folder, or keeps one with a checkpoint.
    /// - Parameters:
    ///   - earlier: the record of an earlier start or attempt. Where the folder has none at all, whoever reads the
    ///     checkpoint sees whose it is; beside a record of something else it is not gone on from.
    ///   - isTried: whether the item does the same again.
    ///   - clean: removes what else is not to stay in a folder that is kept.
    /// - Returns: its path.
    mutating func open<Record: ItemRecord>(
        _ id: PlanItemID, in folder: ExperimentFolder, earlier: Record?, isTried: Bool,
        clean: (_ path: String) throws(ReportingError) -> Void = { _ in }
    ) throws(ReportingError) -> String {
        let kept = try folder.path(of: id)
        let isWithoutRecord = FileStatus(of: "\(kept)/\(Record.fileName)") == nil
        isContinued = (earlier != nil || isWithoutRecord) && CheckpointFiles.exist(in: kept)
        guard isContinued else {
            loss = earlier?.checkpoint?.loss
            // What an earlier start came to before its first checkpoint is of no use.
            let wasStopped = isTried && earlier?.isInterrupted == true
            let isSpent = isOwn || wasStopped && ItemFolder.isWithoutWeights(kept)
            return try make(id, in: folder, isSpent: isSpent && loss == nil)
        }
        if earlier == nil { loss = "\(Record.fileName) is gone" }
        try AtomicFile.removeRemains(in: kept)
        try clean(kept)
        path = kept
        return kept
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

    /// In place of a kept folder from which nobody can go on.
    mutating func beginAnew(_ id: PlanItemID, in folder: ExperimentFolder) throws(ReportingError) {
        _ = try make(id, in: folder, isSpent: false)
    }

    private mutating func make(
        _ id: PlanItemID, in folder: ExperimentFolder, isSpent: Bool
    ) throws(ReportingError) -> String {
        let made = try folder.begin(id, isSpent: isSpent)
        (path, isContinued, isOwn) = (made, false, true)
        return made
    }
}
