package import Experiment

/// What is known of a plan's items at one moment.
package struct PlanProgress: Sendable {
    package let work: EarlierWork
}

extension ExperimentFolder {
    /// How far `plan` is, also while a start works on it. Changes nothing on the disk, and hinders nobody.
    /// - Parameter isInUse: asked where a record says that its item runs.
    /// - Throws: as `contents`.
    package func progress(
        of plan: RunPlan, isInUse: (ExperimentFolder) -> Bool = { $0.isInUse() }
    ) throws(ReportingError) -> PlanProgress {
        PlanProgress(work: try settledContents(isInUse: isInUse).earlierWork(on: plan))
    }
}

extension PlanProgress {
    /// How far an item is; nil where nothing is known of it.
    package func state(of id: PlanItemID) -> ItemState? {
        if let run = work.runs[id] { return state(of: id, run, reason: run.reason, stoppedAtStep: run.stoppedAtStep) }
        if let test = work.rangeTests[id] { return state(of: id, test, reason: test.failure, stoppedAtStep: nil) }
        return work.replacing[id].map { ItemState(.new, reason: $0.words) }
    }

    private func state(
        of id: PlanItemID, _ record: some ItemRecord, reason: String?, stoppedAtStep: Int?
    ) -> ItemState {
        switch record.status {
        case .done: .done
        case .diverged: ItemState(.diverged, step: stoppedAtStep, reason: reason)
        case .failed: unfinished(.failed, id, record, reason: reason)
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
        guard let mark = record.checkpoint, work.withoutCheckpoint.contains(id) else {
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
