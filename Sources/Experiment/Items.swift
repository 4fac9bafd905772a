/// What an item of the plan came to.
package enum ItemOutcome: Hashable, Sendable {
    case run(RunOutcome)
    case rangeTest(RangeTestOutcome)
}

/// Why an item has no outcome. It stops no other item.
package struct ItemFailure: Error, Hashable, Sendable {
    /// One sentence for the summary: what failed and, where known, the way out.
    package var reason: String
    /// Whether it may pass by itself: a full disk, a network file system that does not answer.
    package var isTransient: Bool

    package init(_ reason: String, isTransient: Bool = false) {
        self.reason = reason
        self.isTransient = isTransient
    }
}

/// Does the work of one item. The scheduler is given one and knows nothing of training.
package protocol ItemExecutor: Sendable {
    /// Runs `item` to its end on the calling thread, which it may keep busy for minutes.
    ///
    /// - Parameters:
    ///   - rangeTest: the outcome of the range test that the item waits for, if it waits for one.
    ///   - lease: how many cores to use and whether to stop; looked at every step.
    ///   - emit: takes events in order; cheap, never blocks.
    func execute(
        _ item: PlanItem, rangeTest: RangeTestOutcome?, lease: CoreLease, emit: (ItemEvent) -> Void
    ) throws(ItemFailure) -> ItemOutcome
}

/// What the schedule tells its observers (the reporter, the terminal), in order.
package enum ScheduleEvent: Sendable {
    case started(PlanItemID)
    case item(PlanItemID, ItemEvent)
    case finished(PlanItemID, ItemResult)
    /// It failed, and is started again after so many seconds.
    case retrying(PlanItemID, ItemFailure, seconds: Double)
}

/// How an item left the schedule.
package enum ItemResult: Hashable, Sendable {
    case outcome(ItemOutcome)
    case failed(ItemFailure)
    /// Never started: the schedule was stopped before its turn.
    case notStarted

    package var isFailure: Bool {
        switch self {
        case .failed: true
        case .outcome, .notStarted: false
        }
    }
}
