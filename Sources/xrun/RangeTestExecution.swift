import Datasets
import Experiment
import Reporting
import Scheduling
import Terminal

/// Does range tests of a plan, and prints what they find.
struct RangeTestExecution {
    let plan: RunPlan
    /// In the order of the file.
    let tests: [PlannedRangeTest]
    let library: DatasetLibrary
    let resources: TrainingResources
    let format: TextFormat
    let progress: ProgressStyle

    /// Prints each page as soon as those before it are there, or one document at the end. Where a stop is requested,
    /// what is done by then is printed, and what is missing is told.
    /// - Returns: what to exit with, nil for success.
    /// - Throws: where nobody can listen for signals; that is told.
    func run() throws(ExitStatus) -> ExitStatus? {
        let items = tests.map(PlanItem.rangeTest)
        var shown = plan
        shown.items = items
        // An end is told by its page.
        let view = ProgressView(
            plan: shown, finished: [:], style: progress, output: .standardOutput, tellsEnds: false)
        let stop = StopSignal()
        let signals = try ViewSignals(stop: stop, view: view, style: progress)
        defer { withExtendedLifetime(signals) {} }
        let uses = plan.uses(of: tests)
        var pages = RangeTestPages(uses)
        let (results, _) = resources.scheduler().run(
            items, executor: resources.executor(of: plan, library), stop: stop,
            tell: { event in
                view.handle(event)
                guard format == .text, case .finished(let id, let result) = event else { return }
                let output = TerminalOutput.standardOutput
                let text = pages.text(after: result, of: id, width: output.size.columns)
                if !text.isEmpty { view.show(output.drawn(text)) }
            })
        view.finish()
        let found = uses.compactMap { use in
            results[use.test.id]?.finishedRangeTest.map { (use: use, outcome: $0) }
        }
        if format == .json { view.show(RangeTestDocument.json(found)) }
        view.flush { stop.isRequested }
        for test in tests {
            if case .failed(let failure) = results[test.id] { StandardError.error("\(test.key): \(failure.reason)") }
        }
        let lost = view.outputError.map(ExitStatus.unprinted)
        if stop.isRequested {
            tellMissing(results)
            return .interrupted
        }
        let isAnswered = found.count == tests.count && found.allSatisfy { $0.outcome.learningRate != nil }
        return isAnswered ? lost : .runFailed
    }

    /// Says which tests a stop kept from their ends.
    private func tellMissing(_ results: [PlanItemID: ItemResult]) {
        let missing = tests.filter { test in
            results[test.id].map { !$0.isFailure && $0.finishedRangeTest == nil } ?? true
        }
        guard !missing.isEmpty else { return }
        StandardError.error("interrupted: \(WordList.text(missing.map(\.key))) did not come to an end")
    }
}
