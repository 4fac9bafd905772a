import TensorBoard

/// An event file that is written in one go, beside the one that grows or in place of it.
enum CompleteEventFile {
    /// Makes the file.
    ///
    /// It has its name from the beginning, since TensorBoard reads every file with `tfevents` in its name. What a kill
    /// leaves of it is read as far as it goes, and the next start takes it away.
    /// - Parameters:
    ///   - firstStep: as of `EventFileWriter`; nil for a file that replaces nothing of the others.
    ///   - isSynchronized: whether it is on the disk when this returns, for a record that counts on it. That waits for
    ///     the disk twice.
    ///   - content: writes the events.
    static func write(
        suffix: String = "", firstStep: Int? = nil, folder: String, wallTime: Double, isSynchronized: Bool = true,
        content: (EventFileWriter) throws(TensorBoardError) -> Void
    ) throws(ReportingError) {
        let writer = try writingEvents { () throws(TensorBoardError) in
            try EventFileWriter(folder: folder, suffix: suffix, firstStep: firstStep, wallTime: wallTime)
        }
        try WritePoint.write.pass(writer.path)
        try writingEvents { () throws(TensorBoardError) in
            try content(writer)
            try writer.close()
        }
        guard isSynchronized else { return }
        try FileAccess.synchronizeFile(writer.path)
        try FileAccess.synchronizeFolder(folder)
    }
}
