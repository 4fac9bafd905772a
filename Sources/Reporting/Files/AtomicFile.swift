import Glibc

/// Files that are there whole or not at all, whatever happens in between: written beside their place, brought to the
/// disk, then given their name.
package enum AtomicFile {
    /// Writes `bytes` as the file `name` of `folder`, which must be there. An older file of that name is replaced.
    package static func write(_ bytes: [UInt8], to name: String, in folder: String) throws(ReportingError) {
        let target = folder + "/" + name
        // The process number keeps two programs apart that rebuild one summary.
        let temporary = folder + "/.\(name).\(getpid()).tmp"
        do throws(ReportingError) {
            let file = try Descriptor.open(temporary, O_WRONLY | O_CREAT | O_TRUNC, for: .create)
            try file.write(bytes)
            try file.synchronize()
            guard unsafe rename(temporary, target) == 0 else { throw .system(.write, path: target, errno: errno) }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        try FileAccess.synchronizeFolder(folder)
    }

    package static func write(_ text: String, to name: String, in folder: String) throws(ReportingError) {
        try write(Array(text.utf8), to: name, in: folder)
    }
}
