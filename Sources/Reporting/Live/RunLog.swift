import Experiment
import Synchronization
import TensorBoard

/// The files of one run while it trains. An error of its files is told at every event from then on, and becomes the
/// run's failure.
final class RunLog: ItemLog {
    /// What is kept of an earlier start: up to a checkpoint.
    struct KeptWork {
        var step: Int
        /// The first ones in `metrics.jsonl`.
        var measurements: [Measurement]
        /// Theirs, in bytes.
        var size: Int
        /// Whether `last.safetensors` is that checkpoint, and therefore whole.
        var isFromLast: Bool
    }

    struct State: LogState, ~Copyable {
        var folder: LogFolder<RunRecord>
        /// What the run goes on from, until it begins.
        var kept: KeptWork?
        var metrics: MetricsFile?
        var events: RunEventFile?
        var best = BestScores()
        /// Of the last weights: what was found out, and how TensorBoard shows it.
        var inspection: (found: RunInspection, shown: [SummaryValue])?
        var lastStep = 0
        var failure: ItemFailure?

        /// Closes the files, and keeps nothing that only they needed: an experiment may have thousands of runs.
        mutating func letGo() {
            events = nil
            metrics = nil
            kept = nil
            inspection = nil
        }
    }

    let needsItsFiles = true

    private let id: PlanItemID
    private let context: LogContext
    let state: Mutex<State>
    /// Nil until the run begins; locked while they are written.
    let checkpoints = Mutex<CheckpointFiles?>(nil)
    /// Writes them: while runs train, a slow disk stalls none of them. The run's end waits for its last one, and with it
    /// whatever is to start next.
    let checkpointQueue = LatestWork(isAwaited: WritePoint.hasFault)

    /// - Parameters:
    ///   - earlier: as of `LogFolder`.
    ///   - isOwn: as of `LogFolder`.
    init(_ id: PlanItemID, record: RunRecord, earlier: RunRecord?, isOwn: Bool, context: LogContext) {
        self.id = id
        self.context = context
        var record = record
        record.metric = context.metric
        state = Mutex(State(folder: LogFolder(record, earlier: earlier, isOwn: isOwn)))
    }

    var failure: ItemFailure? { state.withLock { $0.failure } }
    var isOwn: Bool { state.withLock { $0.folder.isOwn } }
    var remains: RunRecord? { state.withLock { $0.folder.remains } }

    func report(to summary: LiveSummary) {
        let folder = state.withLock { $0.folder }
        // Where it could not be made, another run's may stand in its place.
        summary.update(folder.record, hasFolder: folder.path != nil)
    }

    func start(isTried: Bool) {
        attempt { state throws(ReportingError) in
            try state.folder.open(in: context.folder, isTried: isTried)
        }
    }

    func handle(_ event: ItemEvent) {
        switch event {
        case .began(let start): begin(start)
        case .measured(let measurement): measure(measurement)
        case .distributed(let step, let histograms): distribute(histograms, step: step)
        case .inspected(let inspection): inspect(inspection)
        case .checkpointed(.run(let checkpoint)): save(checkpoint)
        case .checkpointed(.rangeTest), .progressed: break
        }
    }

    /// Opens the files that grow.
    private func begin(_ start: ItemStart) {
        attempt { state throws(ReportingError) in
            let (now, kept) = (context.clock(), state.kept)
            // Whoever goes on without what is kept would cut off all that was measured.
            guard kept?.step == start.resume.step else {
                throw ReportingError.output(message: "the run does not begin where its checkpoint was taken up")
            }
            state.kept = nil
            if state.folder.isContinued, kept == nil {
                try state.folder.beginAnew(in: context.folder, at: Timestamp(seconds: now))
            }
            guard let path = state.folder.path else { return }
            state.folder.record.learningRate = start.learningRate
            state.folder.record.rateBounds = start.rateBounds
            state.folder.record.resumedAtStep = kept?.step
            let former = state.folder.record.remarks
            state.folder.record.remarks = former + start.remarks.filter { !former.contains($0) }
            try state.folder.write()
            if kept != nil { try RunEventFile.removeEnds(in: path) }
            try HyperParameterEventFile.begin(
                folder: path, table: context.table, session: context.session(of: state.folder.record),
                listingTime: context.listingTime(of: id))
            if let kept {
                state.metrics = try MetricsFile(folder: path, keeping: kept.size)
                state.best = BestScores(after: kept.measurements)
                state.folder.record.validations = kept.measurements.validationScores.count
                state.events = try RunEventFile(folder: path, after: kept.step, wallTime: now)
                state.lastStep = kept.step
            } else {
                state.metrics = try MetricsFile(folder: path)
                state.folder.record.validations = 0
                state.events = try RunEventFile(
                    folder: path, configuration: state.folder.record.run.configuration,
                    network: NetworkGraph(start.layers, input: state.folder.record.dataset.input), wallTime: now)
            }
            checkpoints.withLock { $0 = CheckpointFiles(folder: path, lastIsWhole: kept?.isFromLast ?? false) }
        }
    }

