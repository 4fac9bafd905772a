import Experiment
import Glibc
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
    /// - Parameter folder: the experiment's that is worked on, if one is. A file or a link in the way in it, or in that of
    ///   what was moved aside, is no fault of the command line.
    func reported(in folder: ExperimentFolder? = nil) -> ExitStatus {
        StandardError.error(message)
        switch self {
        case .notFolder(let path), .notPlain(let path):
            guard let folder, path != folder.path, path.hasPrefix(folder.path) else { return .wrongInput }
            return .runFailed
        case .held: return .folderInUse
        case .unusableName, .noFolder, .deadLink, .noRecords, .movedAside, .damaged: return .wrongInput
        case .system, .tooLarge, .output: return .runFailed
        }
    }

    /// The same of an error of `ChosenFile`.
    /// - Parameter file: its path.
    func reported(ofChosen file: String) -> ExitStatus {
        guard case .system(_, _, let code) = self else {
            StandardError.error("'\(file)' cannot be written: \(message)")
            return .wrongInput
        }
        StandardError.error("'\(file)' cannot be written: \(systemError(code))")
        return Self.faultsOfPath.contains(code) ? .wrongInput : .runFailed
    }

    /// What the system says of a path where no file can be. All else is the disk's fault.
    private static let faultsOfPath: Set = [ENOENT, ENOTDIR, EISDIR, EACCES, ELOOP, ENAMETOOLONG]
}
