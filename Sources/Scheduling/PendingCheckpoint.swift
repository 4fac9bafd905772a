import Dispatch
import Experiment
import Synchronization

/// A checkpoint on its way to the scheduler. It weighs as much as the network and its optimizer: of an item only the
/// newest waits in the mailbox and, where the scheduler is far behind, one before it.
final class PendingCheckpoint: Sendable {
    private let checkpoint: Mutex<ItemCheckpoint?>
    private let isKept = DispatchSemaphore(value: 0)

    init(_ checkpoint: ItemCheckpoint) { self.checkpoint = Mutex(checkpoint) }

    /// Nil where it is taken already, to be kept or since there is a newer one.
    func take() -> ItemCheckpoint? {
        checkpoint.withLock { checkpoint in
            defer { checkpoint = nil }
            return checkpoint
        }
    }

    /// Lets who waits for it go on.
    func noteKept() { isKept.signal() }

    func waitUntilKept() { isKept.wait() }
}
