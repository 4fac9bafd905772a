import Synchronization
import SwiftProtobuf
import TensorBoardMessages

/// Writes one event file, which TensorBoard may read while it grows.
///
/// All event files of a folder make one entry of TensorBoard's list; only one of them may have a living writer.
/// To go on where an earlier writer ended, make a new one: it gets a name that sorts behind the old file, which
/// stays as it is. Steps of a tag only rise, except after such a start.
///
/// Events are gathered and written whole: when `flush` or `close` is called, and when the writer goes. Who writes while
/// somebody looks on flushes from a timer; any thread may.
package final class EventFileWriter: Sendable {
    private struct State: ~Copyable {
        var file: AppendOnlyFile
        /// Whole records, or the rest of one that a failed write began.
        var pending: [UInt8] = []

        mutating func flush() throws(TensorBoardError) {
            if !pending.isEmpty { try file.append(&pending) }
        }
    }

    /// The file's full path.
    package let path: String
    private let state: Mutex<State>

    /// Creates `events.out.tfevents.<seconds>.<host>.<process>.<n><suffix>` in `folder`, which must be there, and
    /// writes its first records.
    ///
    /// - Parameters:
    ///   - firstStep: the first step that this writer writes, 0 or where an earlier writer is taken up: readers
    ///     forget what the folder's earlier files tell of this step and later ones. Nil for a small file beside the
    ///     folder's main one (a session's end), which replaces nothing.
    ///   - wallTime: now, in seconds since 1970.
    /// - Throws: `wallTime` or `step` where one is out of its bounds; `system` where the folder cannot be looked into, or
    ///   the file made or written.
    package init(
        folder: String, suffix: String = "", firstStep: Int? = 0, wallTime: Double
    ) throws(TensorBoardError) {
        guard wallTime.isFinite, wallTime >= 0, wallTime < 1e10 else { throw .wallTime(wallTime) }
        let file = try Self.createFile(in: folder, suffix: suffix, now: Int(wallTime))
        path = file.path
        state = Mutex(State(file: file))
        try append(.fileVersion("brain.Event:2"), step: 0, wallTime: wallTime)
        if let firstStep {
            // The first START of a folder arms TensorBoard's Python loader, each later one makes it forget.
            try append(.sessionLog(.with { $0.status = .start }), step: firstStep, wallTime: wallTime)
        }
        try flush()
    }

    deinit { try? flush() }

    /// Adds one event with these values. Does nothing without values.
    ///
    /// - Throws: `wallTime` or `step` where one is out of its bounds; `closed` after `close`; `encoding` where the
    ///   values are too many.
    package func write(_ values: [SummaryValue], step: Int, wallTime: Double) throws(TensorBoardError) {
        guard !values.isEmpty else { return }
        var summary = Tensorflow_Summary()
        for value in values { summary.value.append(try value.message()) }
        try append(.summary(summary), step: step, wallTime: wallTime)
    }

    /// The network as a picture of the Graphs tab; a folder has one, the last.
    /// - Throws: as for values.
    package func write(_ graph: NetworkGraph, wallTime: Double) throws(TensorBoardError) {
        try append(.graphDef(try graph.message.deterministicBytes()), step: 0, wallTime: wallTime)
    }

    /// Gives all events to the operating system: they outlive this process, not a loss of power.
    ///
    /// After an error nothing of what was written before is lost or torn; calling it again goes on.
    /// - Throws: `system` where the file cannot be written.
    package func flush() throws(TensorBoardError) {
        try state.withLock { state throws(TensorBoardError) in try state.flush() }
    }

    /// Flushes and closes. Writing afterwards is an error; flushing and closing do nothing.
    /// - Throws: `system` where the file cannot be written or closed.
    package func close() throws(TensorBoardError) {
        try state.withLock { state throws(TensorBoardError) in
            try state.flush()
            try state.file.close()
        }
    }

    private func append(_ what: Tensorflow_Event.OneOf_What, step: Int, wallTime: Double) throws(TensorBoardError) {
        guard wallTime.isFinite, wallTime >= 0 else { throw .wallTime(wallTime) }
        guard step >= 0 else { throw .step(step) }
        let event = Tensorflow_Event.with {
            $0.wallTime = wallTime
            $0.step = Int64(step)
            $0.what = what
        }
        let payload: [UInt8] = try event.deterministicBytes()
        try state.withLock { state throws(TensorBoardError) in
            guard state.file.isOpen else { throw .closed(path: path) }
            TFRecord.append(payload, to: &state.pending)
        }
    }

    private static func createFile(
        in folder: String, suffix: String, now: Int
    ) throws(TensorBoardError) -> AppendOnlyFile {
        let existing: [String]
        do {
            existing = try FolderNames.read(folder)
        } catch {
            throw .system(.list, path: folder, errno: error.code)
        }
        var seconds = EventFileName.seconds(now: now, existing: existing)
        while true {
            let name = EventFileName.make(seconds: seconds, suffix: suffix)
            if let file = try AppendOnlyFile(creating: folder + "/" + name) { return file }
            seconds += 1
        }
    }
}
