import Experiment

/// Seconds of training apart from seconds in all, those of earlier starts included. Never enters a result's numbers,
/// only its timings.
struct Stopwatch {
    /// Stands still while the computer sleeps, which is no training, and no part of a timeout.
    private let clock = SuspendingClock()
    private let start: SuspendingClock.Instant
    private let earlier: ElapsedTime
    private var timed = Duration.zero

    /// - Parameter earlier: what earlier starts took.
    init(earlier: ElapsedTime = ElapsedTime()) {
        self.earlier = earlier
        start = clock.now
    }

    var now: SuspendingClock.Instant { clock.now }

    /// Counts the time since `begin` as training.
    mutating func count(since begin: SuspendingClock.Instant) { timed += clock.now - begin }

    /// Seconds counted as training, over all starts.
    var trainingSeconds: Double { earlier.training + timed / .seconds(1) }
    /// Seconds since the beginning, those between two starts left out.
    var totalSeconds: Double { earlier.total + sinceThisStart }
    /// Seconds of this start alone.
    var sinceThisStart: Double { (clock.now - start) / .seconds(1) }
    var elapsed: ElapsedTime {
        ElapsedTime(training: trainingSeconds, total: totalSeconds, fromStep: earlier.fromStep)
    }
}
