import KernelTypes

/// What equally long windows of some work came to, and windows of the peak loop that took turns with them.
package struct Timing: Hashable, Sendable {
    /// Seconds of one repetition of the work, in the fastest and in the middle window.
    package var best: Double
    package var median: Double
    /// Billions of floating-point operations a second of the peak loop, in its fastest and in its middle window.
    package var peakBest: Double
    package var peakMedian: Double
    package var windows: Int

    package init(best: Double, median: Double, peakBest: Double, peakMedian: Double, windows: Int) {
        self.best = best
        self.median = median
        self.peakBest = peakBest
        self.peakMedian = peakMedian
        self.windows = windows
    }

    /// Of `operations` in one repetition, in the fastest window.
    package func gigaflops(_ operations: Int) -> Double { Double(operations) / best / 1e9 }

    /// Best against best.
    package func shareOfPeak(_ operations: Int) -> Double { gigaflops(operations) / peakBest }
}

/// One rule for everything that is timed: windows of the work and windows of the peak loop, as long as each other, take
/// turns; the fastest is the undisturbed one on a machine with other users, the middle one is what a user gets.
struct WindowRecord {
    private var times: [Double] = []
    private var peaks: [Double] = []

    var count: Int { times.count }

    /// Notes a window of the work, and has one of the peak loop follow it.
    mutating func add(seconds: Double, peak: PeakLoop) {
        times.append(seconds)
        peaks.append(peak.gigaflops(seconds: times.min() ?? seconds))
    }

    /// Of one window at least.
    ///
    /// - Parameter repetitions: of the work in one window.
    func timing(repetitions: Int) -> Timing {
        let (times, peaks) = (times.sorted(), peaks.sorted(by: >))
        guard let best = times.first, let median = times.middle, let peakBest = peaks.first,
            let peakMedian = peaks.middle
        else { preconditionFailure("a timing of no window") }
        return Timing(
            best: best / Double(repetitions), median: median / Double(repetitions), peakBest: peakBest,
            peakMedian: peakMedian, windows: times.count)
    }
}

/// Work of which one window has `repetitions`.
struct TimedWork {
    let repetitions: Int
    /// On as many cores as the work.
    let peak: PeakLoop
    /// All repetitions.
    let run: () -> Void
}

struct WindowTimer {
    /// Windows go on for as long as this, peak windows included.
    var seconds: Double
    /// 1 at least.
    var leastWindows: Int

    /// Windows of several kinds of work in turns, so that what else happens on the machine meets all of them.
    func time(_ works: [TimedWork]) -> [Timing] {
        var records = works.map { _ in WindowRecord() }
        for work in works { work.run() }
        let start = ContinuousClock.now
        var rounds = 0
        while !isEnough(rounds, since: start) {
            for (index, work) in works.enumerated() {
                records[index].add(seconds: duration(work.run), peak: work.peak)
            }
            rounds += 1
        }
        return zip(records, works).map { $0.timing(repetitions: $1.repetitions) }
    }

    func isEnough(_ windows: Int, since start: ContinuousClock.Instant) -> Bool {
        windows >= leastWindows && (ContinuousClock.now - start) / .seconds(1) >= seconds
    }

    /// Windows of a kernel, with as many repetitions as take a millisecond or two.
    func time(peak: PeakLoop, _ work: () -> Void) -> Timing {
        work()
        let repetitions = max(1, Int(Self.shortWindow / duration(work)) + 1)
        var record = WindowRecord()
        let start = ContinuousClock.now
        while !isEnough(record.count, since: start) {
            record.add(seconds: duration { for _ in 0..<repetitions { work() } }, peak: peak)
        }
        return record.timing(repetitions: repetitions)
    }

    /// Seconds.
    private static let shortWindow = 1.5e-3

    private func duration(_ work: () -> Void) -> Double {
        max(ContinuousClock().measure(work) / .seconds(1), 1e-9)
    }
}
