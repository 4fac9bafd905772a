import Experiment

/// fastai's rules (fastai/fastai, `callback/schedule.py` of 2.8.12: `valley`, `slide`, `minimum`, `steep`), which look
/// at its smoothed loss without the points that `Learner.lr_find` leaves out.
///
/// Each throws where the raw loss falls nowhere, too few points are left for it, or its slopes are no numbers.
extension SuggestionRule {
    /// About halfway down the longest fall: the longest strictly falling subsequence, of L points to the end e. fastai
    /// takes it for the stretch from e − L to e, whatever its gaps, and goes ⌊L/3⌋ + ⌊L/6⌋ up from its beginning; where
    /// that is before the first point, Python takes the last.
    static func valley(
        _ curve: [RangeTestOutcome.Point], _ leftOut: FinderSettings.LeftOut
    ) throws(NoSuggestion) -> Double {
        let read = try FastaiCurve(curve, leftOut, for: .valley)
        // tails[k] ends the falling subsequence of k + 1 points that leaves most room below.
        var tails: [Float] = []
        var longest = (length: 1, end: 0)
        for (end, loss) in read.losses.enumerated() {
            let above = tails.partitionIndex { !($0 > loss) }
            if above == tails.count { tails.append(loss) } else { tails[above] = loss }
            if above + 1 > longest.length { longest = (above + 1, end) }
        }
        guard longest.length > 1 else { return read.rates[0] }
        let index = longest.end - longest.length + longest.length / 3 + longest.length / 6
        return read.rates[index < 0 ? read.losses.count + index : index]
    }

    /// A window of `slideWidth` steps slides down from the curve's end while the slopes at its two edges differ by more
    /// than 0.005: the rate at its left edge.
    static func slide(
        _ curve: [RangeTestOutcome.Point], _ leftOut: FinderSettings.LeftOut
    ) throws(NoSuggestion) -> Double {
        let read = try FastaiCurve(curve, leftOut, for: .slide)
        let width = FinderSettings.CurveRule.slideWidth
        let slopes = Slopes.perStep(read.losses)
        var left = slopes.count - 1 - width
        var found = left
        while left >= 0, abs(slopes[left + width] - slopes[left]) > 0.005 {
            found = left
            left -= 1
        }
        return read.rates[found]
    }

    /// A tenth of the rate of the smallest loss.
    static func minimum(
        _ curve: [RangeTestOutcome.Point], _ leftOut: FinderSettings.LeftOut
    ) throws(NoSuggestion) -> Double {
        let read = try FastaiCurve(curve, leftOut, for: .minimum)
        guard let smallest = Slopes.smallest(read.losses) else { throw .notFinite }
        return read.rates[smallest] / 10
    }

    /// The steepest fall over the rate's logarithm, from one point to the next.
    static func steep(
        _ curve: [RangeTestOutcome.Point], _ leftOut: FinderSettings.LeftOut
    ) throws(NoSuggestion) -> Double {
        let read = try FastaiCurve(curve, leftOut, for: .steep)
        let (losses, logarithms) = (read.losses, read.rates.map { Float(PortableMath.log(Double(Float($0)))) })
        let slopes = losses.indices.dropLast().map { index in
            (losses[index + 1] - losses[index]) / (logarithms[index + 1] - logarithms[index])
        }
        guard let steepest = Slopes.smallest(slopes) else { throw Slopes.failure(over: logarithms) }
        return read.rates[steepest]
    }

    /// What fastai's rules look at, with its smoothed loss (`learner.py`, `AvgSmoothLoss`). fastai computes in Float,
    /// and so do they: where losses lie close together, rounding decides.
    private struct FastaiCurve {
        private static let weight = 0.98

        let rates: [Double]
        /// As many as rates.
        let losses: [Float]

        /// - Throws: where the raw loss falls nowhere, or fewer points are left than the rule needs.
        init(
            _ curve: [RangeTestOutcome.Point], _ leftOut: FinderSettings.LeftOut, for rule: FinderSettings.CurveRule
        ) throws(NoSuggestion) {
            try requireFall(curve)
            var average: Float = 0
            var power = 1.0
            let smoothed = curve.map { point in
                // torch.lerp(loss, average, 0.98)
                let loss = Float(point.loss)
                average = average.addingProduct(Float(Self.weight) - 1, average - loss)
                power *= Self.weight
                return average / Float(1 - power)
            }
            // lr_find cuts at the first loss that is no number, behind which its average is none either, and lets
            // infinities stand.
            let used = try points(of: curve, for: rule, leftOut) { !smoothed[$0].isNaN }
            rates = used.map { curve[$0].learningRate }
            losses = used.map { smoothed[$0] }
        }
    }
}

extension [Float] {
    /// The first index whose element satisfies `isSecond`, where all elements that do come last.
    fileprivate func partitionIndex(_ isSecond: (Float) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
