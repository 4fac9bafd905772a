package import KernelTypes

/// What one core can do at most: the denominator of every "share of the peak".
package enum PeakMeter {
    /// Billions of floating-point operations a second of `table`'s instruction set on one core, in the best of
    /// `windows` windows of about a millisecond: on a shared machine the best window is the undisturbed one.
    package static func gigaflops(of table: KernelTable, windows: Int = 100) -> Double {
        var total: Float = 1
        var best = 0.0
        let clock = ContinuousClock()
        for _ in 0..<windows {
            var operations = 0
            let time = clock.measure { operations = unsafe table.multiplyAddPeak(200_000, &total) }
            best = max(best, Double(operations) / (time / .nanoseconds(1)))
        }
        return best
    }
}
