import Experiment

extension SuggestionRule {
    /// Where the smoothed loss falls steepest from one ladder step to the next: the rule of PyTorch Lightning 0.7.6 to
    /// 2.5.2 (`lr_finder.py`, `suggestion`). The slope is NumPy's `gradient`: half the difference of the neighbours,
    /// one-sided at the ends.
    ///
    /// - Throws: where less than two points are left, a slope is no number, or the smoothed loss falls nowhere.
    static func steepest(
        _ curve: [RangeTestOutcome.Point], _ leftOut: FinderSettings.LeftOut
    ) throws(NoSuggestion) -> Double {
        let used = try points(of: curve, for: .steepest, leftOut)
        let losses = used.map { curve[$0].smoothedLoss }
        let slopes = Slopes.perStep(losses)
        guard let steepest = Slopes.smallest(slopes) else { throw .notFinite }
        // A constant loss, smoothed, wavers in its last bits.
        let roundingError = 1e-9 * abs(losses[max(0, steepest - 1)])
        guard slopes[steepest] < -roundingError else { throw .neverFalls }
        return curve[used[steepest]].learningRate
    }
}
