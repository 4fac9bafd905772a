/// Lets a progress report pass five times a second.
struct ProgressPace {
    private var next: SuspendingClock.Instant?

    mutating func isDue(at now: SuspendingClock.Instant) -> Bool {
        if let next, now < next { return false }
        next = now + .milliseconds(200)
        return true
    }
}
