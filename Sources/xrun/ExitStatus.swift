import Experiment
import Reporting

/// The exit codes other than success, as `xrun --help` lists them.
enum ExitStatus: Int32, Error {
    case runFailed = 1
    case wrongInput = 2
    case folderInUse = 3
    case interrupted = 130
}

extension ExitStatus {
    /// Says that what was asked for could not be printed, and gives the exit code for it.
    /// - Parameter error: the system's number.
    static func unprinted(_ error: Int32) -> ExitStatus {
        StandardError.error("the output cannot be written: \(systemError(error))")
        return .runFailed
    }
}

extension ReportingError {
    /// Prints the error and gives the exit code that it ends the program with.
    func reported() -> ExitStatus {
        StandardError.error(message)
        switch self {
        case .held: return .folderInUse
        case .unusableName, .notFolder, .deadLink, .noRecords, .movedAside, .damaged: return .wrongInput
        case .system, .notPlain, .tooLarge, .output: return .runFailed
        }
    }
}
