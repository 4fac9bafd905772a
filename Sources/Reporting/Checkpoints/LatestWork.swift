package import Experiment
import Foundation

/// Does slow work on a thread of its own, in order. Who is too fast is not held up: of what waits, only the newest is
/// done. Where there is no thread, it is done by who submits.
package final class LatestWork: @unchecked Sendable {
    private let threads: ThreadStarter
    private let isAwaited: Bool
    /// Guards what follows, and tells when there is nothing more to do.
    private let condition = NSCondition()
    private var waiting: (@Sendable () -> Void)?
    private var isWorking = false

    /// - Parameter isAwaited: who submits goes on only once it is done.
    package init(threads: ThreadStarter = .system, isAwaited: Bool = false) {
        self.threads = threads
        self.isAwaited = isAwaited
    }

    package func submit(_ work: @escaping @Sendable () -> Void) {
        let isIdle = condition.withLock { () -> Bool in
            defer { isWorking = true }
            waiting = work
            return !isWorking
        }
        if isIdle { threads.startOrRun { [self] in workOff() } }
        if isAwaited { drain() }
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
