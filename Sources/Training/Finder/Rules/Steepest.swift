import Experiment

extension SuggestionRule {
    /// Where the smoothed loss falls steepest from one ladder step to the next: the rule of PyTorch Lightning 0.7.6 to
    /// 1.5.10 (Lightning-AI/pytorch-lightning, `tuner/lr_finder.py`, `_LRFinder.suggestion` and `_LRCallback`). The slope
    /// is NumPy's `gradient`: half the difference of the neighbours, one-sided at the ends.
    ///
    /// 1.6.0 to 2.5.2 choose in the same way, but from another loss: there the trainer has counted a step before the
    /// callback hears of its end, and the correction of the average's bias is one step ahead, as in `lightning`.
    ///
    /// - Throws: where less than two points are left, or the smoothed loss falls nowhere.
    static func steepest(
        _ curve: [RangeTestOutcome.Point], _ leftOut: FinderSettings.LeftOut
    ) throws(NoSuggestion) -> Double {
        // Lightning leaves points out that are not finite.
        let used = try points(of: curve, for: .steepest, leftOut) { curve[$0].smoothedLoss.isFinite }
        let losses = used.map { curve[$0].smoothedLoss }
        let slopes = Slopes.perStep(losses)
        // A constant loss, smoothed, wavers in its last bits.
        guard let steepest = Slopes.smallest(slopes), slopes[steepest] < -1e-9 * abs(losses[max(0, steepest - 1)])
        else { throw .neverFalls }
        return curve[used[steepest]].learningRate
    }
}