    /// Gathers; the reporter's timer and each checkpoint write (`flush`).
    private func measure(_ measurement: Measurement) {
        attempt { state throws(ReportingError) in
            state.lastStep = measurement.step
            state.metrics?.append(measurement)
            if measurement.split == .validation {
                state.folder.record.validations = (state.folder.record.validations ?? 0) + 1
            }
            try state.events?.write(measurement, best: state.best.note(measurement), wallTime: context.clock())
        }
    }

    private func distribute(_ histograms: [TensorHistogram], step: Int) {
        attempt { state throws(ReportingError) in
            try state.events?.write(histograms, step: step, wallTime: context.clock())
        }
    }

    /// Draws what was found out, and keeps it for the run's end. Takes long, and locks nothing meanwhile.
    private func inspect(_ inspection: RunInspection) {
        let shown = Result { () throws(ReportingError) in try inspection.summaryValues() }
        attempt { state throws(ReportingError) in
            state.inspection = (found: inspection, shown: try shown.get())
        }
    }

    /// Writes what was gathered, and sees whether the folder is still there.
    func flush() {
        attempt { state throws(ReportingError) in try Self.flushInPlace(&state) }
    }

    /// As `flush`; what goes wrong is told at the next event.
    func flushIfIdle() {
        _ = state.withLockIfAvailable { state in
            state.attempt { state throws(ReportingError) in try Self.flushInPlace(&state) }
        }
    }

    func finish(_ result: Result<ItemOutcome, ItemFailure>) {
        checkpointQueue.drain()
        let now = context.now
        state.withLock { state in
            switch result {
            case .success(.run(let outcome)): state.folder.record.end(with: outcome, at: now)
            case .success(.rangeTest):
                state.folder.record.fail(ItemFailure("the run ended with a range test's outcome"), at: now)
            case .failure(let failure): state.folder.record.fail(failure, at: now)
            }
        }
        attempt { state throws(ReportingError) in
            guard let path = state.folder.path else { return }
            try Self.flush(&state)
            if state.metrics != nil {
                try FileAccess.synchronizeFile("\(path)/\(MetricsFile.name)")
                // Where it cannot be read, the record is as those of earlier versions.
                if let seal = try? MetricsSeal(folder: path) { state.folder.record.metrics = seal }
            }
            if let events = state.events {
                try events.close()
                let inspection = state.folder.record.status == .done ? state.inspection : nil
                if let inspection {
                    try AtomicFile.write(JSONText.document(inspection.found.json), to: RunInspection.fileName, in: path)
                }
                try RunResultEventFile.write(
                    state.folder.record, inspection?.shown ?? [], step: state.lastStep, folder: path,
                    wallTime: now.seconds)
                try HyperParameterEventFile.end(folder: path, SessionEnd(state.folder.record), wallTime: now.seconds)
            }
            try state.folder.write()
            // Under the same lock: the timer must not find them closed.
            state.letGo()
        }
        state.withLock { state in
            guard let failure = state.failure else { return }
            state.letGo()
            state.folder.record.fail(failure, at: now)
            // May succeed although the other files failed, and then says why.
            try? state.folder.write()
        }
    }

    private func attempt(_ body: (inout State) throws(ReportingError) -> Void) {
        state.withLock { state in state.attempt(body) }
    }

    private static func flushInPlace(_ state: inout State) throws(ReportingError) {
        try flush(&state)
        try state.metrics?.checkInPlace()
    }

    private static func flush(_ state: inout State) throws(ReportingError) {
        try state.metrics?.flush()
        try state.events?.flush()
    }
}

extension RunRecord {
    /// Whether the run's row in TensorBoard has an end: `RunLog.finish` writes it where it closes the run's files, one
    /// of which it seals. Of a run that was killed it has none, also where a start has passed that over since: the time
    /// at which the record ended tells nothing of its files.
    var hasToldEnd: Bool { isFinished || metrics != nil }
}

extension SessionEnd {
    /// A run that diverged stands in no mean of the summary. TensorBoard takes the means of its groups over the sessions of
    /// the statuses that are ticked: as a failure, it can be left out there too.
    init(_ record: RunRecord) {
        let status: Status =
            switch record.status {
            case .done: .success
            case .running, .diverged, .failed, .interrupted: .failure
            }
        self.init(status: status, endTime: (record.ended ?? record.started).seconds)
    }
}
