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
struct WindowTimer {
    let peak: PeakLoop
    /// Windows go on for as long as this, peak windows included.
    var seconds: Double
    var leastWindows: Int

    /// - Parameters:
    ///   - repetitions: in one window; nil for as many as take a millisecond or two.
    func time(repetitions: Int? = nil, _ work: () -> Void) -> Timing {
        work()
        let repetitions = repetitions ?? max(1, Int(Self.shortWindow / duration { work() }) + 1)
        var (times, peaks) = ([Double](), [Double]())
        let start = ContinuousClock.now
        while times.count < leastWindows || (ContinuousClock.now - start) / .seconds(1) < seconds {
            times.append(duration { for _ in 0..<repetitions { work() } })
            peaks.append(peak.gigaflops(seconds: times.min() ?? Self.shortWindow))
        }
        times.sort()
        peaks.sort(by: >)
        let middle = times.count / 2
        return Timing(
            best: times[0] / Double(repetitions), median: times[middle] / Double(repetitions), peakBest: peaks[0],
            peakMedian: peaks[middle], windows: times.count)
    }

    /// Seconds.
    private static let shortWindow = 1.5e-3

    private func duration(_ work: () -> Void) -> Double {
        max(ContinuousClock().measure(work) / .seconds(1), 1e-9)
    }
}
