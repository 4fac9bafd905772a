import ArgumentParser
import Experiment
import Foundation
import Glibc
import Reporting
import Scheduling
import Terminal

struct FindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract:
            "Only the range tests of a file: the curve, the choice, and what other rules would read. Keeps nothing.")

    @OptionGroup var input: InputOptions

    @Option(
        name: .customLong("run"),
        help: ArgumentHelp(
            "Only the range test that this run waits for, or the runs of this name.", valueName: "name"))
    var runName: String?

    @OptionGroup var machine: CoreOptions

    @Option(help: "text or json.")
    var format = TextFormat.text

    func run() throws {
        let (plan, library) = try input.plan()
        let tests = try selected(of: plan)
        if format == .text { input.showRemarks(on: plan, selected: Set(tests.map(\.id))) }
        let resources = try TrainingResources(cores: machine.cores, kernels: chosenKernels())
        let stop = StopSignal()
        let signals = SignalListener(stop: stop) { _exit(ExitStatus.interrupted.rawValue) }
        let results = withExtendedLifetime(signals) {
            resources.scheduler().run(
                tests.map(PlanItem.rangeTest), executor: resources.executor(of: plan, library), stop: stop)
        }
        if stop.isRequested { throw ExitStatus.interrupted }
        var found: [(test: PlannedRangeTest, outcome: RangeTestOutcome)] = []
        var hasFailed = false
        for test in tests {
            switch results[test.id] {
            case .outcome(.rangeTest(let outcome)): found.append((test, outcome))
            case .failed(let failure):
                StandardError.error("\(test.key): \(failure.reason)")
                hasFailed = true
            case .outcome(.run), .notStarted, nil: hasFailed = true
            }
        }
        switch format {
        case .json:
            print(
                FinderDocument.json(found.map { ($0.test, plan.groups(served: $0.test), $0.outcome) }), terminator: "")
        case .text:
            let width = TerminalOutput.standardOutput.size.columns
            let pages = found.map { test, outcome in
                FinderPage.text(test, for: plan.groups(served: test), outcome, width: width)
            }
            print(pages.joined(separator: "\n"), terminator: "")
        }
        if hasFailed || found.contains(where: { $0.outcome.learningRate == nil }) { throw ExitStatus.runFailed }
    }

    private func selected(of plan: RunPlan) throws(ExitStatus) -> [PlannedRangeTest] {
        guard let runName else {
            if plan.rangeTests.isEmpty {
                StandardError.error("no run of \(input.file) has 'learning_rate: auto'")
                throw .wrongInput
            }
            return plan.rangeTests
        }
        guard let planned = plan.firstRun(called: runName) else {
            StandardError.error("no run is named '\(runName)'; see xrun plan \(input.file)")
            throw .wrongInput
        }
        let tests = plan.rangeTests.filter { $0.id == planned.rangeTest }
        if tests.isEmpty {
            StandardError.error("the learning rate of '\(runName)' is fixed")
            throw .wrongInput
        }
        return tests
    }
}

extension RunPlan {
    /// By its name, or that of its group, before what else it may be called.
    fileprivate func firstRun(called name: String) -> PlannedRun? {
        runs.first { $0.name == name || $0.group == name }
            ?? runs.first { $0.names.contains(name) }
    }

    /// The names of the kinds of runs that wait for a range test, in the plan's order.
    fileprivate func groups(served test: PlannedRangeTest) -> [String] {
        runs.filter { $0.rangeTest == test.id }.map(\.group).uniqued()
    }
}
