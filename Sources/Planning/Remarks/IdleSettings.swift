import Experiment

/// Settings that the file gives and that no run looks at: whatever they are, the same is trained.
struct IdleSettings {
    /// Where what is written counts for a run: what stands in `base` may be meant for some of the runs only.
    private var read: Set<SourceLocation> = []
    private var idle = DiagnosticList()
    private var milestones: [SourceLocation: UnreachedMilestones] = [:]

    /// After a look at every run: on each place once.
    func remark(_ remarks: inout DiagnosticList) {
        for remark in idle.all {
            if let place = remark.location, !read.contains(place) { remarks.append(remark) }
        }
        for (place, milestones) in milestones { milestones.remark(at: place, &remarks) }
    }

    mutating func look(at run: RunSpec, _ estimate: RunEstimate) {
        let dataset = estimate.dataset
        if let limit = run.configuration.dataset.limit {
            // Of what the split leaves, the summary counts no more than the limit.
            look(
                at: "dataset.limit", of: run, isRead: limit <= dataset.trainingCount,
                "'limit' (\(limit)) is above the \(WordList.count(dataset.trainingCount, "sample")) of the training part:"
                    + " it limits nothing")
        }
        if case .multiStep(let spans, let gamma) = run.configuration.schedule.kind, gamma != 1,
            let place = run.sources.location(of: "schedule.multi_step.milestones")
        {
            milestones[place, default: UnreachedMilestones()].look(at: spans, of: estimate.workload)
        }
        look(at: run, idle: run.configuration.settings.idleSettings, hasRangeTest: estimate.rangeTest != nil)
    }

    /// - Parameter idle: what the run's other settings leave nothing to decide, by dotted path.
    private mutating func look(at run: RunSpec, idle: Set<String>, hasRangeTest: Bool) {
        look(
            at: "schedule.cyclical.gamma", of: run, idle,
            "'gamma' changes nothing: only the policy 'exp_range' looks at it")
        let optimizer = run.configuration.optimizer
        if let key = optimizer.momentum?.key {
            // Nesterov's must be written.
            look(
                at: "optimizer.\(optimizer.name.rawValue).\(key)", of: run, optimizer.needsMomentum ? [] : idle,
                "'\(key)' changes nothing: with 'cycle_momentum' the schedule sets it")
        }
        guard hasRangeTest else { return }
        look(
            at: "learning_rate.auto.budget", of: run, idle,
            "'budget' changes nothing: it bounds trials, and a 'suggestion' that reads the curve makes none")
        for key in ["skip_begin", "skip_end"] {
            look(
                at: "learning_rate.auto.\(key)", of: run, idle,
                "'\(key)' changes nothing: only 'steepest' and 'lightning' look at it")
        }
    }

    private mutating func look(at path: String, of run: RunSpec, _ idle: Set<String>, _ message: String) {
        look(at: path, of: run, isRead: !idle.contains(path), message)
    }

    private mutating func look(at path: String, of run: RunSpec, isRead: Bool, _ message: String) {
        guard run.sources.isWritten(path), let place = run.sources.location(of: path) else { return }
        if isRead {
            read.insert(place)
        } else {
            idle.append(Diagnostic(message, at: place, severity: .warning))
        }
    }
}
