/// Tells a further signal of somebody who does not want to wait from the echo of the first: `timeout` and terminals
/// send one to a process and to its group, which it is in.
struct SignalEcho: Sendable {
    /// Longer than two signals of one cause are apart, shorter than a person takes to press a key again.
    static let period = Duration.milliseconds(250)

    private var first: ContinuousClock.Instant?

    /// Whether the signal that arrives at `moment` is an echo.
    mutating func note(at moment: ContinuousClock.Instant) -> Bool {
        guard let first else {
            first = moment
            return false
        }
        return moment - first < Self.period
    }
}
