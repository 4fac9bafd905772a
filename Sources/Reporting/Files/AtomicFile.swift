import Glibc

/// Files that are there whole or not at all, whatever happens in between: written beside their place, brought to the
/// disk, then given their name.
package enum AtomicFile {
    /// Writes `bytes` as the file `name` of `folder`, which must be there. An older file of that name is replaced.
    /// - Throws: `system` where the operating system refuses; `unusableName` for a path with a NUL byte; `notPlain`
    ///   where a link stands in the place of what is not named yet.
    package static func write(_ bytes: [UInt8], to name: String, in folder: String) throws(ReportingError) {
        try write(to: name, in: folder) { (file) throws(ReportingError) in try file.write(bytes) }
    }

    /// The same of a file of the user's choice that is to be new: what has the name already, or is given it meanwhile,
    /// stays as it is.
    /// - Throws: as `write`; `system` with EEXIST where something has the name.
    package static func create(_ bytes: [UInt8], as name: String, in folder: String) throws(ReportingError) {
        try write(to: name, in: folder, permissions: ChosenFile.permissions, isNew: true) {
            (file) throws(ReportingError) in try file.write(bytes)
        }
    }

    /// The same with what `content` writes, piece by piece.
    /// - Parameters:
    ///   - permissions: as for `Descriptor.open`.
    ///   - former: a name under which an older file is kept.
    ///   - isNew: whether an older file is an error, and stays.
    static func write(
        to name: String, in folder: String, permissions: mode_t = 0o644, former: String? = nil, isNew: Bool = false,
        content: (borrowing Descriptor) throws(ReportingError) -> Void
    ) throws(ReportingError) {
        let target = folder + "/" + name
        let temporary = "\(folder)/\(temporaryName(of: name))"
        do throws(ReportingError) {
            try WritePoint.create.pass(target)
            let file = try Descriptor.open(
                temporary, O_WRONLY | O_CREAT | O_TRUNC, permissions: permissions, for: .create)
            try WritePoint.write.pass(target)
            try content(file)
            try WritePoint.sync.pass(target)
            try file.synchronize()
            if let former {
                try WritePoint.keep.pass(target)
                guard unsafe rename(target, folder + "/" + former) == 0 || errno == ENOENT else {
                    throw .system(.write, path: target, errno: errno)
                }
            }
            try WritePoint.rename.pass(target)
            if isNew {
                try place(temporary, at: target)
            } else {
                guard unsafe rename(temporary, target) == 0 else { throw .system(.write, path: target, errno: errno) }
            }
        } catch {
            _ = unsafe unlink(temporary)
            // Told by the name that the user knows.
            if case .system(let operation, temporary, let code) = error {
                throw .system(operation, path: target, errno: code)
            }
            throw error
        }
        do throws(ReportingError) {
            try WritePoint.done.pass(target)
            try FileAccess.synchronizeFolder(folder)
        } catch {
            // Who is told that there is no new file finds its place free when trying again.
            if isNew { _ = unsafe unlink(target) }
            throw error
        }
    }

    /// The same with a text, in UTF-8.
    /// - Throws: as for bytes.
    package static func write(_ text: String, to name: String, in folder: String) throws(ReportingError) {
        try write(Array(text.utf8), to: name, in: folder)
    }

    /// Gives the file `temporary` the name `target`, where nothing has it: `rename` would replace what has it.
    private static func place(_ temporary: String, at target: String) throws(ReportingError) {
        if unsafe link(temporary, target) == 0 {
            _ = unsafe unlink(temporary)
            return
        }
        let code = errno
        // A file system without hard links, such as FAT or, with ENOSYS, one in user space: there a file that comes
        // within this very moment is replaced.
        guard [EPERM, EOPNOTSUPP, ENOSYS].contains(code) else { throw .system(.write, path: target, errno: code) }
        try FileAccess.place(temporary, at: target)
    }

    /// Removes what killed starts have left half-written in `folder`. Only for who alone works there.
    static func removeRemains(in folder: String) throws(ReportingError) {
        for name in try FileAccess.names(in: folder) where isTemporary(name) {
            let path = "\(folder)/\(name)"
            if FileStatus(of: path)?.isRegularFile == true { try FileAccess.remove(path) }
        }
    }

    /// What a file is called that has no name yet. The process number keeps two programs apart that rebuild one summary.
    private static func temporaryName(of name: String) -> String { ".\(name).\(getpid()).tmp" }

    /// Whether `temporaryName` gives this name, in any process.
    static func isTemporary(_ name: String) -> Bool { name.wholeMatch(of: /\..+\.[0-9]+\.tmp/) != nil }
}
