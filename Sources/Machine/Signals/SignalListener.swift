package import Experiment
import Foundation
import Synchronization

/// Handles signals of the system (Ctrl-C) on a thread of its own, as long as it lives; then they have their usual effect
/// again. Of one signal there is one listener at a time.
package final class SignalListener {
    /// By which a process is asked to end: Ctrl-C, `kill`, a terminal that is closed, a soft limit of processor time.
    package static let endings: [Int32] = [SIGINT, SIGTERM, SIGHUP, SIGXCPU]

    /// Those that are not ignored.
    private let signals: [Int32]
    private let watch: SignalWatch

    /// Listens as soon as it returns, also to signals that the process was started with blocked. One that it was started
    /// to ignore (nohup) stays ignored.
    ///
    /// - Parameters:
    ///   - signals: by their numbers.
    ///   - handle: called with the number of each that arrives, one at a time.
    /// - Throws: where there is no thread to listen; the signals have their usual effect.
    package init(
        _ signals: [Int32], threads: ThreadStarter = .system, handle: @escaping @Sendable (Int32) -> Void
    ) throws(ThreadFailure) {
        let watch = SignalWatch(signals)
        try threads.start { watch.run(handle) }
        self.watch = watch
        self.signals = signals.filter { number in
            if SignalWatch.isIgnored(number) { return false }
            watch.begin(number)
            signal(number) { SignalWatch.note($0) }
            return true
        }
        watch.open()
    }

    /// Turns signals into a stop request.
    ///
    /// - Parameters:
    ///   - signals: by their numbers.
    ///   - stop: requested at the first of them.
    ///   - clock: when a signal has arrived.
    ///   - onRepeat: called at every further one that is no echo of the first, when the user does not want to wait; not
    ///     for a limit of processor time, of which the system tells again each second.
    /// - Throws: where there is no thread to listen.
    package convenience init(
        _ signals: [Int32] = SignalListener.endings, stop: StopSignal,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, onRepeat: @escaping @Sendable () -> Void
    ) throws(ThreadFailure) {
        let echo = Mutex(SignalEcho())
        try self.init(signals) { number in
            let isEcho = echo.withLock { $0.note(at: clock()) }
            if !stop.isRequested { stop.request() } else if !isEcho, number != SIGXCPU { onRepeat() }
        }
    }

    deinit {
        for number in signals { signal(number, SIG_DFL) }
        watch.end()
    }

    /// Gives a signal that is being handled its usual effect after all. Returns where it stopped the process, and
    /// somebody has let that go on (SIGTSTP); at once where the system takes it for nothing, as it does where nobody
    /// could let the process go on.
    package static func applyDefault(of number: Int32) {
        let handler = signal(number, SIG_DFL)
        // A thread takes no signals where the one that started it takes none.
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
