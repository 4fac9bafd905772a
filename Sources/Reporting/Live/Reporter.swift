package import Experiment
import Foundation
import Synchronization

/// Writes down what happens: each item's files while it works, its record when it ends, and the summary after each
/// run. `handle` may be called from any thread; the events of one item come in order, but for what a run's last weights
/// do, which is drawn at once and may come whenever the run is under way (`DrawingExecutor`).
///
/// What goes wrong with one item's files becomes that item's failure and touches no other.
package final class Reporter: CheckpointSource {
    /// A file that could not be written.
    package struct Failure: Hashable, Sendable {
        /// Nil for the summary and its figures.
        package var item: PlanItemID?
        package var reason: String
        /// Whether the summary on the disk tells of an earlier state.
        package var leavesOldSummary = false
    }

    private struct State {
        var logs: [PlanItemID: any ItemLog] = [:]
        var isFinished = false
    }

    /// The one that a stop, the items that begin and the end of the start write to.
    package let endMark: EndMark

    private let items: [PlanItemID: PlanItem]
    private let datasets: [DatasetSpec: DatasetSummary]
    /// What earlier starts left of the items that are not finished.
    private let unfinished: (runs: [PlanItemID: RunRecord], rangeTests: [PlanItemID: RangeTestRecord])
    private let suspects: Suspects
    /// Runs of earlier starts whose rows in TensorBoard's table are an earlier plan's.
    private let notRenewed: [Failure]
    private let provenance: Provenance
    private let context: LogContext
    private let summary: LiveSummary
    private let state = Mutex(State())

    /// - Parameters:
    ///   - folder: exists and is locked by the caller.
    ///   - selected: the items that are to run; nil for all.
    ///   - earlier: what `folder.adopt(plan)` gave.
    ///   - clock: seconds since 1970.
    /// - Throws: where not even the experiment's own files can be written, or there is no thread for it.
    package init(
        plan: RunPlan, folder: ExperimentFolder, provenance: Provenance, earlier: EarlierWork,
        selected: Set<PlanItemID>? = nil, command: TypedCommand,
        clock: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) throws(ReportingError) {
        let former = try? folder.experimentRecord()
        let now = Timestamp(seconds: clock())
        let experiment = ExperimentRecord(
            plan: plan, selected: selected, command: command, provenance: provenance, began: former?.began ?? now)
        let columns = HyperParameterColumns(experiment.runs.map(\.description))
        let table = columns.table(experiment: plan.experiment, description: plan.description)
        endMark = folder.endMark
        items = Dictionary(plan.items.map { ($0.id, $0) }) { first, _ in first }
        datasets = Dictionary(plan.datasets.map { ($0.spec, $0.summary) }) { first, _ in first }
        unfinished = (earlier.runs.unfinished, earlier.rangeTests.unfinished)
        suspects = Suspects(in: earlier)
        self.provenance = provenance
        let places = Dictionary(plan.items.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        context = LogContext(
            folder: folder, columns: columns, table: table, metric: plan.objective.metric, places: places,
            began: experiment.began, clock: { Timestamp.bounded(clock()) })
        if former?.plansTheSame(as: experiment) != true {
            notRenewed = Self.renewHyperParameters(of: earlier.runs, context: context)
        } else {
            notRenewed = []
        }
        try folder.write(experiment)
        let runs = Dictionary(
            earlier.runs.values.map { ($0.run.identity, $0.comparable(by: plan.objective)) }
        ) { first, _ in first }
        let rangeTests = Dictionary(earlier.rangeTests.values.map { ($0.key, $0) }) { first, _ in first }
        summary = LiveSummary(
            Report(
                experiment: experiment, runs: runs, rangeTests: rangeTests, folders: runs.mapValues(\.run.name),
                damaged: earlier.damaged, strays: earlier.strays), folder: folder)
        try summary.write()
        try startFlushing()
    }

    /// - Returns: at the start of an item, why it must not be tried again; later the failure, once a run's files have
    ///   failed. The caller ends the item: what it still does is not kept. A range test whose files have failed goes
    ///   on: its rate stands, and `finish` tells of the files.
    @discardableResult
    package func handle(_ event: ScheduleEvent) -> ItemFailure? {
        switch event {
        case .started(let id): return start(id)
        case .item(let id, let event):
            guard let log = state.withLock({ $0.logs[id] }) else { return nil }
            log.handle(event)
            if case .began = event { log.report(to: summary) }
            return log.endingFailure
        case .finished(let id, .outcome(let outcome)): return finish(id, .success(outcome))
        case .finished(let id, .failed(let failure)): return finish(id, .failure(failure))
        case .finished(_, .notStarted): return nil
        // The end of the attempt before came first.
        case .retrying: return nil
        }
    }

    package func resume(
        _ run: PlannedRun, learningRate: Double, metric: Objective.Metric,
        restore: (RunCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint {
        guard let log = state.withLock({ $0.logs[run.id] }) as? RunLog else { return ResumePoint() }
        return log.resume(run, learningRate: learningRate, metric: metric, restore: restore)
    }

    package func resume(
        _ test: PlannedRangeTest, restore: (RangeTestCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint {
        guard let log = state.withLock({ $0.logs[test.id] }) as? RangeTestLog else { return ResumePoint() }
        return log.resume(test, restore: restore)
    }

    /// Writes the last summary. To be called once, after the schedule has ended.
    /// - Parameter cause: the item after whose failure it was ended; nil for any other end.
    /// - Returns: everything that could not be written.
    package func finish(endedAfter cause: PlanItemID? = nil) -> [Failure] {
        var failures = state.withLock { state -> [Failure] in
            state.isFinished = true
            let files = state.logs.compactMap { id, log in log.failure.map { Failure(item: id, reason: $0.reason) } }
            // What this start took up has a row of its own.
            let rows = notRenewed.filter { failure in failure.item.map { state.logs[$0] == nil } ?? true }
            return (rows + files).sorted { ($0.item?.folder ?? "") < ($1.item?.folder ?? "") }
        }
        do throws(ReportingError) {
            if let cause { try summary.end(after: cause) }
        } catch {
            failures.append(Failure(item: nil, reason: "why the start ended could not be written: \(error.message)"))
        }
        do throws(ReportingError) {
            if let failure = try summary.write() {
                failures.append(
                    Failure(item: nil, reason: "a figure of the summary could not be written: \(failure.message)"))
            }
        } catch {
            failures.append(
                Failure(
                    item: nil, reason: "the summary could not be written: \(error.message)", leavesOldSummary: true))
        }
        return failures
    }

    /// The experiment so far.
    package var report: Report { summary.report }

    /// - Parameter isTried: whether its turn has come; otherwise something else has failed that it waits for.
    private func start(_ id: PlanItemID, isTried: Bool = true) -> ItemFailure? {
        guard let log = makeLog(id) else { return nil }
        let refusal = suspects.refusal(of: id)
        let isTried = isTried && refusal == nil
        log.start(isTried: isTried)
        if isTried, log.failure == nil { endMark.forget(id.folder) }
        log.report(to: summary)
        return log.endingFailure ?? refusal
    }

    private func finish(_ id: PlanItemID, _ result: Result<ItemOutcome, ItemFailure>) -> ItemFailure? {
        // A run may fail without having started: the range test that it waits for gave no rate.
        if state.withLock({ $0.logs[id] == nil }) { _ = start(id, isTried: false) }
        guard let log = state.withLock({ $0.logs[id] }) else { return nil }
        log.finish(result)
        log.report(to: summary)
        if case .run = id { summary.writeSometimes() }
        return log.endingFailure
    }

    /// The log of the item's next attempt; nil for what is no item of the plan.
    private func makeLog(_ id: PlanItemID) -> (any ItemLog)? {
        let last = state.withLock { $0.logs[id] }
        let log: any ItemLog
        switch items[id] {
        case .run(let run):
            guard let dataset = datasets[run.configuration.dataset] else {
                preconditionFailure("a plan without the data set of its run '\(run.name)'")
            }
            let former = last as? RunLog
            let record = RunRecord(
                run: RunDescription(run), dataset: dataset, workload: run.workload, provenance: provenance,
                started: context.now)
            log = RunLog(
                id, record: record, earlier: former?.remains ?? unfinished.runs[id], isOwn: former?.isOwn ?? false,
                context: context)
        case .rangeTest(let test):
            let former = last as? RangeTestLog
            let record = RangeTestRecord(test, provenance: provenance, started: context.now)
            log = RangeTestLog(
                id, record: record, earlier: former?.remains ?? unfinished.rangeTests[id],
                isOwn: former?.isOwn ?? false, context: context)
        case nil: return nil
        }
        state.withLock { $0.logs[id] = log }
        return log
    }

    /// Writes the rows of earlier starts anew: TensorBoard shows the columns of whichever run it meets first, and lists
    /// runs by what their rows say of their place. A run that is taken up again begins its row once more.
    /// - Returns: what could not be written; the results themselves are not touched.
    private static func renewHyperParameters(of runs: [PlanItemID: RunRecord], context: LogContext) -> [Failure] {
        runs.compactMap { id, record in
            do throws(ReportingError) {
                try HyperParameterEventFile.replace(
                    folder: try context.folder.path(of: id), table: context.table, session: context.session(of: record),
                    end: record.hasToldEnd ? .init(record) : nil, listingTime: context.listingTime(of: id))
                return nil
            } catch {
                return Failure(item: id, reason: "its row for TensorBoard could not be written: \(error.message)")
            }
        }
    }

    /// Writes what was gathered every second, so that a slow run is as visible as a fast one. One thread for all items:
    /// it passes over a log that is at work, whose files may take long.
    private func startFlushing() throws(ReportingError) {
        do throws(ThreadFailure) {
            try ThreadStarter.system.start { [weak self] in
                while true {
                    Thread.sleep(forTimeInterval: 1)
                    guard let self, let logs = self.state.withLock({ $0.isFinished ? nil : Array($0.logs.values) })
                    else { return }
                    for log in logs { log.flushIfIdle() }
                }
            }
        } catch {
            throw .output(message: error.message)
        }
    }
}
