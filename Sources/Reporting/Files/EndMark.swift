import Synchronization

/// Tells the next start that this one has not crashed, although records may still call something running: the user did
/// not wait for the end of a step, or a disk did not take the last records.
///
/// A file beside the experiment's folder. Where it cannot be written, what is called running counts as crashed.
package final class EndMark: Sendable {
    private let path: String
    /// Whether the start still has the folder.
    private let isOpen = Mutex(true)

    init(path: String) { self.path = path }

    var isThere: Bool { FileStatus(of: path) != nil }

    /// The user ends the start, at whatever moment.
    package func noteStop() { isOpen.withLock { if $0 { write() } } }

    /// The start has come to its end; what is noted later does not count.
    /// - Parameter isWhole: whether all records are written.
    package func close(isWhole: Bool) {
        isOpen.withLock { isOpen in
            isOpen = false
            if isWhole { remove() } else { write() }
        }
    }

    func remove() { if isThere { try? FileAccess.remove(path) } }

    private func write() { if !isThere { try? FileAccess.write([], through: path) } }
}
