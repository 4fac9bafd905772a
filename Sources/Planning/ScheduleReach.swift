import Experiment

/// What of a schedule a run is too short for: the rate that it asks for is then never trained at. A run of n steps ends
/// with step n - 1.
enum ScheduleReach {
    private static let milestonesShown = 3

    /// One sentence without a full stop; nil where the run is long enough.
    static func remark(_ schedule: ScheduleSpec, of workload: Workload) -> String? {
        func steps(_ span: TrainingSpan) -> Int { span.steps(perEpoch: workload.stepsPerEpoch) }
        let run = "the run has \(spelled(workload.steps))"
        // A warm-up that begins with the whole rate moves nothing.
        let warmup = schedule.warmup.flatMap { $0.startFactor < 1 ? steps($0.length) : nil }
        if let warmup, warmup >= workload.steps {
            return "the warm-up takes \(spelled(warmup)), and \(run): the rate never reaches its value"
        }
        let result = warmup == nil ? "the rate never changes" : "the rate changes in its warm-up only"
        switch schedule.kind {
        case .constant, .cosine: return nil
        case .step(let every, _):
            let every = steps(every)
            return every < workload.steps ? nil : "'every' is \(spelled(every)), and \(run): \(result)"
        case .multiStep(let milestones, _):
            let milestones = Set(milestones.map(steps))
            let late = milestones.filter { $0 >= workload.steps }.sorted()
            guard let first = late.first else { return nil }
            return late.count == milestones.count
                ? "the first milestone is at step \(first), and \(run): \(result)"
                : "\(spelled(milestones: late)) never reached: \(run)"
        case .exponential:
            let epoch = workload.stepsPerEpoch
            return epoch < workload.steps ? nil : "an epoch is \(spelled(epoch)), and \(run): \(result)"
        case .cyclical(let cyclical):
            let half = steps(cyclical.stepSize)
            return half < workload.steps
                ? nil : "half a cycle is \(spelled(half)), and \(run): the rate never reaches the upper bound"
        case .oneCycle(let oneCycle):
            // A rise of r steps ends with step r - 1: one of less than a step is over before the first.
            return oneCycle.riseFraction * Double(workload.steps) >= 1
                ? nil : "the rise takes less than a step, and \(run): the rate never reaches its peak"
        }
    }

    /// `the milestone at step 6750 is`, `the milestones at steps 6750, 7500, 8250 and 2 more are`
    private static func spelled(milestones: [Int]) -> String {
        let others = milestones.count - milestonesShown
        let named = milestones.prefix(milestonesShown).map { "\($0)" } + (others > 0 ? ["\(others) more"] : [])
        guard let last = named.last, named.count > 1 else { return "the milestone at step \(named.joined()) is" }
        return "the milestones at steps \(named.dropLast().joined(separator: ", ")) and \(last) are"
    }

    private static func spelled(_ steps: Int) -> String { steps == 1 ? "1 step" : "\(steps) steps" }
}
