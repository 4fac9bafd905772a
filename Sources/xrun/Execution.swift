import Datasets
import Experiment
import Foundation
import Kernels
import Planning
import Reporting
import Scheduling
import Terminal

/// Trains what a plan lists, and reports.
struct Execution {
    /// Of the table at the end: about a screen.
    private static let tableRows = 20

    let plan: RunPlan
    let selected: Set<PlanItemID>?
    let library: DatasetLibrary
    let resources: TrainingResources
    let retries: Int
    let failFast: Bool
    let progress: ProgressStyle
    /// Makes of the executor that trains the one that is used.
    var wrap: (any ItemExecutor) -> any ItemExecutor = { $0 }

    /// What a start works with once its folder is open.
    private struct Start {
        let folder: ExperimentFolder
        let earlier: EarlierWork
        /// With the items alone that are to run.
        let plan: RunPlan
        let reporter: Reporter
        let view: ProgressView
        /// Whether earlier results were moved aside (`--fresh`).
        let isFresh: Bool
        /// Whether something was said before the first item began.
        let hasHead: Bool
    }

    /// - Returns: what to exit with, nil for success.
    func run(in folder: ExperimentFolder, fresh: Bool, experimentFile: String) throws -> ExitStatus? {
        let lock = try folder.lock(since: .now)
        defer { lock.release() }
        lock.whenLost { Self.leave($0) }
        var aside: [String] = []
        let start: Start
        do {
            if fresh { try folder.moveAsideWhole(&aside) }
            start = try prepare(folder, movedAside: aside, fresh: fresh, experimentFile: experimentFile)
        } catch {
            // What else would tell was not begun.
            if !aside.isEmpty { StandardError.warning(Self.whereabouts(of: aside)) }
            throw error
        }
        // From now on there is a terminal to leave usable.
        lock.whenLost { [view = start.view] error in
            view.abandon()
            Self.leave(error)
        }
        let stop = StopSignal()
        let endMark = start.reporter.endMark
        try noteStop(stop, by: endMark)
        let signals = try ViewSignals(stop: stop, view: start.view, style: progress)
        defer { withExtendedLifetime(signals) {} }
        let (results, cause) = schedule(start, stop, lock)
        // What is said and written of the end must not be another start's doing, nor stand in its files.
        lock.settle()
        let isInterrupted = stop.isRequested
        start.view.finish()
        let failures = start.reporter.finish(endedAfter: isInterrupted ? nil : cause)
        endMark.close(untold: start.earlier.untold + failures.compactMap { $0.item?.folder })
        // A reader who has stopped to read holds up nobody else.
        lock.release()
        // First what was said before: what is said last must not be dropped because of it.
        start.view.flush { stop.isRequested }
        for failure in failures where !isShown(failure, in: results) {
            StandardError.error("\(failure.item.map { "\($0): " } ?? "")\(failure.reason)")
        }
        let hasFailed = results.values.contains(where: \.isFailure) || !failures.isEmpty
        // Before the last line, which tells the exit code.
        let lost = lostLog(of: start.view)
        let status: ExitStatus? = isInterrupted ? .interrupted : hasFailed ? .runFailed : lost
        conclude(start, status, summary: failures.contains(where: \.leavesOldSummary) ? nil : summaryFile(start))
        start.view.flush { stop.isRequested }
        // Where that line is the first to be lost, nobody was told a code.
        let lostAtLast = lost ?? lostLog(of: start.view)
        return status ?? lostAtLast
    }

    /// Notes it where the user ends this start. A disk that hangs keeps no second signal from ending the program.
    /// - Throws: where there is no thread for it; that is told.
    private func noteStop(_ stop: StopSignal, by endMark: EndMark) throws(ExitStatus) {
        do throws(ThreadFailure) {
            stop.subscribe(try endMark.awaitStop())
        } catch {
            StandardError.error(error.message)
            throw .runFailed
        }
    }

    /// Ends the program where another start has taken the folder over. At once: what it still wrote would fall into the
    /// other one's files.
    private static func leave(_ error: ReportingError) {
        StandardError.error("\(error.message): the file of this start's lock was removed; this start ends")
        _exit(ExitStatus.folderInUse.rawValue)
    }

    /// Says where lines of the log are lost: a program asked for it. People have the summary.
    /// - Returns: what to exit with; nil where nothing is lost.
    private func lostLog(of view: ProgressView) -> ExitStatus? {
        guard progress == .log, let error = view.outputError else { return nil }
        return .unprinted(error)
    }

    /// Said where `--fresh` has moved earlier results aside.
    private static func whereabouts(of folders: [String]) -> String {
        "earlier results are now in \(WordList.text(folders))"
    }

