package import Experiment

/// Collects the curve of a range test and says where it ends.
package struct CurveRecorder {
    package private(set) var curve: [RangeTestOutcome.Point] = []
    private var smoothed: SmoothedLoss
    private var best = Double.infinity
    private let stopFactor: Double

    package init(_ settings: FinderSettings) {
        smoothed = SmoothedLoss(weight: settings.smoothing)
        stopFactor = settings.stopFactor
    }

    /// Takes the loss at the next rate.
    /// - Returns: why the test ends here, or nil. A loss that is not finite ends the curve and is no part of it; one
    ///   whose smoothed value exceeds `stopFactor` times the smallest so far is its last point.
    package mutating func add(learningRate: Double, loss: Double) -> RangeTestOutcome.Stop? {
        guard loss.isFinite else { return .notFinite }
        let value = smoothed.add(loss)
        curve.append(RangeTestOutcome.Point(learningRate: learningRate, loss: loss, smoothedLoss: value))
        best = min(best, value)
        return value > stopFactor * best ? .diverged : nil
    }
}
