import Dispatch
import Foundation
import Synchronization

/// Turns signals of the system (Ctrl-C) into a stop request, as long as it lives; then they end the process again.
package final class SignalListener {
    /// By which a process is asked to end: Ctrl-C, `kill`, a terminal that is closed.
    package static let endings: [Int32] = [SIGINT, SIGTERM, SIGHUP]

    private let signals: [Int32]
    private let sources: [any DispatchSourceSignal]

    /// Listens as soon as it returns. A signal that the process was started to ignore (nohup) stays ignored.
    ///
    /// - Parameters:
    ///   - signals: by their numbers.
    ///   - stop: requested at the first of them.
    ///   - clock: when a signal has arrived.
    ///   - onRepeat: called at every further one that is no echo of the first, when the user does not want to wait.
    package init(
        _ signals: [Int32] = SignalListener.endings, stop: StopSignal,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, onRepeat: @escaping @Sendable () -> Void
    ) {
        // Otherwise a signal would end the process before anybody hears of it.
        self.signals = signals.filter { number in
            // SIG_IGN is the handler at address 1.
            unsafe unsafeBitCast(signal(number, SIG_IGN), to: Int.self) != 1
        }
        let queue = DispatchQueue(label: "xrun.signals")
        let echo = Mutex(SignalEcho())
        sources = self.signals.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                let isEcho = echo.withLock { $0.note(at: clock()) }
                if !stop.isRequested { stop.request() } else if !isEcho { onRepeat() }
            }
            // Until the source is registered, which another thread does, a signal would be lost.
            let registered = DispatchSemaphore(value: 0)
            source.setRegistrationHandler { registered.signal() }
            source.activate()
            registered.wait()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
        for number in signals { signal(number, SIG_DFL) }
    }
}
