package import Experiment

/// Turns the runs that a file declares into what will run: names, identities, range tests, costs. Nothing is trained,
/// created or overwritten here; the plan that is shown is the plan that runs.
package enum Planner {
    /// - Parameters:
    ///   - spec: the decoded file.
    ///   - summarize: what is known of a data set without loading its pixels into training form; asked once for each
    ///     data set. It throws a diagnostic that says where it looked.
    ///   - memoryLimit: bytes that a run may take; nil where that is not known.
    /// - Throws: everything that is wrong with any of the runs, in file order, each thing once.
    package static func plan(
        _ spec: ExperimentSpec, memoryLimit: Int? = nil, summarize: (DatasetSpec) throws(Diagnostic) -> DatasetSummary
    ) throws(Diagnostics) -> RunPlan {
        var problems = DiagnosticList()
        var datasets = DatasetSummaries()
        var rangeTests = RangeTestPlans(baseSeed: spec.baseSeed, objective: spec.objective)
        var checks = WorkloadChecks(memoryLimit: memoryLimit)
        let candidates = spec.runs.map { run in
            let dataset = datasets.summary(for: run, &problems, summarize: summarize)
            let estimate = dataset.flatMap { checks.estimate(run, dataset: $0, &problems) }
            // Runs of a data set that cannot be found are compared and named all the same, by what the file says of it:
            // every error at once.
            let checksum =
                dataset.map { RunIdentity.samples(of: $0, run.configuration.dataset) }
                ?? JSONText.line(run.configuration.dataset.settings)
            // Once for each run: its identities, and what is compared with other runs, are made of them.
            let deciding = RunIdentity.decidingSettings(of: run.configuration)
            let rangeTest = rangeTests.identity(for: run.configuration, deciding: deciding, checksum: checksum)
            return Candidate(
                run, deciding: deciding, checksum: checksum, rangeTestIdentity: rangeTest, estimate: estimate)
        }
        // One place in the file may stand for many runs.
        var remarks = DiagnosticList()
        for remark in spec.remarks { remarks.append(remark) }
        let distinct = merge(candidates, &problems, &remarks)
        checkNames(distinct, &problems)
        try problems.throwIfAny()

        let items = items(for: grouped(distinct, &remarks), &rangeTests, &remarks)
        let planned = distinct.map(\.run.configuration.dataset).uniqued().compactMap { spec in
            datasets[spec].map { PlannedDataset(spec: spec, summary: $0) }
        }
        return RunPlan(
            experiment: spec.name, description: spec.description, objective: spec.objective, items: items,
            datasets: planned, remarks: remarks.sorted)
    }

    /// What the runs, of which nothing is wrong, come to: each with its range test before the first that waits for it.
    private static func items(
        for candidates: [Candidate], _ rangeTests: inout RangeTestPlans, _ remarks: inout DiagnosticList
    ) -> [PlanItem] {
        let served = Dictionary(grouping: candidates, by: \.rangeTestIdentity)
        var idle = IdleSettings()
        var items: [PlanItem] = []
        for candidate in candidates {
            guard let estimate = candidate.estimate else {
                preconditionFailure("a run that costs nothing, and no problem that says why")
            }
            remark(on: candidate.run, estimate, &remarks)
            idle.look(at: candidate.run, estimate)
            let (key, added) = rangeTests.plan(
                for: candidate, estimate, serving: served[candidate.rangeTestIdentity, default: []])
            if let added { items.append(.rangeTest(added)) }
            items.append(.run(candidate.planned(estimate, rangeTestKey: key)))
        }
        idle.remark(&remarks)
        return items
    }

    /// What is told of a run by itself.
    private static func remark(on run: RunSpec, _ estimate: RunEstimate, _ remarks: inout DiagnosticList) {
        DatasetRemarks.remark(on: run, estimate.dataset, &remarks)
        OutputRemarks.remark(on: run, &remarks)
        ScheduleReach.remark(on: run, estimate.workload, &remarks)
        RoundedSpans.remark(on: run, estimate.workload, &remarks)
        VanishingSettings.remark(on: run, &remarks)
        TestedMomentum.remark(on: run, &remarks)
        SingleValueNorms.remark(onLastBatchOf: run, estimate, &remarks)
    }
}
