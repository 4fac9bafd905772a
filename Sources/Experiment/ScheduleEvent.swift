/// What the schedule tells its observers (the reporter, the terminal), in order.
package enum ScheduleEvent: Sendable {
    case started(PlanItemID)
    case item(PlanItemID, ItemEvent)
    case finished(PlanItemID, ItemResult)
    /// It failed, and is started again after so many seconds.
    case retrying(PlanItemID, ItemFailure, seconds: Double)
}
