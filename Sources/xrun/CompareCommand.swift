import ArgumentParser
import Foundation
import Reporting
import Terminal

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "One answer and one table over several experiments, with the settings in which they differ.")

    @Argument(help: "The experiments' folders, such as runs/fashion runs/smith.", completion: .directory)
    var folders: [String]

    @Option(help: "table (Markdown where no terminal is) or json.")
    var format = TableFormat.table

    @Option(
        help: ArgumentHelp("Draw what decides, of every group, as an SVG.", valueName: "file"),
        completion: .file(extensions: ["svg"]))
    var figure: String?

    @OptionGroup var color: ColorOptions

    func validate() throws {
        guard let figure else { return }
        let ending = URL(fileURLWithPath: figure).pathExtension
        if !ending.isEmpty, ending.lowercased() != "svg" {
            throw ValidationError(
                "--figure draws an SVG, which '\(figure)' does not sound like; end its name with .svg")
        }
    }

    func run() throws {
        let comparison = try readComparison()
        if let figure { try draw(comparison, to: figure) }
        switch format {
        case .table:
            let output = TerminalOutput.standardOutput
            StandardOutput.draw(
                output.isTerminal ? page(comparison, width: output.size.columns) : comparison.markdown,
                terminator: "")
        case .json: StandardOutput.print(comparison.json, terminator: "")
        }
    }

    private func readComparison() throws(ExitStatus) -> ExperimentComparison {
        do throws(ReportingError) {
            var found: [(folder: ExperimentFolder, report: Report)] = []
            for path in folders {
                let folder = try ExperimentFolder(existing: path)
                if let same = found.first(where: { $0.folder.isSame(as: folder) })?.folder {
                    StandardError.warning("\(path) is the same folder as \(same.path), and counts once")
                    continue
                }
                let objective = found.first?.report.experiment.objective
                let report = try Report.read(folder, objective: objective)
                StandardError.warn(of: report, in: folder, by: objective ?? report.experiment.objective)
                found.append((folder, report))
            }
            return ExperimentComparison(reading: found)
        } catch {
            throw error.reported()
        }
    }

    private func draw(_ comparison: ExperimentComparison, to file: String) throws(ExitStatus) {
        let picture: [UInt8]
        do throws(ReportingError) {
            picture = try comparison.figure.svg()
        } catch {
            throw error.reported()
        }
        do throws(ReportingError) {
            try ChosenFile.write(picture, to: file)
        } catch {
            throw error.reported(ofChosen: file)
        }
    }

    private func page(_ comparison: ExperimentComparison, width: Int) -> String {
        let table = comparison.shortTable
        let shown = TextTable(table.columns, width: width).shownTitles
        var remarks = comparison.remarks(.plain)
        if shown.contains(DifferenceToBest.title) { remarks += comparison.differenceNotes(.plain) }
        if shown.count < table.columns.count {
            remarks.append("Not all columns have room here; a wider terminal or a pipe gets them.")
        }
        let answer = comparison.answer(.plain).wrapped(to: width)
        return "\(table.text(width: width))\n\n\(answer)\n\n\(remarks.map { $0.wrapped(to: width) + "\n" }.joined())"
    }
}
