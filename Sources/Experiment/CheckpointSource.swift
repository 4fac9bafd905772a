/// Finds what earlier starts have left of an item.
package protocol CheckpointSource: Sendable {
    /// Offers the run's checkpoints, the newest first, until `restore` takes one. Called once, on the item's own
    /// thread, before its first step.
    ///
    /// - Parameters:
    ///   - learningRate: a checkpoint of a run at another rate is not this one's.
    ///   - restore: goes back to the checkpoint, or says why that is not possible and changes nothing.
    func resume(
        _ run: PlannedRun, learningRate: Double, metric: Objective.Metric,
        restore: (RunCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint

    /// The same for a range test.
    func resume(
        _ test: PlannedRangeTest, restore: (RangeTestCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint
}

/// Where an item begins.
package struct ResumePoint: Hashable, Sendable {
    /// Steps done; nil where it begins anew.
    package var step: Int?
    /// What the user should know: which checkpoint could not be used, and why.
    package var remarks: [String]

    package init(step: Int? = nil, remarks: [String] = []) {
        self.step = step
        self.remarks = remarks
    }
}

/// Why a checkpoint cannot be used: part of a sentence.
package struct CheckpointFault: Error, Hashable, Sendable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}
