import Experiment

/// The folder that an item's log writes to: a clean one, or a kept one with a checkpoint.
struct LogFolder {
    /// Nil until the item has one.
    private(set) var path: String?
    /// Whether the folder of an earlier start or attempt is kept, to go on in.
    private(set) var isContinued = false
    /// Whether this start has made the folder.
    private(set) var isOwn: Bool
    /// The newest checkpoint of an earlier start or attempt, where the folder holds none any more.
    private(set) var lost: CheckpointMark?

    /// - Parameter isOwn: whether this start has made the item's folder, in an earlier attempt.
    init(isOwn: Bool) { self.isOwn = isOwn }

    /// Makes the item's folder, or keeps one with a checkpoint.
    /// - Parameters:
    ///   - earlier: the record of an earlier start or attempt; a checkpoint alone is not gone on from.
    ///   - isTried: whether the item does the same again.
    ///   - clean: removes what else is not to stay in a folder that is kept.
    /// - Returns: its path.
    mutating func open(
        _ id: PlanItemID, in folder: ExperimentFolder, earlier: (some ItemRecord)?, isTried: Bool,
        clean: (_ path: String) throws(ReportingError) -> Void = { _ in }
    ) throws(ReportingError) -> String {
        let kept = try folder.path(of: id)
        isContinued = earlier != nil && CheckpointFiles.exist(in: kept)
        guard isContinued else {
            lost = earlier?.checkpoint
            // What an earlier start came to before its first checkpoint is of no use.
            let wasStopped = isTried && earlier?.isInterrupted == true
            let isSpent = isOwn || wasStopped && ItemFolder.isWithoutWeights(kept)
            return try make(id, in: folder, isSpent: isSpent && lost == nil)
        }
        try AtomicFile.removeRemains(in: kept)
        try clean(kept)
        path = kept
        return kept
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
