import Experiment

/// What of a schedule a run is too short for: the rate that it asks for is then never trained at.
enum ScheduleReach {
    /// One sentence without a full stop; nil where the run is long enough.
    static func remark(_ schedule: ScheduleSpec, of workload: Workload) -> String? {
        func steps(_ span: TrainingSpan) -> Int { span.steps(perEpoch: workload.stepsPerEpoch) }
        let run = "the run has \(workload.steps) steps"
        if let length = schedule.warmup.map({ steps($0.length) }), length >= workload.steps {
            return "the warm-up takes \(length) steps, and \(run): the rate never reaches its value"
        }
        switch schedule.kind {
        case .constant, .exponential, .cosine, .oneCycle: return nil
        case .step(let every, _):
            let every = steps(every)
            return every < workload.steps ? nil : "'every' is \(every) steps, and \(run): the rate never changes"
        case .multiStep(let milestones, _):
            guard let first = milestones.map(steps).min(), first >= workload.steps else { return nil }
            return "the first milestone is at step \(first), and \(run): the rate never changes"
        case .cyclical(let cyclical):
            let half = steps(cyclical.stepSize)
            return half <= workload.steps
                ? nil : "half a cycle is \(half) steps, and \(run): the rate never reaches the upper bound"
        }
    }
}
