/// A file of the user's choice, in no folder of xrun's.
package enum ChosenFile {
    /// Writes `bytes` to `path`. A link stays one, and a pipe or terminal is written to.
    /// - Throws: `output` where `path` names no file; `system` where the operating system refuses; `unusableName` for a
    ///   path with a NUL byte.
    package static func write(_ bytes: [UInt8], to path: String) throws(ReportingError) {
        guard let name = path.split(separator: "/", omittingEmptySubsequences: false).last, !name.isEmpty else {
            throw .output(message: "'\(path)' names no file")
        }
        do throws(ReportingError) {
            if let status = FileStatus(of: path), !status.isRegularFile {
                try FileAccess.write(bytes, through: path)
            } else {
                try AtomicFile.write(bytes, to: String(name), in: FileAccess.parent(of: path))
            }
        } catch {
            // Told by the path that was typed, whichever file or folder on the way to it was refused.
            guard case .system(_, _, let code) = error else { throw error }
            throw .system(.write, path: path, errno: code)
        }
    }
}
