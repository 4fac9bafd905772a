import Experiment

/// What the items' threads and the stop signal tell the scheduler.
enum ScheduleMessage: Sendable {
    case event(PlanItemID, ItemEvent)
    case checkpoint(PlanItemID, PendingCheckpoint)
    case ended(PlanItemID, ItemResult)
    /// The pause before an item's next attempt is over.
    case again(PlanItemID)
    case stop
}
