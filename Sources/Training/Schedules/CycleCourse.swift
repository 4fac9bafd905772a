/// A way up and down between bounds, of the learning rate or of momentum against it: a function of the step alone.
protocol CycleCourse: Sendable {
    /// The value that `step` uses, counted from 0.
    func value(at step: Int) -> Double
}
