import Experiment

/// Ends of xrun that were not its own, in a row: it was killed, or it crashed, while an item was under way.
enum AbnormalEnds {
    /// After as many an item is not tried again at once: it is likely to be what ends xrun, and the others should have
    /// their turn.
    static let limit = 2

    static func oneMore(than earlier: Int) -> Int { min(earlier, limit) + 1 }

    /// Why a start does not try an item again.
    static func refusal(after ends: Int) -> ItemFailure? {
        guard ends >= limit else { return nil }
        return ItemFailure(
            "crashed: xrun ended abnormally \(limit) times in a row while it was under way, with no checkpoint in "
                + "between; the next start tries it again")
    }

    /// What a plan says of an item that was killed.
    static func reason(after ends: Int, otherwise: String) -> String {
        ends >= limit
            ? "xrun ended abnormally \(ends) times while it was under way; the next start passes it over" : otherwise
    }
}

/// A run over several starts of xrun.
extension RunRecord {
    /// Counts this start as a further one after `earlier`.
    mutating func follow(_ earlier: RunRecord) {
        attempts = min(earlier.attempts, Int.max - 1) + 1
        abnormalEnds = earlier.abnormalEndsSoFar
    }

    /// Takes over what `earlier` reached.
    mutating func goOn(from earlier: RunRecord) {
        started = earlier.started
        checkpoint = earlier.checkpoint
        // Until it is taken up; a checkpoint of an earlier start is no progress of this one.
        resumedAtStep = earlier.checkpoint?.step
    }

    /// The abnormal ends in a row, its own included.
    var abnormalEndsSoFar: Int {
        switch status {
        // What still counts as running was killed.
        case .running:
            let progressed = (checkpoint?.step ?? 0) > (resumedAtStep ?? 0)
            return progressed ? 1 : AbnormalEnds.oneMore(than: abnormalEnds)
        case .done, .diverged, .failed, .interrupted: return 0
        }
    }
}

/// A range test over several starts of xrun. It is repeated from its beginning.
extension FinderRecord {
    mutating func follow(_ earlier: FinderRecord) { abnormalEnds = earlier.abnormalEndsSoFar }

    var abnormalEndsSoFar: Int {
        switch status {
        case .running: AbnormalEnds.oneMore(than: abnormalEnds)
        case .done, .failed, .interrupted: 0
        }
    }
}
