import Experiment
import Glibc
import Machine
import Terminal

/// What the system's signals do while a view is shown, for as long as this lives.
struct ViewSignals {
    private let endings: SignalListener
    private let suspensions: SignalListener?

    /// The first signal to end requests `stop`; a further one other than SIGXCPU ends the process at once. Ctrl-Z and
    /// Ctrl-\ do what they always do, but not to the terminal's cursor, where the style hides it.
    /// - Throws: where there is no thread to listen; that is told.
    init(stop: StopSignal, view: ProgressView, style: ProgressStyle) throws(ExitStatus) {
        do throws(ThreadFailure) {
            endings = try SignalListener(stop: stop) {
                view.abandon()
                _exit(ExitStatus.interrupted.rawValue)
            }
            suspensions = try Self.suspensions(view, style)
        } catch {
            StandardError.error(error.message)
            throw .runFailed
        }
    }

    private static func suspensions(
        _ view: ProgressView, _ style: ProgressStyle
    ) throws(ThreadFailure) -> SignalListener? {
        guard case .live = style else { return nil }
        return try SignalListener([SIGTSTP, SIGQUIT]) { number in
            view.suspend { SignalListener.applyDefault(of: number) }
        }
    }
}
