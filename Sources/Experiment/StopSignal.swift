import Synchronization

/// A request to end early, from Ctrl-C or from a program; can be made from any thread and is never taken back.
package final class StopSignal: Sendable {
    private struct State: Sendable {
        var isRequested = false
        var nextSubscription = 0
        var subscribers: [Int: @Sendable () -> Void] = [:]
    }
    private let state = Mutex(State())

    package init() {}

    package var isRequested: Bool { state.withLock { $0.isRequested } }

    package func request() {
        let subscribers = state.withLock { state in
            state.isRequested = true
            defer { state.subscribers = [:] }
            return state.subscribers
        }
        for (_, notify) in subscribers.sorted(by: { $0.key < $1.key }) { notify() }
    }

    /// Calls `notify` once when a stop is requested. A request that was made before is not repeated.
    @discardableResult
    package func subscribe(_ notify: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.nextSubscription += 1
            state.subscribers[state.nextSubscription] = notify
            return state.nextSubscription
        }
    }

    package func unsubscribe(_ subscription: Int) {
        state.withLock { $0.subscribers[subscription] = nil }
    }
}
