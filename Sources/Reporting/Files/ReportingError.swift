import Experiment
import Glibc

/// Why something could not be written down or read back, as data.
package enum ReportingError: Error, Hashable, Sendable {
    package enum Operation: String, Sendable { case read, write, create, move, remove, list, lock }

    /// The operating system refused: a full disk, a folder that is gone, no permission.
    case system(Operation, path: String, errno: Int32)
    /// Another start works on the folder.
    case held(path: String, by: LockHolder?)
    /// A name that would leave its folder, or that means something else there.
    case unusableName(String, reason: String)
    /// Nothing can be seen where the user says that a folder is.
    case noFolder(path: String)
    /// A file, where a folder belongs or on the way to it.
    case notFolder(path: String)
    /// A symbolic link to nothing, where a folder belongs or on the way to it.
    case deadLink(path: String)
    /// A symbolic link, or something else than a plain file or folder, where results belong.
    case notPlain(path: String)
    case tooLarge(path: String, limit: Int)
    /// The folder has no records to make a summary from.
    case noRecords(path: String)
    /// The folder is that of items that were moved aside, and has no summary.
    case movedAside(path: String)
    /// The experiment's own record is there, and cannot be read as one.
    case damaged(path: String)
    /// An event file or a figure could not be made, or there is no thread for what goes on beside the runs.
    case output(message: String)

    /// One sentence without a full stop.
    package var message: String {
        switch self {
        case .system(let operation, let path, let code):
            "cannot \(operation.rawValue) \(path): \(systemError(code))"
        case .held(let path, let holder):
            "\(path) is in use by \(holder.map(\.description) ?? "another start of xrun")"
        case .unusableName(let name, let reason): "'\(name)' cannot be a folder's name: \(reason)"
        case .noFolder(let path): "no folder is found at \(path)"
        case .notFolder(let path): "\(path) is a file, not a folder"
        case .deadLink(let path): "\(path) is a link that leads nowhere"
        case .notPlain(let path):
            "\(path) is a link or a special file; xrun keeps results in plain files and folders only"
        case .tooLarge(let path, let limit): "\(path) is larger than \(limit >> 20) MiB"
        case .noRecords(let path): "\(path) has no experiment.json; is it the folder of an experiment?"
        case .movedAside(let path):
            "\(path) holds runs and range tests that were moved aside, each with its run.json or finder.json; one that is "
                + "finished, or has a checkpoint, comes back when the experiment is started with its settings again"
        case .damaged(let path):
            "\(path) is damaged, was altered, or is of another version of xrun; the next start of the experiment writes it anew"
        case .output(let message): message
        }
    }

    /// Whether it may pass by itself. A folder that was removed does not come back.
    package var isTransient: Bool {
        switch self {
        case .system(_, _, let code):
            [EIO, ENOSPC, EDQUOT, EAGAIN, EBUSY, EMFILE, ENFILE, ENOMEM, ESTALE, ETIMEDOUT].contains(code)
        case .held, .unusableName, .noFolder, .notFolder, .deadLink, .notPlain, .tooLarge, .noRecords, .movedAside,
            .damaged, .output:
            false
        }
    }
}
