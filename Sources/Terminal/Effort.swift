import Experiment

/// What an item takes, in samples that go forward through the network. To go backward too takes about twice as much:
/// a sample that is trained counts three.
struct Effort: Sendable {
    let paceKey: PaceKey
    let workload: Workload

    init(_ item: PlanItem) {
        workload = item.workload
        switch item {
        case .rangeTest(let test): paceKey = PaceKey(test.configuration)
        case .run(let run): paceKey = PaceKey(run.configuration)
        }
    }

    /// A whole number.
    var work: Double { trainingWork + evaluationWork }

    private var trainingWork: Double { 3 * Double(workload.trainingSamples) }
    private var evaluationWork: Double { Double(workload.evaluationSamples) }

    /// Work that is done after a step.
    /// - Parameter evaluated: share of the evaluations that are done.
    func work(atStep step: Int, evaluated: Double) -> Double {
        trainingWork * share(ofStep: step) + evaluationWork * evaluated
    }

    /// 0 … 1.
    func share(ofStep step: Int) -> Double { min(1, Double(step) / Double(max(1, workload.steps))) }
}
