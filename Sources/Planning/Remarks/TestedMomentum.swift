import Experiment

/// A range test has no schedule: it trains at the optimizer's own momentum, which counts in no step of a run whose
/// schedule moves it. To SGD a momentum μ is worth up to 1 / (1 - μ) times the rate.
enum TestedMomentum {
    /// Tells where `run`'s rate is looked for at a momentum that the run never has.
    static func remark(on run: RunSpec, _ remarks: inout DiagnosticList) {
        let configuration = run.configuration
        let schedule = configuration.schedule
        guard configuration.rangeTestSettings != nil, let cycle = schedule.momentum,
            let tested = configuration.optimizer.momentum,
            tested.value < cycle.minimum || cycle.maximum < tested.value
        else { return }
        let range = [cycle.minimum, cycle.maximum].map(NumberSpelling.canonical).uniqued().joined(separator: " … ")
        remarks.append(
            Diagnostic(
                "the range test trains at '\(tested.key)' \(NumberSpelling.canonical(tested.value)), the run at \(range):"
                    + " write '\(tested.key): \(NumberSpelling.canonical(cycle.minimum))', the run's at its highest"
                    + " rate, to have the rate found at it",
                at: run.sources.location(of: "schedule.\(schedule.kind.name.rawValue).cycle_momentum"),
                severity: .warning))
    }
}
