/// Seconds that a run or a range test has taken, over all starts.
package struct ElapsedTime: Hashable, Sendable {
    /// Of training, validation excluded.
    package var training: Double
    package var total: Double
    /// The step from which on it is known; earlier ones count as none. 0 where all of it is known.
    package var fromStep: Int

    package init(training: Double = 0, total: Double = 0, fromStep: Int = 0) {
        self.training = training
        self.total = total
        self.fromStep = fromStep
    }
}
