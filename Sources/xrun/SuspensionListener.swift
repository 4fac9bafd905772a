import Glibc
import Scheduling
import Terminal

/// Ctrl-Z and Ctrl-\ do what they always do, but not to the terminal's cursor. Nil where nothing hides it.
func suspensionListener(_ view: ProgressView, _ style: ProgressStyle) -> SignalListener? {
    guard case .live = style else { return nil }
    return SignalListener([SIGTSTP, SIGQUIT]) { number in
        view.suspend { SignalListener.applyDefault(of: number) }
    }
}
