import Foundation
import Glibc
import TensorBoard

/// Files and folders by path, with typed errors.
enum FileAccess {
    /// Reads a plain file of at most `limit` bytes, never through a link; opening a pipe does not wait.
    static func read(_ path: String, limit: Int) throws(ReportingError) -> [UInt8] {
        try Descriptor.open(path, O_RDONLY | O_NONBLOCK, for: .read).read(limit: limit)
    }

    /// The same of its first `count` bytes; of all, where there are fewer.
    static func read(_ path: String, first count: Int) throws(ReportingError) -> [UInt8] {
        try Descriptor.open(path, O_RDONLY | O_NONBLOCK, for: .read).read(first: count)
    }

    /// Writes to what stands at `path`, wherever links lead.
    /// - Parameter permissions: of a file that is made, as for `Descriptor.open`.
    static func write(_ bytes: [UInt8], through path: String, permissions: mode_t) throws(ReportingError) {
        let file = try Descriptor.open(
            path, O_WRONLY | O_CREAT | O_TRUNC, followingLinks: true, permissions: permissions, for: .write)
        try file.write(bytes)
    }

    /// Makes the folder; one that is there already is fine, a link is not.
    /// - Throws: `notFolder` or `notPlain` where something else stands there; `system` where it cannot be made, also
    ///   where what stood in its place has vanished since.
    static func createFolder(_ path: String) throws(ReportingError) {
        if unsafe mkdir(path, 0o755) == 0 { return }
        let code = errno
        guard code == EEXIST, let status = FileStatus(of: path) else {
            throw .system(.create, path: path, errno: code)
        }
        try checkFolder(path, status)
    }

    /// Makes the folder and those on the way to it. Links on the way are the user's own choice.
    /// - Throws: as `isFolder`; `system` where one cannot be made.
    static func createFolders(to path: String) throws(ReportingError) {
        if try isFolder(path) { return }
        let parent = parent(of: path)
        if parent != path, !parent.isEmpty { try createFolders(to: parent) }
        if unsafe mkdir(path, 0o755) == 0 { return }
        let code = errno
        guard code == EEXIST else { throw .system(.create, path: path, errno: code) }
        // Another start may have made it meanwhile.
        if let reason = try obstacle(toFolder: path) { throw .system(.create, path: path, errno: reason) }
    }

    /// Whether a folder stands at `path`, wherever links lead; false where nothing is there yet.
    /// - Throws: `notFolder` where something else stands there; `deadLink` where a folder could not even be made.
    static func isFolder(_ path: String) throws(ReportingError) -> Bool {
        try obstacle(toFolder: path) == nil
    }

    /// The system's number for why no folder is found at `path`, wherever links lead; nil where one stands there.
    /// - Throws: as `isFolder`.
    private static func obstacle(toFolder path: String) throws(ReportingError) -> Int32? {
        var status = stat()
        if unsafe stat(path, &status) != 0 {
            let code = errno
            guard [ENOENT, ELOOP].contains(code), let own = FileStatus(of: path) else { return code }
            if own.isLink { throw .deadLink(path: path) }
            // Another start has made it between the two looks.
            guard unsafe stat(path, &status) == 0 else { return errno }
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notFolder(path: path) }
        return nil
    }

    /// Refuses what is no folder itself.
    /// - Parameter status: what stands at `path`.
    /// - Throws: `notFolder` for a file; `notPlain` for anything else, such as a link to a folder.
    static func checkFolder(_ path: String, _ status: FileStatus) throws(ReportingError) {
        guard !status.isFolder else { return }
        guard status.isRegularFile else { throw .notPlain(path: path) }
        throw .notFolder(path: path)
    }

    /// The folder, or the nearest one above it that exists; links are followed.
    /// - Throws: as `isFolder`.
    @discardableResult
    static func nearestFolder(to path: String) throws(ReportingError) -> String {
        if try isFolder(path) { return path }
        let parent = parent(of: path)
        return try nearestFolder(to: parent == path || parent.isEmpty ? "." : parent)
    }

    /// Whether files can be made in the folder, or in the nearest one above it that exists.
    static func checkWritable(_ path: String) throws(ReportingError) {
        let folder = try nearestFolder(to: path)
        guard unsafe access(folder + "/.", W_OK | X_OK) == 0 else {
            throw .system(.write, path: folder, errno: errno)
        }
    }

    /// Names in a folder, in the order of their bytes.
    static func names(in path: String) throws(ReportingError) -> [String] {
        do {
            return try FolderNames.read(path)
        } catch {
            throw .system(.list, path: path, errno: error.code)
        }
    }

    /// Gives what stands at `source` the name `target`, where nothing stands yet; a loss of power may undo that.
    static func place(_ source: String, at target: String) throws(ReportingError) {
        guard FileStatus(of: target) == nil else { throw .system(.move, path: source, errno: EEXIST) }
        guard unsafe rename(source, target) == 0 else { throw .system(.move, path: source, errno: errno) }
    }

    /// The same, and a loss of power undoes nothing.
    static func move(_ source: String, to target: String) throws(ReportingError) {
        try place(source, at: target)
        for folder in Set([parent(of: source), parent(of: target)]) { try synchronizeFolder(folder) }
    }

    static func remove(_ path: String) throws(ReportingError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .system(.remove, path: path, errno: errno) }
    }

    /// Removes everything in the folder but other folders.
    static func removeFiles(in folder: String, but kept: Set<String>) throws(ReportingError) {
        for name in try names(in: folder) where !kept.contains(name) {
            let path = "\(folder)/\(name)"
            if FileStatus(of: path)?.isFolder == false { try remove(path) }
        }
    }

    /// Brings to the disk what any descriptor has written to the file.
    static func synchronizeFile(_ path: String) throws(ReportingError) {
        try WritePoint.sync.pass(path)
        try Descriptor.open(path, O_RDONLY | O_NONBLOCK, for: .write).synchronize()
    }

    static func synchronizeFolder(_ path: String) throws(ReportingError) {
        try Descriptor.open(path, O_RDONLY | O_DIRECTORY, for: .write).synchronize()
    }

    /// The absolute path of what stands there, wherever links lead. Bytes that are no UTF-8 are replaced, and then it leads
    /// to nothing.
    /// - Throws: `system` where nothing stands there.
    static func resolved(_ path: String) throws(ReportingError) -> String {
        guard let resolved = unsafe realpath(path, nil) else { throw .system(.read, path: path, errno: errno) }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
