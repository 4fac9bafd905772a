import ArgumentParser
import Datasets
import Experiment
import Foundation
import Machine
import Planning
import Spec

/// What every command that reads an experiment file takes, and the way from the file to its plan.
struct InputOptions: ParsableArguments {
    @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @OptionGroup var assignments: AssignmentOptions

    @OptionGroup var data: DataOptions

    @OptionGroup var color: ColorOptions

    /// Whether the command line gives the runs other settings than the file's.
    var changesSettings: Bool { !assignments.settings.isEmpty }

    /// Reads the file and plans it. Errors are printed, all of them, and end the command. Remarks are left to
    /// `showRemarks`: which of them count depends on what is to run.
    func plan() throws(ExitStatus) -> (plan: RunPlan, library: DatasetLibrary) {
        try Self.plan(file, settings: assignments.settings, data)
    }

    /// The same of any file.
    static func plan(
        _ file: String, settings: [String], _ data: DataOptions
    ) throws(ExitStatus) -> (plan: RunPlan, library: DatasetLibrary) {
        let library = DatasetLibrary(dataDirectory: data.folder, environment: ProcessInfo.processInfo.environment)
        do {
            let spec = try ExperimentFile.load(path: file, settings: settings)
            let plan = try Planner.plan(spec, memoryLimit: MemoryLimit.available) { (dataset) throws(Diagnostic) in
                try library.summary(of: dataset)
            }
            return (plan, library)
        } catch {
            show(error.all, settings: settings)
            throw .wrongInput
        }
    }

    /// Prints what the plan remarks, without what is told of range tests that do not run.
    /// - Parameter selected: the items that are to run; nil for all.
    func showRemarks(on plan: RunPlan, selected: Set<PlanItemID>? = nil) {
        Self.show(plan.remarks(of: selected), settings: assignments.settings)
    }

    /// Prints them on the standard error, each with its place.
    /// - Parameter settings: the command line's, which a diagnostic may point into.
    static func show(_ diagnostics: [Diagnostic], settings: [String]) {
        var renderer = DiagnosticRenderer(settings: settings, color: StandardError.isColored)
        StandardError.write(renderer.render(diagnostics))
    }
}
