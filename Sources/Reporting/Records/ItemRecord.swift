package import Experiment

/// A run or a range test over several starts of xrun.
package protocol ItemRecord: Hashable, Sendable {
    /// The file in the item's folder that holds it.
    static var fileName: String { get }
    var json: SettingValue { get }
    /// Nil for anything that is no such record.
    init?(json: SettingValue?)

    var id: PlanItemID { get }
    /// What decides its numbers, as a hash.
    var identity: String { get }
    var status: ItemStatus { get }
    /// Why it is not done, or its files are not whole: one sentence.
    var reason: String? { get }
    /// Where a run was stopped.
    var stoppedAtStep: Int? { get }
    var history: ItemHistory { get set }
    /// For the schedule: what it came to; nil while it is not finished.
    var finalOutcome: ItemOutcome? { get }

    /// The start that ran it is gone.
    /// - Parameter hasCheckpoint: whether its folder holds one. A start may be killed before the record tells of it.
    mutating func interrupt(hasCheckpoint: Bool)

    /// Takes over what `earlier` reached.
    mutating func goOn(from earlier: Self)

    /// What an earlier start reached cannot be gone on from.
    mutating func beginAnew(at time: Timestamp)
}

extension ItemRecord {
    var isRunning: Bool { status == .running }
    var isInterrupted: Bool { status == .interrupted }
    var isFinished: Bool { status.isFinished }

    /// Whether this start has written a checkpoint of its own.
    var hasProgressed: Bool { (checkpoint?.step ?? 0) > (resumedAtStep ?? 0) }

    /// Not stopped at a step: its end was not seen.
    var wasKilled: Bool { isInterrupted && ended == nil }

    /// This start is a further one after `earlier`.
    mutating func follow(_ earlier: Self) { abnormalEnds = earlier.abnormalEnds.atNextStart }

    /// At an end that was not abnormal. A suspect that is stopped before it has shown anything is one still.
    mutating func forgetEndsIfProgressed() {
        if hasProgressed { abnormalEnds = AbnormalEnds() }
    }

    /// It counts as running, and the start that ran it is gone.
    /// - Parameters:
    ///   - inCompany: other items were under way then. Nil where that start did not crash.
    ///   - hasCheckpoint: as of `interrupt`.
    mutating func markKilled(inCompany: Bool?, hasCheckpoint: Bool) {
        forgetEndsIfProgressed()
        if let inCompany { abnormalEnds.add(inCompany: inCompany) }
        interrupt(hasCheckpoint: hasCheckpoint)
    }

    /// - Parameter folder: the item's.
    func write(to folder: String) throws(ReportingError) {
        try AtomicFile.write(RecordText.bytes(of: json), to: Self.fileName, in: folder)
    }
}

extension Dictionary where Value: ItemRecord {
    /// Failed or interrupted; running, where a start works on the folder.
    var unfinished: Self { filter { !$0.value.isFinished } }
}

extension RunRecord: ItemRecord {
    package static let fileName = "run.json"

    package var id: PlanItemID { .run(name: run.name) }
    package var identity: String { run.identity }
    package var finalOutcome: ItemOutcome? { outcome.map(ItemOutcome.run) }

    package mutating func interrupt(hasCheckpoint: Bool) {
        status = .interrupted
        let prospect =
            if let step = checkpoint?.step {
                "it was killed before its end; the same command takes it up again at step \(step) of \(workload.steps)"
            } else if hasCheckpoint {
                "it was killed before its record told of its checkpoint; the same command takes it up again"
            } else {
                "it was killed before its first checkpoint; the same command begins it anew"
            }
        reason = abnormalEnds.prospect ?? prospect
    }

    package mutating func goOn(from earlier: RunRecord) {
        history.goOn(from: earlier.history)
        (remarks, bestWeights) = (earlier.remarks, earlier.bestWeights)
    }

    package mutating func beginAnew(at time: Timestamp) {
        history.beginAnew(at: time)
        (remarks, bestWeights) = ([], nil)
    }
}

extension RangeTestRecord: ItemRecord {
    package static let fileName = "finder.json"

    package var id: PlanItemID { .rangeTest(key: key) }
    package var stoppedAtStep: Int? { nil }
    /// One that was stopped keeps in its outcome what it has found so far.
    package var finalOutcome: ItemOutcome? { isFinished ? outcome.map(ItemOutcome.rangeTest) : nil }

    package mutating func interrupt(hasCheckpoint: Bool) { status = .interrupted }
    package mutating func goOn(from earlier: RangeTestRecord) { history.goOn(from: earlier.history) }
    package mutating func beginAnew(at time: Timestamp) { history.beginAnew(at: time) }
}
