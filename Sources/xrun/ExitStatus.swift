import Experiment

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
