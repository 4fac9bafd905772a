import Dispatch
import Synchronization

/// A queue that any thread posts to without waiting and one thread takes from. Messages of one thread stay in order.
final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    /// Messages posted and not yet taken.
    private let count = DispatchSemaphore(value: 0)
    /// Taken in batches, so that a long queue is never shifted message by message. Only the taking thread uses it.
    private let taken = Mutex<ArraySlice<Message>>([])

    func post(_ message: Message) {
        messages.withLock { $0.append(message) }
        count.signal()
    }

    /// The oldest message; waits for one where there is none.
    func next() -> Message {
        count.wait()
        return taken.withLock { taken in
            if let first = taken.popFirst() { return first }
            taken = messages.withLock { messages in
                defer { messages = [] }
                return messages[...]
            }
            // The semaphore has counted it.
            return taken.removeFirst()
        }
    }
}
