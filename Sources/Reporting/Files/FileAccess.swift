import Foundation
import Glibc

/// Files and folders by path, with typed errors.
enum FileAccess {
    /// Reads a plain file of at most `limit` bytes, never through a link; opening a pipe does not wait.
    static func read(_ path: String, limit: Int) throws(ReportingError) -> [UInt8] {
        try Descriptor.open(path, O_RDONLY | O_NONBLOCK, for: .read).read(limit: limit)
    }

    /// Makes the folder; one that is there already is fine, a link is not.
    static func createFolder(_ path: String) throws(ReportingError) {
        if unsafe mkdir(path, 0o755) == 0 { return }
        let code = errno
        guard code == EEXIST else { throw .system(.create, path: path, errno: code) }
        guard FileStatus(of: path)?.isFolder == true else { throw .notPlain(path: path) }
    }

    /// Makes the folder and those on the way to it. Links on the way are the user's own choice.
    static func createFolders(to path: String) throws(ReportingError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .output(message: "cannot create \(path): \(error.localizedDescription)")
        }
    }

    /// Names in a folder, in the order of their bytes.
    static func names(in path: String) throws(ReportingError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw .output(message: "cannot list \(path): \(error.localizedDescription)")
        }
    }

    /// Gives what stands at `source` the name `target`, where nothing stands yet; both survive a loss of power.
    static func move(_ source: String, to target: String) throws(ReportingError) {
        guard FileStatus(of: target) == nil else { throw .system(.move, path: source, errno: EEXIST) }
        guard unsafe rename(source, target) == 0 else { throw .system(.move, path: source, errno: errno) }
        for folder in Set([parent(of: source), parent(of: target)]) { try synchronizeFolder(folder) }
    }

    static func remove(_ path: String) throws(ReportingError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .system(.remove, path: path, errno: errno) }
    }

    static func synchronizeFolder(_ path: String) throws(ReportingError) {
        try Descriptor.open(path, O_RDONLY | O_DIRECTORY, for: .write).synchronize()
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
