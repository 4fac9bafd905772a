import ArgumentParser
import Experiment
import Foundation
import Reporting

/// Where results are.
struct OutputOptions: ParsableArguments {
    @Option(
        name: [.customLong("output")],
        help: ArgumentHelp("The folder that holds the experiments' folders.", valueName: "dir"), completion: .directory)
    var folder = "runs"

    /// As from a variable of the shell that is not set: results would be among whatever lies in the current folder.
    func validate() throws {
        if folder.isEmpty {
            throw ValidationError("--output takes a folder, not an empty text; the current folder is '.'")
        }
    }

    /// Warns where the folder is an experiment's own, as a copy of it: its runs are not taken up, and results go into a
    /// folder below.
    /// - Throws: where the plan's name is none for a folder; it has been told.
    func showRemark(on plan: RunPlan) throws(ExitStatus) {
        guard FileManager.default.fileExists(atPath: "\(folder)/\(FolderEntry.experiment.rawValue)") else { return }
        let place = try folder(of: plan).path
        StandardError.warning(
            "\(folder) is itself the folder of an experiment, whose runs do not count here: each begins anew in "
                + "\(place), or goes on there; --output takes the folder that holds the experiments' folders")
    }

    func folder(of plan: RunPlan) throws(ExitStatus) -> ExperimentFolder {
        do {
            return try ExperimentFolder(output: folder, name: plan.experiment)
        } catch {
            throw error.reported()
        }
    }

    /// The same, and that results can be written there: known before anything starts.
    func writableFolder(of plan: RunPlan) throws(ExitStatus) -> ExperimentFolder {
        let folder = try folder(of: plan)
        do {
            try folder.checkWritable()
        } catch {
            StandardError.error("the output folder cannot be used: \(error.message)")
            throw .wrongInput
        }
        return folder
    }
}
