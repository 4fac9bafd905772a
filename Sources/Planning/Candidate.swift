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
    let measured: Measured?

    /// - Parameters:
    ///   - deciding: `RunIdentity.decidingSettings` of the run's configuration.
    ///   - checksum: the data set's (`RunIdentity.samples`); of one that could not be found, what the file says of it.
    init(_ run: RunSpec, deciding: [Setting], checksum: String, rangeTestIdentity: String?, measured: Measured?) {
        self.run = run
        name = RunName(run)
        identity = RunIdentity.of(
            run.configuration, deciding: deciding, checksum: checksum, rangeTest: rangeTestIdentity)
        self.deciding = deciding
        settingsButSeed =
            deciding.filter { $0.key != "seed" } + [Setting("dataset_checksum", .string(checksum))]
        self.rangeTestIdentity = rangeTestIdentity
        self.measured = measured
    }

    func planned(_ measured: Measured, rangeTestKey: String?) -> PlannedRun {
        PlannedRun(
            name: name.full, identity: identity, configuration: run.configuration, varied: run.varied,
            group: name.group, rangeTestKey: rangeTestKey, workload: measured.workload,
            memory: MemoryNeed.ofRun(run.configuration, shape: measured.shape, dataset: measured.dataset),
            settingsIdentity: RunIdentity.hash(deciding))
    }
}
