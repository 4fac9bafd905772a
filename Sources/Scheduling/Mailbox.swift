import Dispatch
import Synchronization

/// A queue that any thread posts to and one thread takes from. Messages of one thread stay in order.
///
/// Who posts in turn waits while too much is pending, and never for ever as long as messages are taken: where the queue
/// is full there is something to take, and whoever takes it wakes all that wait. So only a thread posts in turn whose
/// messages are certain to be taken; the taking one never does, nor waits for one that may.
final class Mailbox<Message: Sendable>: Sendable {
    private struct Queue {
        var messages: [Message] = []
        /// Threads that wait for room.
        var waiting = 0
    }

    /// Messages posted in turn and not yet taken, at most.
    let mostPending: Int
    private let queue = Mutex(Queue())
    /// Messages posted and not yet taken.
    private let count = DispatchSemaphore(value: 0)
    /// Signalled once for each thread that waits for room.
    private let room = DispatchSemaphore(value: 0)
    /// Taken in batches, so that a long queue is never shifted message by message. Only the taking thread uses it.
    private let taken = Mutex<ArraySlice<Message>>([])

    /// - Parameter mostPending: at least 2.
    init(mostPending: Int) { self.mostPending = max(2, mostPending) }

    /// Posts at once.
    func post(_ message: Message) {
        queue.withLock { $0.messages.append(message) }
        count.signal()
    }

    /// Posts once there is room.
    func postInTurn(_ message: Message) {
        while !postIfRoom(message) { room.wait() }
    }

    /// - Returns: false where there is none: the thread is then told of room, once.
    private func postIfRoom(_ message: Message) -> Bool {
        let hasRoom = queue.withLock { queue -> Bool in
            // The other half may be in the batch that is being worked off.
            guard queue.messages.count < mostPending / 2 else {
                queue.waiting += 1
                return false
            }
            queue.messages.append(message)
            return true
        }
        if hasRoom { count.signal() }
        return hasRoom
    }

    /// The oldest message; waits for one where there is none.
    func next() -> Message {
        count.wait()
        return taken.withLock { taken in
            if let first = taken.popFirst() { return first }
            let (batch, waiting) = queue.withLock { queue -> ([Message], Int) in
                defer { queue = Queue() }
                return (queue.messages, queue.waiting)
            }
            for _ in 0..<waiting { room.signal() }
            taken = batch[...]
            // The semaphore has counted it.
            return taken.removeFirst()
        }
    }
}
