import ArgumentParser
import Foundation
import Reporting

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "One table over several experiments, with the settings in which they differ.")

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

    @Argument(help: "The experiments' folders, such as runs/fashion runs/smith.", completion: .directory)
    var folders: [String]

    @Option(help: "table (Markdown) or json.")
    var format = Format.table

    @Option(
        help: ArgumentHelp("Draw what decides, of every group, as an SVG.", valueName: "file"),
        completion: .file(extensions: ["svg"]))
    var figure: String?

    func run() throws {
        do throws(ReportingError) {
            var reports: [(label: String, report: Report)] = []
            for path in folders {
                let (report, damaged) = try Report.read(ExperimentFolder(existing: path), now: .now)
                reportLeftOut(damaged)
                let isTaken = reports.contains { $0.report.experiment.name == report.experiment.name }
                reports.append((isTaken ? path : report.experiment.name, report))
            }
            let comparison = ExperimentComparison(reports)
            if let figure { try comparison.figure.write(to: figure) }
            switch format {
            case .table: print(comparison.markdown, terminator: "")
            case .json: print(comparison.json, terminator: "")
            }
        } catch {
            throw error.reported()
        }
    }
}
