import Experiment

/// Ends of xrun that were not its own, in a row: it was killed, or it crashed, while an item was under way.
enum AbnormalEnds {
    /// After as many an item is suspected to be what ends xrun.
    static let limit = 2

    static func oneMore(than earlier: Int) -> Int { min(earlier, limit) + 1 }
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
