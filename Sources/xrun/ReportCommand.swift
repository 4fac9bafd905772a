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
        let folder = try existingFolder()
        do throws(ReportingError) {
            do throws(ReportingError) {
                let report = try Report.rebuild(folder, now: .now)
                StandardError.warn(of: report, in: folder, by: report.experiment.objective)
                StandardOutput.print("\(folder.path)/\(FolderEntry.markdownSummary.rawValue)")
            } catch {
                // Where no file can be written, as in an archive, the records have their answer all the same.
                let report = try Report.read(folder)
                StandardError.warn(of: report, in: folder, by: report.experiment.objective)
                // What a start prints at its end, with all rows.
                StandardOutput.print(report.comparison.text(limit: .max))
                throw error
            }
        } catch {
            throw error.reported(in: folder)
        }
    }

    private func existingFolder() throws(ExitStatus) -> ExperimentFolder {
        do throws(ReportingError) {
            return try ExperimentFolder(existing: folder)
        } catch {
            throw error.reported()
        }
    }
}
