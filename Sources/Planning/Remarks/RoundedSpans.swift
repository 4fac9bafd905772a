import Experiment

/// Short spans of a schedule in epochs: training counts whole steps, as PyTorch's schedulers do, and of a few the rounding
/// makes quite another span. Validations stand at the nearest steps, but no two at one.
enum RoundedSpans {
    /// Rounding by a smaller share of the span hardly moves the course, or changes how many validations there are.
    private static let tolerance = 0.1

    /// Tells which spans of `run`'s schedule become others, and that it has fewer validations than it asks for.
    static func remark(on run: RunSpec, _ workload: Workload, _ remarks: inout DiagnosticList) {
        let interval = run.configuration.validateEvery
        let steps = interval * Double(workload.stepsPerEpoch)
        if steps < 1 - tolerance {
            let text =
                "'validate_every' (\(NumberSpelling.canonical(interval)) epochs) is \(NumberSpelling.significant(steps))"
                + " steps: the run is validated after each one"
            let place = run.sources.location(of: "validate_every")
            remarks.append(Diagnostic(text, at: place, severity: .warning))
        }
        let schedule = run.configuration.schedule
        for (key, span, counted) in spans(of: schedule, perEpoch: workload.stepsPerEpoch) {
            guard case .epochs(let epochs) = span else { continue }
            let steps = epochs * Double(workload.stepsPerEpoch)
            // Of what the run is too short for `ScheduleReach` tells.
            guard counted < Double(workload.steps), abs(counted - steps) > tolerance * steps else { continue }
            let text =
                "'\(key)' (\(NumberSpelling.canonical(epochs)) epochs) is \(NumberSpelling.significant(steps)) steps"
                + " and becomes \(NumberSpelling.significant(counted))"
            let place = run.sources.location(of: "schedule.\(schedule.kind.name.rawValue).\(key)")
            remarks.append(Diagnostic(text, at: place, severity: .warning))
        }
    }

    /// Each span with its path below the schedule's name and the steps that training counts.
    private static func spans(
        of schedule: ScheduleSpec, perEpoch: Int
    ) -> [(key: String, span: TrainingSpan, counted: Double)] {
        func rounded(_ key: String, _ span: TrainingSpan) -> (key: String, span: TrainingSpan, counted: Double) {
            (key, span, Double(span.steps(perEpoch: perEpoch)))
        }
        let warmup = schedule.warmup.map { [rounded("linear_warmup.length", $0.length)] } ?? []
        switch schedule.kind {
        case .constant, .exponential, .cosine, .oneCycle: return warmup
        case .step(let every, _): return [rounded("every", every)] + warmup
        case .multiStep(let milestones, _): return milestones.map { rounded("milestones", $0) } + warmup
        case .cyclical(let cyclical):
            // Not rounded, but at least a step.
            let half = cyclical.stepSize.exactSteps(perEpoch: perEpoch)
            return [(key: "step_size", span: cyclical.stepSize, counted: half)] + warmup
        }
    }
}
