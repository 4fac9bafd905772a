import Experiment

/// Hands out one checkpoint of a run, one of a range test, or none.
struct GivenCheckpoint: CheckpointSource {
    var run: RunCheckpoint?
    var rangeTest: RangeTestCheckpoint?

    func resume(
        _ planned: PlannedRun, learningRate: Double, metric: Objective.Metric,
        restore: (RunCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint { handOut(run, at: run?.position.step, restore) }

    func resume(
        _ planned: PlannedRangeTest, restore: (RangeTestCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint { handOut(rangeTest, at: rangeTest?.processed.steps, restore) }

    private func handOut<Checkpoint>(
        _ checkpoint: Checkpoint?, at step: Int?, _ restore: (Checkpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint {
        guard let checkpoint else { return ResumePoint() }
        do throws(CheckpointFault) {
            try restore(checkpoint)
            return ResumePoint(step: step)
        } catch {
            return ResumePoint(remarks: [error.reason])
        }
    }
}
