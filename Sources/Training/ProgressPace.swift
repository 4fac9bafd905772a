/// Lets a progress report pass five times a second.
struct ProgressPace {
    private var next: ContinuousClock.Instant?

    mutating func isDue(at now: ContinuousClock.Instant) -> Bool {
        if let next, now < next { return false }
        next = now + .milliseconds(200)
        return true
    }
}
