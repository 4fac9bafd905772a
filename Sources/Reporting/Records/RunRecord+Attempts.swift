package import Experiment

/// A run over several starts of xrun.
extension RunRecord {
    /// Abnormal ends in a row, without a checkpoint in between, after which a run is not tried again at once: it is
    /// likely to be what ends xrun, and the others should have their turn.
    static let abnormalEndLimit = 2

    /// Counts this start as a further one after `earlier`.
    mutating func follow(_ earlier: RunRecord) {
        attempts = earlier.attempts + 1
        abnormalEnds = earlier.abnormalEndsSoFar
    }

    /// Takes over what `earlier` reached.
    mutating func goOn(from earlier: RunRecord) {
        started = earlier.started
        checkpoint = earlier.checkpoint
    }

    /// The abnormal ends in a row, its own included.
    var abnormalEndsSoFar: Int {
        switch status {
        // What still counts as running was killed.
        case .running:
            let progressed = (checkpoint?.step ?? 0) > (resumedAtStep ?? 0)
            return progressed ? 1 : min(abnormalEnds, Self.abnormalEndLimit) + 1
        case .done, .diverged, .failed, .interrupted: return 0
        }
    }

    /// Why this start does not train the run.
    package var refusal: ItemFailure? {
        guard abnormalEnds >= Self.abnormalEndLimit else { return nil }
        return ItemFailure(
            "crashed: xrun ended abnormally \(Self.abnormalEndLimit) times while it trained, with no checkpoint in "
                + "between; the next start tries it again")
    }
}
