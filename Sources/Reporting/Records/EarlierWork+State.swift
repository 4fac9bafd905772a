package import Experiment

extension ExperimentFolder {
    /// How far `plan` is, also while a start works on it. Changes nothing on the disk, and hinders nobody.
    /// - Parameter isInUse: asked where a record says that its item runs.
    /// - Throws: as `contents`.
    package func progress(
        of plan: RunPlan, isInUse: (ExperimentFolder) -> Bool = { $0.isInUse() }
    ) throws(ReportingError) -> EarlierWork {
        try settledContents(isInUse: isInUse).earlierWork(on: plan)
    }
}

extension EarlierWork {
    /// How far an item is; nil where nothing is known of it.
    package func state(of id: PlanItemID) -> ItemState? {
        if let run = runs[id] { return state(of: id, run) }
        if let test = rangeTests[id] { return state(of: id, test) }
        return replacing[id].map { ItemState(.new, reason: $0.words) }
    }

    private func state(of id: PlanItemID, _ record: some ItemRecord) -> ItemState {
        switch record.status {
        case .done: .done
        case .diverged: ItemState(.diverged, step: record.stoppedAtStep, reason: record.reason)
        case .failed: unfinished(.failed, id, record, reason: record.reason)
        case .interrupted: interruption(of: id, record)
        case .running: .running
        }
    }

    private func interruption(of id: PlanItemID, _ record: some ItemRecord) -> ItemState {
        let how = record.wasKilled ? "it was killed" : "it was stopped"
        return unfinished(.interrupted, id, record, reason: record.abnormalEnds.prospect ?? how)
    }

    /// With the step at which the next start takes it up; none where its checkpoint is gone.
    private func unfinished(
        _ word: ItemState.Word, _ id: PlanItemID, _ record: some ItemRecord, reason: String?
    ) -> ItemState {
        guard let mark = record.checkpoint, withoutCheckpoint.contains(id) else {
            return ItemState(word, step: record.checkpoint?.step, reason: reason)
        }
        return ItemState(word, reason: [reason, mark.loss].compactMap { $0 }.joined(separator: "; "))
    }
}

extension Replaced {
    fileprivate var words: String {
        switch change {
        case .settings: "its settings have changed since it \(progress.words)"
        case .data: "its data has changed since it \(progress.words)"
        case .rangeTest: "it \(progress.words), and its learning rate is chosen anew"
        case .version: "it \(progress.words), and this version of xrun trains it to other numbers"
        }
    }
}

extension Replaced.Progress {
    /// After "it".
    fileprivate var words: String {
        switch self {
        case .done: "was done"
        case .unfinished(let step): "came to step \(step)"
        }
    }
}
