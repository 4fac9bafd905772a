import Experiment

extension SuggestionRule {
    /// Lightning's weight of the past, which it lets nobody set.
    private static let lightningWeight = 0.98

    /// Where the smoothed loss falls steepest over the learning rate itself: PyTorch Lightning's rule since 2.5.3
    /// (Lightning-AI/pytorch-lightning, `tuner/lr_finder.py` of 2.6.6, `_LRFinder.suggestion` and `_LRCallback`).
    ///
    /// As it is, with two peculiarities. Its correction of the average's bias is one step ahead (1 − 0.98ⁿ⁺¹ after n
    /// losses), so that a constant loss seems to rise from half its value. And steps of the rate are small where the
    /// rate is, which favours the smallest rates. Slopes are computed in Float.
    ///
    /// - Throws: where the raw loss falls nowhere, less than two points are left, or a slope is no number.
    static func lightning(
        _ curve: [RangeTestOutcome.Point], _ leftOut: FinderSettings.LeftOut
    ) throws(NoSuggestion) -> Double {
        try requireFall(curve)
        var average = 0.0
        var power = lightningWeight
        let smoothed = curve.map { point in
            average = lightningWeight * average + (1 - lightningWeight) * point.loss
            power *= lightningWeight
            return average / (1 - power)
        }
        // Lightning leaves points out that are not finite, and finds the others' places in the curve again.
        let used = try points(of: curve, for: .lightning, leftOut) { smoothed[$0].isFinite }
        let rates = used.map { Float(curve[$0].learningRate) }
        let slopes = Slopes.over(rates, used.map { Float(smoothed[$0]) })
        guard let steepest = Slopes.smallest(slopes) else { throw Slopes.failure(over: rates) }
        return curve[used[steepest]].learningRate
    }
}
