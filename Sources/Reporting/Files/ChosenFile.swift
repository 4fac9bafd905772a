import Glibc

/// A file of the user's choice, in no folder of xrun's.
package enum ChosenFile {
    /// What any program asks for: who else may write the file is for the user's `umask` to say.
    static let permissions: mode_t = 0o666

    /// Writes `bytes` to `path`. A link stays one: the file that it leads to is replaced. A pipe or terminal is written to,
    /// and so is the file that the output or the error stream goes to where a link such as `/dev/stdout` leads there.
    /// - Throws: `output` where `path` names no file; `system` where the operating system refuses; `unusableName` for a
    ///   path with a NUL byte.
    package static func write(_ bytes: [UInt8], to path: String) throws(ReportingError) {
        try perform(at: path) { (name, folder) throws(ReportingError) in
            guard let status = FileStatus(of: path), !status.isRegularFile else {
                try AtomicFile.write(to: name, in: folder, permissions: permissions) {
                    (file) throws(ReportingError) in try file.write(bytes)
                }
                return
            }
            if let target = try? FileAccess.resolved(path), let file = FileStatus(of: target), file.isRegularFile {
                // Replaced, it would be without what the stream has written, and the stream goes on writing behind that.
                if let stream = Descriptor.standardStream(to: file) {
                    try Descriptor.duplicate(stream, path: path).write(bytes)
                } else {
                    try write(bytes, to: target)
                }
            } else {
                try FileAccess.write(bytes, through: path, permissions: permissions)
            }
        }
    }

    /// The same where nothing stands at `path`, be it a link that leads nowhere.
    /// - Throws: as `write`; `system` with EEXIST where something stands there, which stays as it is.
    package static func create(_ bytes: [UInt8], at path: String) throws(ReportingError) {
        try perform(at: path) { (name, folder) throws(ReportingError) in
            // Looked for first: a folder that takes no file has it all the same.
            guard FileStatus(of: path) == nil else { throw .system(.create, path: path, errno: EEXIST) }
            try AtomicFile.create(bytes, as: name, in: folder)
        }
    }

    /// Has `write` do it; what it throws is told by `path`.
    /// - Parameter write: is given the file's name and its folder.
    private static func perform(
        at path: String, _ write: (_ name: String, _ folder: String) throws(ReportingError) -> Void
    ) throws(ReportingError) {
        guard let name = path.split(separator: "/", omittingEmptySubsequences: false).last, !name.isEmpty else {
            throw .output(message: "'\(path)' names no file")
        }
        do throws(ReportingError) {
            // The folder itself, wherever links lead: they are the user's own choice.
            try write(String(name), FileAccess.parent(of: path) + "/.")
        } catch {
            // As it was typed, whichever file or folder on the way to it was refused.
            switch error {
            case .system(_, _, let code): throw .system(.write, path: path, errno: code)
            // What a loop of links is called where results belong.
            case .notPlain: throw .system(.write, path: path, errno: ELOOP)
            default: throw error
            }
        }
    }
}
