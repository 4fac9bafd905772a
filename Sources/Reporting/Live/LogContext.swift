import Experiment
import TensorBoard

/// What a plan's runs and range tests have in common, for their files.
struct LogContext: Sendable {
    var folder: ExperimentFolder
    var columns: HyperParameterColumns
    var table: HyperParameterTable
    /// What decides which validation is the best.
    var metric: Objective.Metric
    /// Each item's place in the plan.
    var places: [PlanItemID: Int]
    /// When the experiment was first started.
    var began: Timestamp
    var clock: @Sendable () -> Double

    var now: Timestamp { Timestamp(seconds: clock()) }

    /// Seconds since 1970 by which TensorBoard's list of runs is sorted: in plan order, and before anything that a run
    /// tells. Ten microseconds apart, which a Double still holds.
    func listingTime(of id: PlanItemID) -> Double { began.seconds + Double(places[id] ?? 0) * 1e-5 }

    func session(of record: RunRecord) -> HyperParameterSession {
        HyperParameterSession(
            values: columns.values(of: record), group: record.run.group, startTime: record.started.seconds)
    }
}
