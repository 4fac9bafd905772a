import ArgumentParser
import Experiment
import Reporting

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Rebuild the summary of an experiment from its records.")

    @Argument(help: "The experiment's folder, such as runs/fashion.", completion: .directory)
    var folder: String

    @OptionGroup var color: ColorOptions

    func run() throws {
        do throws(ReportingError) {
            let folder = try ExperimentFolder(existing: folder)
            let (report, damaged) = try Report.rebuild(folder, now: .now)
            warnOfDamage(damaged, "it is left out")
            warnOfUnknownBest(report.remarksOnBest(by: report.experiment.objective, in: folder))
            print("\(folder.path)/\(FolderEntry.markdownSummary.rawValue)")
        } catch {
            throw error.reported()
        }
    }
}
