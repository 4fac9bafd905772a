import Experiment

/// Tells how far a finder is, a few times a second, and has it written down: every `checkpoint_every` where that is
/// seconds, else every 30 seconds.
final class FinderProgress {
    /// The sweeps that are whole, to be written down with what is under way.
    var sweeps: [RangeTestOutcome.Sweep]

    private let test: PlannedRangeTest
    private var pace = ProgressPace()
    /// By step.
    private var checkpoints: CheckpointPace<Int>
    private let emit: (ItemEvent) -> Void

    init(
        _ test: PlannedRangeTest, sweeps: [RangeTestOutcome.Sweep], meter: SampleMeter,
        emit: @escaping (ItemEvent) -> Void
    ) {
        self.test = test
        self.sweeps = sweeps
        self.emit = emit
        // Epochs and validations are a run's; its steps too.
        let interval: CheckpointInterval =
            switch test.configuration.checkpointEvery {
            case .validation, .span: .seconds(CheckpointInterval.leastSeconds)
            case .seconds: test.configuration.checkpointEvery
            }
        checkpoints = CheckpointPace(
            interval, stepsPerEpoch: test.workload.stepsPerEpoch, position: meter.steps, now: meter.now)
    }

    /// After each step.
    /// - Parameter phase: where the step has led to; asked for only where it is written down.
    func note(_ latest: Score, _ meter: SampleMeter, phase: () -> RangeTestCheckpoint.Phase) {
        if pace.isDue(at: meter.now) {
            emit(
                .progressed(
                    Progress(
                        step: min(meter.steps, test.workload.steps), steps: test.workload.steps,
                        samplesPerSecond: meter.samplesPerSecond, latestLoss: latest.loss,
                        latestAccuracy: latest.accuracy)))
        }
        if checkpoints.isDue(atStep: meter.steps, isValidated: false, now: meter.now) { save(meter, phase: phase) }
    }

    /// Before a stop.
    func save(_ meter: SampleMeter, phase: () -> RangeTestCheckpoint.Phase) {
        guard checkpoints.note(meter.steps, now: meter.now) else { return }
        emit(
            .checkpointed(
                .rangeTest(
                    RangeTestCheckpoint(
                        identity: test.identity, sweeps: sweeps, phase: phase(), processed: meter.processed,
                        elapsed: meter.elapsed))))
    }
}
