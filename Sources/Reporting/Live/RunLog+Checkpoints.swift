import Experiment
import Synchronization

/// The checkpoints of a run: taken up at its beginning, written while it trains.
extension RunLog {
    /// See `CheckpointSource`.
    func resume(
        _ run: PlannedRun, learningRate: Double, metric: Objective.Metric,
        restore: (RunCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint {
        let (record, folder) = state.withLock { ($0.record, $0.folder) }
        guard let path = folder.path, folder.isContinued else {
            return ResumePoint(remarks: folder.loss.map { [$0, "the run begins anew"] } ?? [])
        }
        var remarks = [folder.loss].compactMap { $0 }
        for name in [CheckpointFiles.last, CheckpointFiles.previous] where FileStatus(of: "\(path)/\(name)") != nil {
            do throws(CheckpointFault) {
                var checkpoint = try CheckpointFiles.read(
                    name, in: path, identity: run.identity, learningRate: learningRate, metric: metric,
                    parameters: run.workload.parameterCount)
                guard let size = MetricsFile.size(ofFirst: checkpoint.position.measurements, in: path) else {
                    throw CheckpointFault("\(MetricsFile.name) no longer holds what was measured before it")
                }
                checkpoint.elapsed =
                    record.checkpoint?.elapsed ?? ElapsedTime(fromStep: checkpoint.position.step)
                try restore(checkpoint)
                let mark = CheckpointMark(
                    step: checkpoint.position.step, elapsed: checkpoint.elapsed,
                    instructionSet: record.checkpoint?.instructionSet)
                state.withLock { state in
                    state.keptMetrics = size
                    // The record may not tell of it: a start that was killed wrote that before.
                    state.record.checkpoint = mark
                }
                checkpoints.withLock {
                    $0 = CheckpointFiles(folder: path, lastIsWhole: name == CheckpointFiles.last)
                }
                let step = mark.step
                let isTimed = record.checkpoint != nil
                if !remarks.isEmpty || !isTimed { remarks.append("the run goes on from \(name), step \(step)") }
                if !isTimed { remarks.append("the time until then is not known, and counts as none") }
                if let mixture = mixture(in: record, upTo: step) { remarks.append(mixture) }
                return ResumePoint(step: step, remarks: remarks)
            } catch {
                remarks.append("\(name) cannot be used: \(error.reason)")
            }
        }
        return ResumePoint(remarks: remarks + ["the run begins anew"])
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
    func save(_ checkpoint: RunCheckpoint) -> ItemFailure? {
        if let failure = flush() { return failure }
        checkpointQueue.submit(checkpoint) { [self] checkpoint in
            do throws(ReportingError) {
                try write(checkpoint)
            } catch {
                state.withLock { _ = Self.note(error, in: &$0) }
            }
        }
        return nil
    }

    /// What the checkpoint counts on is on the disk before it is.
    private func write(_ checkpoint: RunCheckpoint) throws(ReportingError) {
        let (path, events) = state.withLock { ($0.folder.path, $0.events) }
        guard let path, let events else { return }
        try FileAccess.synchronizeFile("\(path)/\(MetricsFile.name)")
        try events.synchronize()
        try checkpoints.withLock { files throws(ReportingError) in try files?.write(checkpoint) }
        let record = state.withLock { state in
            state.record.checkpoint = CheckpointMark(
                step: checkpoint.position.step, elapsed: checkpoint.elapsed,
                instructionSet: state.record.provenance.machine.instructionSet)
            return state.record
        }
        try record.write(to: path)
    }
}
