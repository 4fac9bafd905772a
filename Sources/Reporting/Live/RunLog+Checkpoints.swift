import Experiment
import Synchronization

/// The checkpoints of a run: taken up at its beginning, written while it trains.
extension RunLog {
    /// See `CheckpointSource`.
    func resume(
        _ run: PlannedRun, learningRate: Double, metric: Objective.Metric,
        restore: (RunCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint {
        let folder = state.withLock { $0.folder }
        let record = folder.record
        return folder.resume("the run", from: CheckpointFiles.newestFirst) {
            path, name throws(CheckpointFault) in
            var checkpoint = try RunCheckpoint(
                CheckpointFiles.tensorFile(name, in: path, parameters: run.workload.parameterCount))
            let kept = try checkpoint.keptMeasurements(ofRun: run.identity, at: learningRate, in: path)
            let held = CheckpointFiles.validationOfBest(ofRun: run.identity, in: path)
            // `best` may be newer than the checkpoint. Where this metric chose both, the run comes to it again; where
            // another one chose `best`, a start by that one was killed before it wrote its checkpoint.
            let isOwnBest =
                checkpoint.metric == metric && held?.metric == metric && checkpoint.position.bestStep != nil
            let lostBest = try checkpoint.chooseBest(by: metric, of: kept.measurements)
            let (step, best) = (checkpoint.position.step, checkpoint.position.validationBest)
            let heldBest = isOwnBest ? best : held?.score
            checkpoint.bestIsUnwritten = checkpoint.bestWeights != nil && heldBest?.bits != best?.bits
            // The record may tell of another checkpoint: that one's time is not this one's.
            let told = record.checkpoint.flatMap { $0.step == step ? $0.elapsed : nil }
            checkpoint.elapsed = told ?? ElapsedTime(fromStep: step)
            try restore(checkpoint)
            let mark = CheckpointMark(
                step: step, elapsed: checkpoint.elapsed, instructionSet: record.checkpoint?.instructionSet)
            state.withLock { state in
                state.kept = KeptWork(
                    step: step, measurements: kept.measurements, size: kept.size,
                    isFromLast: name == CheckpointFiles.last)
                // The record may not tell of it: a start that was killed wrote that before.
                state.folder.record.checkpoint = mark
                state.folder.record.noteBestWeights(heldBest, beside: best)
            }
            let isTimed = checkpoint.elapsed.fromStep < step
            let untimed = isTimed ? nil : "the time until then is not known, and counts as none"
            let unkept = lostBest.map {
                "the best \(metric.words) so far is that of step \($0), whose weights the checkpoint does not hold: "
                    + "\(CheckpointFiles.best) is written again at a better one"
            }
            let remarks = [untimed, unkept, mixture(in: record, upTo: step)].compactMap { $0 }
            return (step: step, isTold: !isTimed, remarks: remarks)
        }
    }

    /// Said where a run goes on with other instructions than its checkpoint was trained with: the same bits are
    /// promised for one set of them only.
    private func mixture(in record: RunRecord, upTo step: Int) -> String? {
        guard let former = record.checkpoint?.instructionSet,
            case let own = record.provenance.machine.instructionSet, own != former
        else { return nil }
        return "steps up to \(step) were trained with \(former), the others with \(own): one start from the beginning "
            + "gives slightly other numbers"
    }

    /// Writes what was gathered, and behind it the checkpoint, on another thread.
    func save(_ checkpoint: RunCheckpoint) {
        flush()
        guard failure == nil else { return }
        checkpointQueue.submit { [self] in
            do throws(ReportingError) {
                try write(checkpoint)
            } catch {
                state.withLock { $0.note(error) }
            }
        }
    }

    /// What the checkpoint counts on is on the disk before it is.
    private func write(_ checkpoint: RunCheckpoint) throws(ReportingError) {
        let (path, events) = state.withLock { ($0.folder.path, $0.events) }
        guard let path, let events else { return }
        try FileAccess.synchronizeFile("\(path)/\(MetricsFile.name)")
        try events.synchronize()
        try checkpoints.withLock { files throws(ReportingError) in try files?.write(checkpoint) }
        let record = state.withLock { state in
            state.folder.record.checkpoint = CheckpointMark(
                step: checkpoint.position.step, elapsed: checkpoint.elapsed,
                instructionSet: state.folder.record.provenance.machine.instructionSet)
            if checkpoint.position.bestStep != nil { state.folder.record.bestWeights = nil }
            return state.folder.record
        }
        try record.write(to: path)
    }
}
