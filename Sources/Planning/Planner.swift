package import Experiment

/// Turns the runs that a file declares into what will run: names, identities, range tests, costs. Nothing is trained,
/// created or overwritten here; the plan that is shown is the plan that runs.
package enum Planner {
    /// - Parameters:
    ///   - spec: the decoded file.
    ///   - summarize: what is known of a data set without loading its pixels into training form; asked once for each
    ///     data set. It throws a diagnostic that says where it looked.
    ///   - memoryLimit: bytes that this machine has for a run; nil where that is not known.
    /// - Throws: everything that is wrong with any of the runs, in file order, each thing once.
    package static func plan(
        _ spec: ExperimentSpec, memoryLimit: Int? = nil, summarize: (DatasetSpec) throws(Diagnostic) -> DatasetSummary
    ) throws(Diagnostics) -> RunPlan {
        var problems = DiagnosticList()
        var datasets = DatasetSummaries()
        var workloads = WorkloadChecks(memoryLimit: memoryLimit)
        var rangeTests = RangeTestPlans(baseSeed: spec.baseSeed, objective: spec.objective)

        let candidates = spec.runs.map { run in
            let dataset = datasets.summary(for: run, &problems, summarize: summarize)
            let workload = dataset.flatMap { workloads.workload(of: run, dataset: $0, &problems) }
            // Runs of a data set that cannot be found are compared and named all the same, by what the file says of it:
            // every error at once.
            let checksum =
                dataset.map { RunIdentity.samples(of: $0, run.configuration.dataset) }
                ?? JSONText.line(run.configuration.dataset.settings)
            let rangeTest = rangeTests.identity(for: run.configuration, checksum: checksum)
            return Candidate(
                run: run, name: RunName(run), checksum: checksum,
                identity: RunIdentity.of(run.configuration, checksum: checksum, rangeTest: rangeTest),
                rangeTestIdentity: rangeTest, dataset: dataset, workload: workload)
        }
        // One place in the file may stand for many runs and range tests.
        var remarks = DiagnosticList()
        let distinct = merge(candidates, &problems, &remarks)
        checkNames(distinct, &problems)
        try problems.throwIfAny()

        var idle = IdleSettings()
        var items: [PlanItem] = []
        for candidate in grouped(distinct, &remarks) {
            let run = candidate.run
            guard let workload = candidate.workload, let dataset = candidate.dataset else {
                preconditionFailure("a run that costs nothing, and no problem that says why")
            }
            DatasetRemarks.remark(on: run, dataset, &remarks)
            OutputRemarks.remark(on: run, &remarks)
            ScheduleReach.remark(on: run, workload, &remarks)
            RoundedSpans.remark(on: run, workload, &remarks)
            VanishingSettings.remark(on: run, &remarks)
            TestedMomentum.remark(on: run, &remarks)
            idle.look(at: run, dataset: dataset, workload: workload)
            for remark in workloads.remarks(onLastBatchOf: run, dataset) { remarks.append(remark) }
            let (key, added) = rangeTests.plan(for: candidate, workload: workload, dataset: dataset, checks: workloads)
            if let added {
                for remark in added.remarks { remarks.append(remark) }
                items.append(.rangeTest(added))
            }
            let memory = workloads.memory(of: run.configuration, dataset: dataset, trials: .absent)
            items.append(.run(candidate.planned(workload: workload, memory: memory, rangeTestKey: key)))
        }
        idle.remark(&remarks)
        let planned = distinct.map(\.run.configuration.dataset).uniqued().compactMap { spec in
            datasets[spec].map { PlannedDataset(spec: spec, summary: $0) }
        }
        return RunPlan(
            experiment: spec.name, description: spec.description, objective: spec.objective, items: items,
            datasets: planned, remarks: remarks.sorted)
    }
}

/// A run on its way into the plan.
struct Candidate {
    var run: RunSpec
    var name: RunName
    /// The data set's (`RunIdentity.samples`); of one that could not be found, what the file says of it.
    var checksum: String
    var identity: String
    /// Identity of the range test that it waits for.
    var rangeTestIdentity: String?
    /// Nil where the data set cannot be used; the reason is among the problems.
    var dataset: DatasetSummary?
    /// Nil where it could not be known; the reason is among the problems.
    var workload: Workload?

    /// What decides its numbers besides the seed, data included.
    var settingsButSeed: [Setting] {
        RunIdentity.decidingSettings(of: run.configuration).filter { $0.key != "seed" }
            + [Setting("dataset_checksum", .string(checksum))]
    }

    func planned(workload: Workload, memory: Int, rangeTestKey: String?) -> PlannedRun {
        PlannedRun(
            name: name.full, identity: identity, configuration: run.configuration, varied: run.varied,
            group: name.group, rangeTestKey: rangeTestKey, workload: workload, memory: memory,
            settingsIdentity: RunIdentity.hash(RunIdentity.decidingSettings(of: run.configuration)))
    }
}
