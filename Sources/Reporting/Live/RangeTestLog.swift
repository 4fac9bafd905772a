import Experiment
import Synchronization

/// The files of one range test: its folder and its checkpoint while it works, everything else at its end.
///
/// It is of use without them: its rate stands, and no failure of theirs ends it.
final class RangeTestLog: ItemLog {
    private struct State: LogState {
        var folder: LogFolder<RangeTestRecord>
        /// Why the newest checkpoint is not there.
        var saveFault: ReportingError?
        var failure: ItemFailure?
    }

    let needsItsFiles = false

    private let id: PlanItemID
    private let context: LogContext
    private let instructionSet: String
    private let state: Mutex<State>
    private let checkpointQueue = LatestWork(isAwaited: WritePoint.hasFault)

    /// - Parameters:
    ///   - earlier: as of `LogFolder`.
    ///   - isOwn: as of `LogFolder`.
    init(_ id: PlanItemID, record: RangeTestRecord, earlier: RangeTestRecord?, isOwn: Bool, context: LogContext) {
        self.id = id
        self.context = context
        instructionSet = record.provenance.machine.instructionSet
        state = Mutex(State(folder: LogFolder(record, earlier: earlier, isOwn: isOwn)))
    }

    var failure: ItemFailure? { state.withLock { $0.failure } }
    var isOwn: Bool { state.withLock { $0.folder.isOwn } }
    var remains: RangeTestRecord? { state.withLock { $0.folder.remains } }

    func report(to summary: LiveSummary) { summary.update(state.withLock { $0.folder.record }) }

    func start(isTried: Bool) {
        attempt { state throws(ReportingError) in
            try state.folder.open(in: context.folder, isTried: isTried, clean: RangeTestEventFile.remove(from:))
        }
    }

    func handle(_ event: ItemEvent) {
        switch event {
        case .began(let start): begin(start)
        case .checkpointed(.rangeTest(let checkpoint)): save(checkpoint)
        case .checkpointed(.run), .measured, .distributed, .inspected, .progressed: break
        }
    }

    /// Nothing is gathered.
    func flushIfIdle() {}

    /// See `CheckpointSource`.
    func resume(
        _ test: PlannedRangeTest, restore: (RangeTestCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint {
        state.withLock { $0.folder }.resume("the range test", from: [CheckpointFiles.last]) {
            path, name throws(CheckpointFault) in
            let file = try CheckpointFiles.tensorFile(name, in: path, of: test)
            let checkpoint = try RangeTestCheckpoint(file)
            guard checkpoint.identity == test.identity else {
                throw CheckpointFault("it belongs to another range test")
            }
            guard RangeTestCheckpoint.instructionSet(of: file) == instructionSet else {
                throw CheckpointFault("it was trained with other instructions than this machine's, \(instructionSet)")
            }
            try restore(checkpoint)
            // The record may not tell of it: a start that was killed wrote that before.
            state.withLock { $0.folder.record.checkpoint = mark(of: checkpoint) }
            return (step: checkpoint.processed.steps, isTold: false, remarks: [])
        }
    }

    /// The test's first step follows.
    private func begin(_ start: ItemStart) {
        attempt { state throws(ReportingError) in
            state.folder.record.resumedAtStep = start.resume.step
            if start.resume.step == nil {
                guard state.folder.isContinued else { return }
                try state.folder.beginAnew(in: context.folder, at: context.now)
            }
            try state.folder.write()
        }
    }

    /// Writes the checkpoint, on another thread. Where that fails the test goes on: its rate does not need the file.
    /// Where the test is stopped, it is told.
    private func save(_ checkpoint: RangeTestCheckpoint) {
        checkpointQueue.submit { [self] in
            state.withLock { state in
                guard state.failure == nil, let path = state.folder.path else { return }
                do throws(ReportingError) {
                    try checkpoint.file(instructionSet: instructionSet).write(to: CheckpointFiles.last, in: path)
                    state.saveFault = nil
                } catch {
                    state.saveFault = error
                    return
                }
                state.folder.record.checkpoint = mark(of: checkpoint)
                try? state.folder.write()
            }
        }
    }

    private func mark(of checkpoint: RangeTestCheckpoint) -> CheckpointMark {
        CheckpointMark(
            step: checkpoint.processed.steps, elapsed: checkpoint.elapsed, instructionSet: instructionSet)
    }

    func finish(_ result: Result<ItemOutcome, ItemFailure>) {
        checkpointQueue.drain()
        let now = context.now
        state.withLock { state in
            switch result {
            case .success(.rangeTest(let outcome)): state.folder.record.end(with: outcome, at: now)
            case .success(.run):
                state.folder.record.fail(ItemFailure("the range test ended with a run's outcome"), at: now)
            case .failure(let failure): state.folder.record.fail(failure, at: now)
            }
        }
        attempt { state throws(ReportingError) in
            guard let path = state.folder.path else { return }
            if state.folder.record.status == .done {
                try RangeTestEventFile.write(
                    state.folder.record, folder: path, listingTime: context.listingTime(of: id), wallTime: now.seconds)
            }
            try state.folder.write()
            switch state.folder.record.status {
            case .done: try CheckpointFiles.remove(from: path)
            case .interrupted: if let fault = state.saveFault { throw fault }
            case .running, .diverged, .failed: break
            }
        }
        state.withLock { state in
            guard let failure = state.failure else { return }
            // A rate stands: the runs that wait for it can use it.
            state.folder.record.reason = failure.reason
            try? state.folder.write()
        }
    }

    private func attempt(_ body: (inout State) throws(ReportingError) -> Void) {
        state.withLock { state in state.attempt(body) }
    }
}
