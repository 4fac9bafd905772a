import Experiment

/// What is known, before it starts, of a run that can be trained.
struct RunEstimate {
    var dataset: DatasetSummary
    var shape: ModelShape
    /// The run's own.
    var workload: Workload
    /// What the range test costs that the run waits for; nil where it waits for none.
    var rangeTest: RangeTestCost?
}
