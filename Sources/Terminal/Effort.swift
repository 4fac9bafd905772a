import Experiment

/// What an item takes, in samples that are trained. One that is only evaluated counts a third: a forward pass, and none
/// backward.
struct Effort: Sendable {
    let model: ModelSpec
    let workload: Workload

    init(_ item: PlanItem) {
        workload = item.workload
        switch item {
        case .rangeTest(let test): model = test.configuration.model
        case .run(let run): model = run.configuration.model
        }
    }

    var work: Double { Double(workload.trainingSamples) + evaluationWork }

    /// The same in thirds of a sample: a whole number.
    var thirds: Double { 3 * Double(workload.trainingSamples) + Double(workload.evaluationSamples) }

    private var evaluationWork: Double { Double(workload.evaluationSamples) / 3 }

    /// Work that is done after a step.
    /// - Parameter evaluated: share of the evaluations that are done.
    func work(atStep step: Int, evaluated: Double) -> Double {
        Double(workload.trainingSamples) * share(ofStep: step) + evaluationWork * evaluated
    }

    /// 0 … 1.
    func share(ofStep step: Int) -> Double { min(1, Double(step) / Double(max(1, workload.steps))) }
}
