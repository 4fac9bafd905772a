import Dispatch
import Foundation
import Synchronization

/// Handles signals of the system (Ctrl-C) on a thread, as long as it lives; then they have their usual effect again.
package final class SignalListener {
    /// By which a process is asked to end: Ctrl-C, `kill`, a terminal that is closed.
    package static let endings: [Int32] = [SIGINT, SIGTERM, SIGHUP]

    private let signals: [Int32]
    private let sources: [any DispatchSourceSignal]

    /// Listens as soon as it returns. A signal that the process was started to ignore (nohup) stays ignored.
    ///
    /// - Parameters:
    ///   - signals: by their numbers.
    ///   - handle: called with the number of each that arrives, one at a time.
    package init(_ signals: [Int32], handle: @escaping @Sendable (Int32) -> Void) {
        // Otherwise a signal would have its usual effect before anybody hears of it.
        self.signals = signals.filter { number in
            // SIG_IGN is the handler at address 1.
            unsafe unsafeBitCast(signal(number, SIG_IGN), to: Int.self) != 1
        }
        let queue = DispatchQueue(label: "xrun.signals")
        sources = self.signals.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { handle(number) }
            // Until the source is registered, which another thread does, a signal would be lost.
            let registered = DispatchSemaphore(value: 0)
            source.setRegistrationHandler { registered.signal() }
            source.activate()
            registered.wait()
            return source
        }
    }

    /// Turns signals into a stop request.
    ///
    /// - Parameters:
    ///   - signals: by their numbers.
    ///   - stop: requested at the first of them.
    ///   - clock: when a signal has arrived.
    ///   - onRepeat: called at every further one that is no echo of the first, when the user does not want to wait.
    package convenience init(
        _ signals: [Int32] = SignalListener.endings, stop: StopSignal,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, onRepeat: @escaping @Sendable () -> Void
    ) {
        let echo = Mutex(SignalEcho())
        self.init(signals) { _ in
            let isEcho = echo.withLock { $0.note(at: clock()) }
            if !stop.isRequested { stop.request() } else if !isEcho { onRepeat() }
        }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in signals { signal(number, SIG_DFL) }
    }

    /// Gives a signal that is being handled its usual effect after all. Returns where it stopped the process, and
    /// somebody has let that go on (SIGTSTP); at once where the system takes it for nothing, as it does where nobody
    /// could let the process go on.
    package static func applyDefault(of number: Int32) {
        let handler = signal(number, SIG_DFL)
        // Threads of a queue take no signals.
        var mask = sigset_t()
        var former = sigset_t()
        _ = unsafe sigemptyset(&mask)
        _ = unsafe sigaddset(&mask, number)
        _ = unsafe pthread_sigmask(SIG_UNBLOCK, &mask, &former)
        raise(number)
        _ = unsafe pthread_sigmask(SIG_SETMASK, &former, nil)
        signal(number, handler)
    }
}
