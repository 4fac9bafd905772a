import ArgumentParser
import Experiment
import Foundation
import Reporting
import Terminal

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Plan, train and report; go on with what an earlier start left unfinished.")

    @OptionGroup var input: InputOptions
    @OptionGroup var output: OutputOptions

    @OptionGroup var machine: CoreOptions

    @OptionGroup var selection: SelectionOptions

    @Flag(help: "Move all earlier results aside and begin every run anew. Not with --only.")
    var fresh = false

    @Flag(help: "End after the first run that fails.")
    var failFast = false

    @Option(
        parsing: .numeric,
        help: ArgumentHelp(
            "Start a run again, after a pause, whose files could not be written (a full disk): up to so many times, at"
                + " most 1000.", valueName: "n"))
    var retries = 0

    @Flag(help: "Print the plan and end. (For programs: xrun plan FILE --format json.)")
    var dryRun = false

    @Flag(help: "Print nothing but errors, on standard error. Not with --dry-run or --log-format json.")
    var quiet = false

    @Option(
        help: """
            How progress is printed: text, or json (an object a line; docs/log-format.md), which goes with neither \
            --quiet nor --dry-run.
            """)
    var logFormat = TextFormat.text

    func validate() throws {
        if !(0...1000).contains(retries) {
            throw ValidationError("--retries takes a number from 0 to 1000, not \(retries)")
        }
        if quiet, dryRun {
            throw ValidationError("--quiet does not go with --dry-run; xrun validate FILE prints only what is wrong")
        }
        if quiet, logFormat == .json { throw ValidationError("--quiet does not go with --log-format json") }
        if dryRun, logFormat == .json {
            throw ValidationError("--dry-run prints the plan for people; for programs: xrun plan FILE --format json")
        }
        if fresh, !selection.only.isEmpty {
            throw ValidationError(
                """
                --fresh begins every run anew; it does not go with --only. To begin some runs anew, move their folders \
                elsewhere, and start with --only
                """)
        }
    }

    func run() throws {
        let (plan, library) = try input.plan()
        let selected = try selection.items(of: plan, from: input.file)
        if !quiet {
            input.showRemarks(on: plan, selected: selected)
            try output.showRemark(on: plan)
        }
        let folder = try output.writableFolder(of: plan)
        guard !dryRun else {
            var states: [PlanItemID: ItemState] = [:]
            // With --fresh nothing of an earlier start counts.
            if !fresh {
                states = try PlanProgress(
                    of: plan, in: folder, selected: selected, changesSettings: input.changesSettings
                ).states
            }
            PlanTable.show(plan, states)
            return
        }
        let execution = try Execution(
            plan: plan, selected: selected, library: library,
            resources: TrainingResources(cores: machine.cores, kernels: chosenKernels()), retries: retries,
            failFast: failFast, progress: progressStyle)
        do {
            let status = try execution.run(in: folder, fresh: fresh, experimentFile: input.file)
            if let status { throw status }
        } catch let error as ReportingError {
            throw error.reported(in: folder)
        }
    }

    private var progressStyle: ProgressStyle {
        switch logFormat {
        case .json: .log
        case .text:
            .choose(
                isTerminal: (quiet ? TerminalOutput.standardError : .standardOutput).isTerminal,
                environment: ProcessInfo.processInfo.environment, quiet: quiet, noColor: input.color.noColor)
        }
    }
}
