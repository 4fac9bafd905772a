/// Seconds that a run or a range test has taken, over all starts.
package struct ElapsedTime: Hashable, Sendable {
    /// Of training, validation excluded.
    package var training: Double
    package var total: Double

    package init(training: Double = 0, total: Double = 0) {
        self.training = training
        self.total = total
    }
}
