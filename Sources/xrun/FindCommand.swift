import ArgumentParser
import Experiment
import Foundation
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
        let execution = RangeTestExecution(
            plan: plan, tests: tests, library: library, resources: resources, format: format, progress: progressStyle)
        if let status = try execution.run() { throw status }
    }

    /// The live view on a terminal; elsewhere nothing but what is found.
    private var progressStyle: ProgressStyle {
        let style = ProgressStyle.choose(
            isTerminal: TerminalOutput.standardOutput.isTerminal, environment: ProcessInfo.processInfo.environment,
            quiet: false, noColor: input.color.noColor)
        return switch style {
        case .live: style
        case .plain, .log, .quiet: .log
        }
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
            StandardError.error("no run is named '\(runName)'; see xrun plan \(ShellWord.lastArgument(input.file))")
            throw .wrongInput
        }
        let tests = plan.rangeTests.filter { $0.id == planned.rangeTest }
        if tests.isEmpty {
            StandardError.error("'\(runName)' has no range test: its file or its schedule gives the learning rate")
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
}
