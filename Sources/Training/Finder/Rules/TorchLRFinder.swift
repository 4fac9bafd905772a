import Experiment

extension SuggestionRule {
    /// Where the smoothed loss falls steepest from one ladder step to the next: pytorch-lr-finder's rule
    /// (davidtvs/pytorch-lr-finder, `torch_lr_finder/lr_finder.py` of 0.2.2, `range_test` and `plot`). Its average
    /// takes a twentieth of each new loss and starts as the first one, which no bias correction touches.
    ///
    /// - Throws: where the raw loss falls nowhere, less than two points are left, or a slope is no number.
    static func torchLRFinder(
        _ curve: [RangeTestOutcome.Point], _ leftOut: FinderSettings.LeftOut
    ) throws(NoSuggestion) -> Double {
        try requireFall(curve)
        var average: Double?
        let smoothed = curve.map { point in
            let value = average.map { 0.05 * point.loss + (1 - 0.05) * $0 } ?? point.loss
            average = value
            return value
        }
        let used = try points(of: curve, for: .torchLRFinder, leftOut)
        let slopes = Slopes.perStep(used.map { smoothed[$0] })
        guard let steepest = Slopes.smallest(slopes) else { throw .notFinite }
        return curve[used[steepest]].learningRate
    }
}
