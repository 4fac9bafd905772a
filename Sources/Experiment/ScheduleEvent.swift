/// What happens in a schedule, in order: for who keeps it (the reporter) and who shows it (the terminal).
package enum ScheduleEvent: Sendable {
    case started(PlanItemID)
    case item(PlanItemID, ItemEvent)
    case finished(PlanItemID, ItemResult)
    /// It failed, and is started again after so many seconds. For who shows it: what is kept is the attempt's end.
    case retrying(PlanItemID, ItemFailure, seconds: Double)
}
