import Glibc
import Scheduling
import Terminal

/// What the system's signals do while a view is shown, for as long as this lives.
struct ViewSignals {
    private let endings: SignalListener
    private let suspensions: SignalListener?

    /// The first signal to end requests `stop`; a further one ends the process at once. Ctrl-Z and Ctrl-\ do what they
    /// always do, but not to the terminal's cursor, where the style hides it.
    init(stop: StopSignal, view: ProgressView, style: ProgressStyle) {
        endings = SignalListener(stop: stop) {
            view.abandon()
            _exit(ExitStatus.interrupted.rawValue)
        }
        guard case .live = style else {
            suspensions = nil
            return
        }
        suspensions = SignalListener([SIGTSTP, SIGQUIT]) { number in
            view.suspend { SignalListener.applyDefault(of: number) }
        }
    }
}
