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

    mutating func look(at run: RunSpec, dataset: DatasetSummary, workload: Workload) {
        if let limit = run.configuration.dataset.limit {
            // Of what the split leaves, the summary counts no more than the limit.
            look(
                at: "limit", below: "dataset", of: run, isDefault: false, isRead: limit <= dataset.trainingCount,
                "'limit' (\(limit)) is above the \(WordList.count(dataset.trainingCount, "sample")) of the training part:"
                    + " it limits nothing")
        }
        if case .cyclical(let cyclical) = run.configuration.schedule.kind {
            look(
                at: "gamma", below: "schedule.cyclical", of: run,
                isDefault: cyclical.gamma == ScheduleSpec.Cyclical().gamma, isRead: cyclical.readsGamma,
                "'gamma' changes nothing: only the policy 'exp_range' looks at it")
        }
        if case .multiStep(let spans, let gamma) = run.configuration.schedule.kind, gamma != 1,
            let place = run.sources.location(of: "schedule.multi_step.milestones")
        {
            milestones[place, default: UnreachedMilestones()].look(at: spans, of: workload)
        }
        if let finder = run.configuration.rangeTestSettings { look(at: finder, of: run) }
    }

    private mutating func look(at finder: FinderSettings, of run: RunSpec) {
        let (owner, usual) = ("learning_rate.auto", FinderSettings())
        look(
            at: "budget", below: owner, of: run, isDefault: finder.budget == usual.budget, isRead: finder.hasTrials,
            "'budget' changes nothing: it bounds trials, and a 'suggestion' that reads the curve makes none")
        let skips = [
            ("skip_begin", finder.skipBegin == usual.skipBegin), ("skip_end", finder.skipEnd == usual.skipEnd),
        ]
        for (key, isDefault) in skips {
            look(
                at: key, below: owner, of: run, isDefault: isDefault, isRead: finder.readsSkips,
                "'\(key)' changes nothing: only 'steepest' and 'lightning' look at it")
        }
    }

    /// - Parameter isDefault: whether the value is one that need not have been written.
    private mutating func look(
        at key: String, below owner: String, of run: RunSpec, isDefault: Bool, isRead: Bool, _ message: String
    ) {
        guard let place = run.sources.location(of: "\(owner).\(key)"),
            // What was not written has the place of the mapping that it is missing in.
            !isDefault || place != run.sources.location(of: owner)
        else { return }
        if isRead {
            read.insert(place)
        } else {
            idle.append(Diagnostic(message, at: place, severity: .warning))
        }
    }
}
