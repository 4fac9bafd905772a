package import Experiment

extension SuggestionRule {
    /// Where the smoothed loss falls steepest from one ladder step to the next, the first `skipBegin` and the last
    /// `skipEnd` points left out: the rule of PyTorch Lightning 0.7.6 to 2.5.2 (`lr_finder.py`, `suggestion`). The
    /// slope is NumPy's `gradient`: half the difference of the neighbours, one-sided at the ends.
    ///
    /// - Returns: an index into `curve`.
    /// - Throws: where less than two points are left, a slope is no number, or the smoothed loss falls nowhere.
    package static func steepest(
        _ curve: [RangeTestOutcome.Point], skipBegin: Int, skipEnd: Int
    ) throws(NoSuggestion) -> Int {
        let losses = curve.dropLast(skipEnd).dropFirst(skipBegin).map(\.smoothedLoss)
        guard losses.count >= 2 else {
            throw .tooFewPoints(count: curve.count, needed: 2, skipBegin: skipBegin, skipEnd: skipEnd)
        }
        let slopes = Slopes.perStep(losses)
        guard let steepest = Slopes.smallest(slopes) else { throw .notFinite }
        // A constant loss, smoothed, wavers in its last bits.
        let roundingError = 1e-9 * abs(losses[max(0, steepest - 1)])
        guard slopes[steepest] < -roundingError else { throw .neverFalls }
        return skipBegin + steepest
    }
}
