import Dispatch
import Foundation

/// Turns signals of the system (Ctrl-C) into a stop request, as long as it lives; then they end the process again.
package final class SignalListener {
    private let signals: [Int32]
    private let sources: [any DispatchSourceSignal]

    /// Listens as soon as it returns. A signal that the process was started to ignore (nohup) stays ignored.
    ///
    /// - Parameters:
    ///   - signals: such as SIGINT and SIGTERM.
    ///   - stop: requested at the first of them.
    ///   - onRepeat: called at every further one, when the user does not want to wait.
    package init(_ signals: [Int32], stop: StopSignal, onRepeat: @escaping @Sendable () -> Void) {
        // Otherwise a signal would end the process before anybody hears of it.
        self.signals = signals.filter { number in
            // SIG_IGN is the handler at address 1.
            unsafe unsafeBitCast(signal(number, SIG_IGN), to: Int.self) != 1
        }
        let queue = DispatchQueue(label: "xrun.signals")
        sources = self.signals.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if stop.isRequested { onRepeat() } else { stop.request() }
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
