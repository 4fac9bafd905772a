import Experiment
import Foundation
import Reporting
import Spec
import Terminal

enum StandardError {
    /// Whether what is wrong is coloured. By the command line as it stands: some is wrong before a command is known.
    static let isColored =
        ProgressStyle.hasColor(
            isTerminal: TerminalOutput.standardError.isTerminal, environment: ProcessInfo.processInfo.environment,
            noColor: CommandLine.arguments.contains("--no-color"))

    /// A text as it is, whatever signs the terminal shows: it names files and quotes lines of the user's own, and a caret
    /// stands below what it points at.
    static func write(_ text: String) { write(Data(text.utf8)) }

    /// Says what is being done, for as long as it takes.
    static func progress(_ text: String) { write(TerminalOutput.standardError.drawn("\(text) …\n")) }

    /// A line of its own. What comes from elsewhere, such as a path, moves no cursor.
    static func error(_ message: String) { write(message, .error) }

    /// The same for what stops nothing.
    static func warning(_ message: String) { write(message, .warning) }

    /// The same for what is not wrong.
    static func note(_ message: String) { write(message, .note) }

    /// Says which records cannot be used, and what a start makes of it.
    static func warn(of earlier: EarlierWork) {
        warnOfDamage(earlier.damaged) { fault in
            switch fault {
            case .unreadable: "its item counts as new"
            // The item that it is of may be done, where it belongs.
            case .misplaced: "it is left out"
            }
        }
    }

    private static func warnOfDamage(_ damaged: [DamagedRecord], _ consequence: (DamagedRecord.Fault) -> String) {
        for record in damaged { warning("\(record.message); \(consequence(record.fault))") }
    }

    /// Says of which runs the best validation is not known: of a few, and of how many more.
    static func warnOfUnknownBest(_ remarks: [String]) {
        let shown = remarks.prefix(WordList.namedInRemark)
        for remark in shown { warning(remark) }
        if remarks.count > shown.count { warning("and \(WordList.count(remarks.count - shown.count, "more run"))") }
    }

    /// Says what the records of an experiment do not give.
    /// - Parameters:
    ///   - folder: that it was read from.
    ///   - objective: what its best validations are chosen by.
    static func warn(of report: Report, in folder: ExperimentFolder, by objective: Objective) {
        warnOfDamage(report.damaged) { _ in "it is left out" }
        warnOfUnknownBest(report.remarksOnBest(by: objective, in: folder))
    }

    /// What cannot be written is lost: there is nobody to tell.
    private static func write(_ bytes: Data) { try? FileHandle.standardError.write(contentsOf: bytes) }

    private static func write(_ message: String, _ severity: Diagnostic.Severity) {
        var renderer = DiagnosticRenderer(color: isColored)
        write(renderer.render([Diagnostic(message, severity: severity)]))
    }
}
