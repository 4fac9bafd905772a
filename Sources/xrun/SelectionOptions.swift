import ArgumentParser
import Experiment
import Glibc

/// Which of a plan's runs a command is about.
struct SelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only the runs whose names match this glob, or the names that runs of several seeds share. Repeatable.",
            valueName: "pattern"))
    var only: [String] = []

    /// The items that `--only` lets through: runs by name, range tests where such a run waits for them. Nil for all.
    /// - Parameter file: where the plan is from, for the message.
    /// - Throws: where a pattern matches no run, which is reported.
    func items(of plan: RunPlan, from file: String) throws(ExitStatus) -> Set<PlanItemID>? {
        guard !only.isEmpty else { return nil }
        // A name of the user's own may hold what a glob takes for its own.
        func matches(_ pattern: String, _ run: PlannedRun) -> Bool {
            run.names.contains { unsafe pattern == $0 || fnmatch(pattern, $0, 0) == 0 }
        }
        for pattern in only where !plan.runs.contains(where: { matches(pattern, $0) }) {
            StandardError.error("no run's name matches '\(pattern)'; see xrun plan \(ShellWord.lastArgument(file))")
            throw .wrongInput
        }
        let runs = plan.runs.filter { run in only.contains { matches($0, run) } }
        return Set(runs.map(\.id) + runs.compactMap(\.rangeTest))
    }
}
