package import Experiment
import Foundation

/// Does something slow with values on a thread of its own, in order. Who is too fast is not held up: of the values that
/// wait, only the newest is taken. Where there is no thread, it is done by who submits.
package final class LatestValueQueue<Value: Sendable>: @unchecked Sendable {
    private let threads: ThreadStarter
    /// Guards what follows, and tells when there is nothing more to do.
    private let condition = NSCondition()
    /// With the newest value.
    private var waiting: (@Sendable () -> Void)?
    private var isWorking = false

    package init(threads: ThreadStarter = .system) { self.threads = threads }

    package func submit(_ value: Value, _ work: @escaping @Sendable (Value) -> Void) {
        let isIdle = condition.withLock { () -> Bool in
            defer { isWorking = true }
            waiting = { work(value) }
            return !isWorking
        }
        if isIdle { threads.startOrRun { [self] in workOff() } }
    }

    private func workOff() {
        while let work = next() { work() }
    }

    /// Nil once there is nothing more to do.
    private func next() -> (@Sendable () -> Void)? {
        condition.withLock { () -> (@Sendable () -> Void)? in
            defer { waiting = nil }
            if waiting == nil {
                isWorking = false
                condition.broadcast()
            }
            return waiting
        }
    }

    /// Returns when everything that was submitted is done.
    package func drain() {
        condition.withLock {
            while isWorking { condition.wait() }
        }
    }
}
