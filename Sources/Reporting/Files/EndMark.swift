import Dispatch
package import Experiment
import Glibc
import Synchronization

/// Tells the next start that items have not crashed this one, although their records may still call them running: the
/// user did not wait for the end of a step, or a disk did not take the last records.
///
/// A file beside the experiment's folder: the folders of those items, a line each, or nothing for all. Where it cannot
/// be written, what is called running counts as crashed.
package final class EndMark: Sendable {
    /// More than the folders of any plan.
    private static let sizeLimit = 1 << 24

    private let path: String
    /// Whether the start still has the folder.
    private let isOpen = Mutex(true)
    /// For the thread that waits for the user: a stop, or the start's end.
    private let isOver = DispatchSemaphore(value: 0)

    init(path: String) { self.path = path }

    /// Those of `folders` whose items have not crashed the last start.
    func excused(of folders: [String]) -> Set<String> {
        guard let names else { return [] }
        return names.isEmpty ? Set(folders) : Set(names).intersection(folders)
    }

    /// The user ends the start, at whatever moment.
    package func noteStop() { isOpen.withLock { if $0 { excuseAll() } } }

    /// Has a thread of its own wait, until the mark is closed, to note that the user ends the start: a disk that hangs
    /// holds up nobody else. It waits from now on: when the user ends the start, there may be no thread to get.
    /// - Returns: what has it noted; it returns at once.
    /// - Throws: where there is no thread.
    package func awaitStop(threads: ThreadStarter = .system) throws(ThreadFailure) -> @Sendable () -> Void {
        try threads.start { [self] in
            isOver.wait()
            noteStop()
        }
        return { [isOver] in isOver.signal() }
    }

    /// The start has come to its end; what is noted later does not count.
    /// - Parameter untold: the folders whose records could not be written.
    package func close(untold: [String]) {
        isOpen.withLock { isOpen in
            isOpen = false
            keep(untold)
        }
        isOver.signal()
    }

    /// At once: the user may not wait.
    private func excuseAll() {
        _ = try? Descriptor.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, for: .write)
    }

    /// Tells of `folders` alone from now on.
    func keep(_ folders: [String]) {
        guard !folders.isEmpty, let name = path.split(separator: "/").last else {
            try? FileAccess.remove(path)
            return
        }
        // Half of it would excuse all.
        try? AtomicFile.write(folders.joined(separator: "\n"), to: String(name), in: FileAccess.parent(of: path))
    }

    /// The record of one of them says again how it is.
    func forget(_ folder: String) {
        isOpen.withLock { isOpen in
            guard isOpen, let named = names, named.contains(folder) else { return }
            keep(named.filter { $0 != folder })
        }
    }

    /// Empty for all; nil where there is no mark.
    private var names: [String]? {
        guard let bytes = try? FileAccess.read(path, limit: Self.sizeLimit) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
