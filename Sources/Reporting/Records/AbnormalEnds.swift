import Experiment

/// Ends of xrun that were not its own while an item was under way: it was killed, or it crashed.
package struct AbnormalEnds: Hashable, Sendable {
    /// In a row: an end of the item itself, or a checkpoint in between, begins a new one.
    package private(set) var count = 0
    /// Whether something else was under way at one of them, which may have been the cause.
    package private(set) var hadCompany = false
    /// Whether the last start that came to the item ended so. Not where the user ended it, or it was passed over.
    package private(set) var isLast = false

    /// After as many an item is suspected to be what ends xrun.
    private static let limit = 2

    var isSuspected: Bool { count >= Self.limit }

    /// Whether the next start does not try it.
    var isPassedOver: Bool { isLast && isSuspected && (count > Self.limit || !hadCompany) }

    /// What a reader is told of a suspect; nil for any other.
    var prospect: String? {
        guard isSuspected else { return nil }
        return "xrun ended abnormally \(count) times while it was under way; the next start "
            + (isPassedOver ? "passes it over" : "tries it last and alone")
    }

    /// As a further start takes them over.
    var atNextStart: AbnormalEnds {
        var ends = self
        ends.isLast = false
        return ends
    }

    mutating func add(inCompany: Bool) {
        count = min(count, Int.max - 1) + 1
        hadCompany = hadCompany || inCompany
        isLast = true
    }

    /// - Parameter wasTried: whether it was the item's own end.
    mutating func fail(wasTried: Bool) {
        self = wasTried ? AbnormalEnds() : atNextStart
    }

    func add(to fields: inout JSONFields) {
        fields.add("abnormal_ends", count)
        if hadCompany { fields.add("abnormal_ends_in_company", .bool(true)) }
        if isLast { fields.add("last_end_abnormal", .bool(true)) }
    }

    init() {}

    init?(_ fields: JSONReader) {
        guard let count = fields.optional("abnormal_ends", fields.integer),
            let hadCompany = fields.optional("abnormal_ends_in_company", fields.bool),
            let isLast = fields.optional("last_end_abnormal", fields.bool)
        else { return nil }
        self.count = count ?? 0
        self.hadCompany = hadCompany ?? false
        self.isLast = isLast ?? false
    }
}

/// A run over several starts of xrun.
extension RunRecord {
    /// Counts this start as a further one after `earlier`.
    mutating func follow(_ earlier: RunRecord) {
        attempts = min(earlier.attempts, Int.max - 1) + 1
        abnormalEnds = earlier.abnormalEnds.atNextStart
    }

    /// Takes over what `earlier` reached.
    mutating func goOn(from earlier: RunRecord) {
        started = earlier.started
        checkpoint = earlier.checkpoint
        remarks = earlier.remarks
        // Until it is taken up; a checkpoint of an earlier start is no progress of this one.
        resumedAtStep = earlier.checkpoint?.step
    }

    /// Whether this start has written a checkpoint of its own.
    var hasProgressed: Bool { (checkpoint?.step ?? 0) > (resumedAtStep ?? 0) }

    /// It counts as running, and the start that ran it is gone.
    /// - Parameter inCompany: other items were under way then. Nil where that start did not crash.
    fileprivate mutating func markKilled(inCompany: Bool?) {
        if hasProgressed { abnormalEnds = AbnormalEnds() }
        if let inCompany { abnormalEnds.add(inCompany: inCompany) }
        status = .interrupted
        reason = abnormalEnds.prospect ?? "it was killed before its end; the same command takes it up again"
    }

    /// Not stopped at a step: its end was not seen.
    var wasKilled: Bool { status == .interrupted && ended == nil }
}

/// A range test over several starts of xrun.
extension FinderRecord {
    mutating func follow(_ earlier: FinderRecord) {
        abnormalEnds = earlier.abnormalEnds.atNextStart
    }

    /// Takes over what `earlier` reached.
    mutating func goOn(from earlier: FinderRecord) {
        started = earlier.started
        checkpoint = earlier.checkpoint
        resumedAtStep = earlier.checkpoint?.step
    }

    /// Whether this start has written a checkpoint of its own.
    var hasProgressed: Bool { (checkpoint?.step ?? 0) > (resumedAtStep ?? 0) }

    fileprivate mutating func markKilled(inCompany: Bool?) {
        if hasProgressed { abnormalEnds = AbnormalEnds() }
        if let inCompany { abnormalEnds.add(inCompany: inCompany) }
        status = .interrupted
    }

    var wasKilled: Bool { status == .interrupted && ended == nil }
}

extension FolderContents {
    var saysThatItRuns: Bool {
        runs.contains { $0.record.status == .running } || rangeTests.contains { $0.record.status == .running }
    }

    /// Where no start works on the folder: what still counts as running was killed.
    /// - Parameter mark: what it excuses did not end in a crash, but as the user wanted, or when xrun came to its end.
    /// - Returns: the folders of the records that have changed, and whether each is excused.
    @discardableResult
    mutating func markKilled(by mark: EndMark) -> [String: Bool] {
        let killedRuns = runs.indices.filter { runs[$0].record.status == .running }
        let killedTests = rangeTests.indices.filter { rangeTests[$0].record.status == .running }
        let killed = killedRuns.map { runs[$0].folder } + killedTests.map { rangeTests[$0].folder }
        guard !killed.isEmpty else { return [:] }
        let excused = mark.excused(of: killed)
        func company(of folder: String) -> Bool? {
            excused.contains(folder) ? nil : killed.count - excused.count > 1
        }
        for index in killedRuns { runs[index].record.markKilled(inCompany: company(of: runs[index].folder)) }
        for index in killedTests {
            rangeTests[index].record.markKilled(inCompany: company(of: rangeTests[index].folder))
        }
        return Dictionary(killed.map { ($0, excused.contains($0)) }) { first, _ in first }
    }
}
