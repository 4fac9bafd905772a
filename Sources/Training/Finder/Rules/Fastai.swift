import Experiment

extension SuggestionRule {
    /// fastai's rules (fastai/fastai, `callback/schedule.py` of 2.8.12: `valley`, `slide`, `minimum`, `steep`), which
    /// look at its smoothed loss (`learner.py`, `AvgSmoothLoss`), without the points that `Learner.lr_find` leaves out.
    ///
    /// fastai computes in Float, and so does this: where losses lie close together, rounding decides. All give an index
    /// into the whole curve.
    struct Fastai {
        private static let weight = 0.98

        private let rates: [Float]
        private let losses: [Float]
        private let curveCount: Int
        private let leftOut: (begin: Int, end: Int)

        /// - Throws: where the raw loss falls nowhere. Each rule then throws where too few points are left for it, or its
        ///   slopes are no numbers.
        init(_ curve: [RangeTestOutcome.Point], leftOut: (begin: Int, end: Int)) throws(NoSuggestion) {
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
            // lr_find cuts at the first loss that is no number, and lets infinities stand.
            let used = curve.indices.dropLast(leftOut.end).dropFirst(leftOut.begin).prefix { !smoothed[$0].isNaN }
            rates = used.map { Float(curve[$0].learningRate) }
            losses = used.map { smoothed[$0] }
            curveCount = curve.count
            self.leftOut = leftOut
        }

        private func require(_ count: Int) throws(NoSuggestion) {
            guard losses.count >= count else {
                throw .tooFewPoints(
                    count: curveCount, needed: count, skipBegin: leftOut.begin, skipEnd: leftOut.end)
            }
        }

        /// About halfway down the longest fall: the longest strictly falling subsequence, of L points to the end e.
        /// fastai takes it for the stretch from e − L to e, whatever its gaps, and goes ⌊L/3⌋ + ⌊L/6⌋ up from its
        /// beginning; where that is before the first point, Python takes the last.
        func valley() throws(NoSuggestion) -> Int {
            try require(1)
            // tails[k] ends the falling subsequence of k + 1 points that leaves most room below.
            var tails: [Float] = []
            var longest = (length: 1, end: 0)
            for (end, loss) in losses.enumerated() {
                let above = tails.partitionIndex { !($0 > loss) }
                if above == tails.count { tails.append(loss) } else { tails[above] = loss }
                if above + 1 > longest.length { longest = (above + 1, end) }
            }
            guard longest.length > 1 else { return leftOut.begin }
            let index = longest.end - longest.length + longest.length / 3 + longest.length / 6
            return leftOut.begin + (index < 0 ? losses.count + index : index)
        }

        /// A window of `slideWidth` steps slides down from the curve's end while the slopes at its two edges differ by
        /// more than 0.005: the rate at its left edge.
        func slide() throws(NoSuggestion) -> Int {
            let width = FinderSettings.CurveRule.slideWidth
            try require(width + 1)
            let slopes = Slopes.perStep(losses)
            var left = losses.count - 1 - width
            var found = left
            while left >= 0, abs(slopes[left + width] - slopes[left]) > 0.005 {
                found = left
                left -= 1
            }
            return leftOut.begin + found
        }

        /// The smallest loss, a tenth of whose rate fastai suggests.
        func minimum() throws(NoSuggestion) -> Int {
            try require(1)
            guard let smallest = Slopes.smallest(losses) else { throw .notFinite }
            return leftOut.begin + smallest
        }

        /// The steepest fall over the rate's logarithm, from one point to the next.
        func steep() throws(NoSuggestion) -> Int {
            try require(2)
            let logarithms = rates.map { Float(PortableMath.log(Double($0))) }
            let slopes = losses.indices.dropLast().map { index in
                (losses[index + 1] - losses[index]) / (logarithms[index + 1] - logarithms[index])
            }
            guard let steepest = Slopes.smallest(slopes) else { throw Slopes.failure(over: logarithms) }
            return leftOut.begin + steepest
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
