import ArgumentParser
import Datasets
import Experiment
import Foundation
import Planning
import Scheduling
import Spec

/// What every command that reads an experiment file takes, and the way from the file to its plan.
struct InputOptions: ParsableArguments {
    @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Set a key on every run, dotted for nested ones. Repeatable.", valueName: "key=value"))
    var settings: [String] = []

    @OptionGroup var data: DataOptions

    @OptionGroup var color: ColorOptions

    func plan(quiet: Bool = false) throws(ExitStatus) -> (plan: RunPlan, library: DatasetLibrary) {
        try Self.plan(file, settings: settings, data, quiet: quiet)
    }

    /// Reads a file and plans it. Errors are printed, all of them, and end the command; remarks are printed too.
    static func plan(
        _ file: String, settings: [String], _ data: DataOptions, quiet: Bool = false
    ) throws(ExitStatus) -> (plan: RunPlan, library: DatasetLibrary) {
        func show(_ diagnostics: [Diagnostic]) {
            var renderer = DiagnosticRenderer(settings: settings, color: StandardError.isColored)
            StandardError.write(renderer.render(diagnostics))
        }
        let library = DatasetLibrary(dataDirectory: data.folder, environment: ProcessInfo.processInfo.environment)
        do {
            let spec = try ExperimentFile.load(path: file, settings: settings)
            var plan = try Planner.plan(spec, memoryLimit: MemoryLimit.available) { (dataset) throws(Diagnostic) in
                try library.summary(of: dataset)
            }
            plan.remarks = spec.remarks + plan.remarks
            if !quiet { show(plan.remarks) }
            return (plan, library)
        } catch {
            show(error.all)
            throw .wrongInput
        }
    }
}
