import Experiment
import Foundation

/// What keeps a path from leading to anything.
enum Obstacle: Hashable, Sendable {
    case nothingThere
    /// A link to what does not exist.
    case link(to: String)
    case notFolder
    /// The operating system's words: of a folder that may not be entered, of links that lead to each other.
    case unreadable(String)

    /// Nil where `path` leads to something.
    /// - Parameter isFolder: whether that must be a folder in which files can be reached.
    init?(at path: String, isFolder: Bool = false) {
        // The entry that a folder has for itself is reached as its files are.
        let entry = isFolder ? path + "/." : path
        var status = stat()
        guard unsafe stat(entry, &status) != 0 else { return nil }
        switch errno {
        case ENOENT:
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path)
            self = target.map { Obstacle.link(to: $0) } ?? .nothingThere
        case ENOTDIR where isFolder: self = .notFolder
        case let code: self = .unreadable(systemError(code))
        }
    }
}
