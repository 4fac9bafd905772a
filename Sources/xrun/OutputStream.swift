import Experiment
import Foundation
import Glibc
import Spec

/// Standard output and standard error.
enum OutputStream: Int32 {
    case standardOutput = 1
    case standardError = 2

    /// Whether a person watches, on a terminal that understands escape codes.
    var isTerminal: Bool {
        guard isatty(rawValue) == 1 else { return false }
        guard let kind = unsafe getenv("TERM") else { return false }
        return unsafe String(cString: kind) != "dumb"
    }
}

enum StandardError {
    /// Whether what is wrong is coloured. By the command line as it stands: some is wrong before a command is known.
    static let isColored =
        OutputStream.standardError.isTerminal && !CommandLine.arguments.contains("--no-color")
        && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty

    /// What cannot be written is lost: there is nobody to tell.
    static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// A line of its own. What comes from elsewhere, such as a path, moves no cursor.
    static func error(_ message: String) { write(message, .error) }

    /// The same for what stops nothing.
    static func warning(_ message: String) { write(message, .warning) }

    private static func write(_ message: String, _ severity: Diagnostic.Severity) {
        var renderer = DiagnosticRenderer(color: isColored)
        write(renderer.render([Diagnostic(message, severity: severity)]))
    }
}
