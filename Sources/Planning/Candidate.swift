import Experiment

/// A run on its way into the plan.
struct Candidate {
    let run: RunSpec
    var name: RunName
    let identity: String
    /// What decides its numbers: `RunIdentity.decidingSettings`.
    let deciding: [Setting]
    /// What decides its numbers besides the seed, data included.
    let settingsButSeed: [Setting]
    /// Identity of the range test that it waits for.
    let rangeTestIdentity: String?
    /// Nil where a problem forbids to know it.
    let estimate: RunEstimate?

    /// - Parameters:
    ///   - deciding: `RunIdentity.decidingSettings` of the run's configuration.
    ///   - checksum: the data set's (`RunIdentity.samples`); of one that could not be found, what the file says of it.
    init(_ run: RunSpec, deciding: [Setting], checksum: String, rangeTestIdentity: String?, estimate: RunEstimate?) {
        self.run = run
        name = RunName(run)
        identity = RunIdentity.of(
            run.configuration, deciding: deciding, checksum: checksum, rangeTest: rangeTestIdentity)
        self.deciding = deciding
        settingsButSeed =
            deciding.filter { $0.key != "seed" } + [Setting("dataset_checksum", .string(checksum))]
        self.rangeTestIdentity = rangeTestIdentity
        self.estimate = estimate
    }

    func planned(_ estimate: RunEstimate, rangeTestKey: String?) -> PlannedRun {
        PlannedRun(
            name: name.full, identity: identity, configuration: run.configuration, varied: run.varied,
            group: name.group, rangeTestKey: rangeTestKey, workload: estimate.workload,
            memory: MemoryNeed.ofRun(run.configuration, shape: estimate.shape, dataset: estimate.dataset),
            settingsIdentity: RunIdentity.hash(deciding))
    }
}