    /// Takes the folder over for this plan, and says what is about to run. The caller has locked it.
    /// - Parameter aside: where earlier results are now, with `fresh`.
    private func prepare(
        _ folder: ExperimentFolder, movedAside aside: [String], fresh: Bool, experimentFile: String
    ) throws -> Start {
        try folder.create()
        let earlier = try folder.adopt(plan)
        StandardError.warn(of: earlier)
        try folder.write(PlanJSON.render(plan), to: .plan)
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: provenance(of: experimentFile), earlier: earlier,
            selected: selected, command: TypedCommand(arguments: CommandLine.arguments.dropFirst()))
        StandardError.warnOfUnknownBest(reporter.report.remarksOnBest(by: plan.objective, in: folder))
        var shown = plan
        let unneeded = earlier.unneededRangeTests(of: plan, selected: selected)
        shown.items.removeAll { !(selected?.contains($0.id) ?? true) || unneeded.contains($0.id) }
        let view = ProgressView(
            plan: shown, finished: earlier.outcomes, style: progress, output: viewOutput,
            logLine: { EventLog.line(for: $0, at: .now) })
        let replacing = shown.items.map(\.id).filter { earlier.replacing[$0] != nil }
        let head = [
            aside.isEmpty ? nil : Self.whereabouts(of: aside),
            replacing.isEmpty ? nil : folder.movingAside(replacing.count),
            reporter.report.bestWeightsRemark(.plain), reporter.report.strayRemark(.plain),
        ].compactMap { $0 }
        if showsText {
            for text in head { view.say(text.wrapped(to: TerminalOutput.standardOutput.lineWidth)) }
        }
        if progress == .log {
            let done = shown.items.count { earlier.isFinished($0.id) }
            view.say(
                EventLog.planned(
                    shown, finished: done, movedAside: aside, replacing: replacing, folder: folder.path, at: .now))
        }
        return Start(
            folder: folder, earlier: earlier, plan: shown, reporter: reporter, view: view, isFresh: fresh,
            hasHead: !head.isEmpty)
    }

    /// Trains what is left to do, until it is done or `stop` is requested.
    /// - Parameter lock: asked before an item's folder is made anew, as one is also where its first step follows, and
    ///   before it is written how the item ended: its files may have failed since another start works with them.
    ///   `whenLost` ends the program there.
    /// - Returns: also the item after whose failure nothing else was started, with `--fail-fast`.
    private func schedule(
        _ start: Start, _ stop: StopSignal, _ lock: FolderLock
    ) -> (results: [PlanItemID: ItemResult], endedBy: PlanItemID?) {
        let (items, reporter, view) = (start.plan.items, start.reporter, start.view)
        let executor = DrawingExecutor(
            wrap(resources.executor(of: plan, library, checkpoints: reporter)), reporter: reporter)
        return resources.scheduler(retries: retries, failFast: failFast).run(
            items, finished: start.earlier.outcomes, alone: Suspects(in: start.earlier).inTurn(of: items),
            executor: executor, stop: stop,
            keep: { event in
                switch event {
                case .started, .item(_, .began), .finished: lock.settle()
                case .item, .retrying: break
                }
                return reporter.handle(event)
            },
            tell: { view.handle($0) })
    }

    /// Whether the view has shown the failure as its item's end.
    private func isShown(_ failure: Reporter.Failure, in results: [PlanItemID: ItemResult]) -> Bool {
        guard let item = failure.item, case .failed(let shown) = results[item] else { return false }
        return shown.reason == failure.reason
    }

    /// Says what came of it.
    /// - Parameter summary: the file that tells of it, where there is one.
    private func conclude(_ start: Start, _ status: ExitStatus?, summary: String?) {
        if showsText { showResults(start, isInterrupted: status == .interrupted, summary: summary) }
        if progress == .log {
            start.view.say(
                EventLog.ended(
                    start.reporter.report.answer(.plain), exitCode: Int(status?.rawValue ?? 0),
                    summary: summary, at: .now))
        }
    }

    /// The results, the answer, and where to read on.
    private func showResults(_ start: Start, isInterrupted: Bool, summary: String?) {
        let (report, view) = (start.reporter.report, start.view)
        // Nothing stands above where nothing was left to do.
        let hasLinesAbove = start.hasHead || start.plan.items.contains { !start.earlier.isFinished($0.id) }
        view.say("\(hasLinesAbove ? "\n" : "")\(report.comparison.text(limit: Self.tableRows))\n")
        if let reason = isInterrupted ? "Interrupted." : report.endRemark(.plain) {
            let text = "\(reason) The same command \(start.isFresh ? "without --fresh " : "")goes on."
            view.say("\(text.wrapped(to: TerminalOutput.standardOutput.lineWidth))\n")
        }
        if let summary { view.say("summary      \(summary)") }
        // Somebody may have removed the folder.
        guard FileManager.default.fileExists(atPath: start.folder.path) else { return }
        view.say("TensorBoard  tensorboard --logdir \(ShellWord.quoted(start.folder.path))")
    }

    /// Nil where somebody has removed the folder.
    private func summaryFile(_ start: Start) -> String? {
        let path = "\(start.folder.path)/\(FolderEntry.markdownSummary.rawValue)"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// What is quiet says nothing but errors.
    private var viewOutput: TerminalOutput {
        switch progress {
        case .quiet: .standardError
        case .live, .plain, .log: .standardOutput
        }
    }

    private var showsText: Bool {
        switch progress {
        case .live, .plain: true
        case .log, .quiet: false
        }
    }

    private func provenance(of experimentFile: String) -> Provenance {
        Provenance(
            xrunVersion: Version.number,
            revision: .current(around: experimentFile),
            machine: .current(cores: resources.cores, instructionSet: resources.kernels.instructionSet.rawValue))
    }
}
