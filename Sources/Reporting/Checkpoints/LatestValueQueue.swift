import Dispatch
import Synchronization

/// Does something slow with values on a thread of its own, in order. Who is too fast is not held up: of the values that
/// wait, only the newest is taken.
package final class LatestValueQueue<Value: Sendable>: Sendable {
    private let queue: DispatchQueue
    private let waiting = Mutex<Value?>(nil)

    package init(label: String) { queue = DispatchQueue(label: label) }

    package func submit(_ value: Value, _ work: @escaping @Sendable (Value) -> Void) {
        let isScheduled = waiting.withLock { waiting in
            defer { waiting = value }
            return waiting != nil
        }
        guard !isScheduled else { return }
        queue.async { [self] in
            let next = waiting.withLock { waiting in
                defer { waiting = nil }
                return waiting
            }
            if let next { work(next) }
        }
    }

    /// Returns when everything that was submitted is done.
    package func drain() { queue.sync {} }
}
