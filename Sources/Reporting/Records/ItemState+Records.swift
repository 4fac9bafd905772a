package import Experiment

extension FinishedWork {
    /// How far an item is; nil where nothing is known of it.
    package func state(of id: PlanItemID) -> ItemState? {
        if let record = runs[id] ?? unfinished[id] { return record.state }
        if rangeTests[id] != nil { return .done }
        if let record = unfinishedTests[id] { return record.state }
        return replacing.contains(id) ? ItemState(.new, reason: "its settings have changed since it was done") : nil
    }
}

extension RunRecord {
    fileprivate var state: ItemState {
        switch status {
        case .done: return .done
        case .diverged: return ItemState(.diverged, step: stoppedAtStep)
        case .failed: return ItemState(.failed, step: checkpoint?.step, reason: reason)
        case .interrupted: return ItemState(.interrupted, step: checkpoint?.step, reason: "it was stopped")
        // What still counts as running was killed.
        case .running:
            return ItemState(
                .interrupted, step: checkpoint?.step,
                reason: AbnormalEnds.reason(after: abnormalEndsSoFar, otherwise: "it was killed"))
        }
    }
}

extension FinderRecord {
    fileprivate var state: ItemState {
        switch status {
        case .done: .done
        case .failed: ItemState(.failed, reason: failure)
        case .interrupted: ItemState(.interrupted, reason: "it was stopped; it is repeated")
        case .running:
            ItemState(
                .interrupted,
                reason: AbnormalEnds.reason(after: abnormalEndsSoFar, otherwise: "it was killed; it is repeated"))
        }
    }
}
