import Experiment

// The bounds of cycles.

extension CurveReading {
    /// From this factor between them on, two rates are apart enough for a cycle.
    private static let apart = 1.25
    /// Smith's least ratio of a cycle's bounds (arXiv:1506.01186, section 3.3: the minimum is a third or a quarter of the
    /// maximum).
    private static let leastRatio = 3.0
    private static let quarter = "a quarter of the maximum"

    /// The range that the curve shows, and how it is read from it or why there is none.
    func range(
        beside suggestion: Double?, of rule: FinderSettings.CurveRule
    ) -> (RangeTestOutcome.Range?, reason: String) {
        switch smithRange {
        case .success(let read):
            let (minimum, beginning) = minimum(of: read)
            let range = RangeTestOutcome.Range(minimum: minimum, maximum: read.maximum)
            let reason = "from \(beginning), to \(read.end.rawValue)"
            return (range, reason + remark(on: suggestion, of: rule, outside: range))
        case .failure(let none): return (nil, none.reason)
        }
    }

    /// Where learning begins, and how that is told. A loss may fall within a step or two of the ladder: between ends so
    /// near to each other nothing cycles, and the minimum is a quarter of the maximum.
    private func minimum(of read: SmithRange) -> (rate: Double, told: String) {
        guard read.maximum < Self.leastRatio * read.minimum else { return (read.minimum, read.beginning.rawValue) }
        let (lowest, quarter) = (lowest(below: read.maximum), read.maximum / 4)
        let (rate, told) = lowest.rate > quarter ? (lowest.rate, lowest.told) : (quarter, Self.quarter)
        return (rate, "\(told) (the ends that the curve shows are less than a factor of three apart)")
    }

    /// What no minimum is below: the ladder's, unless the maximum is too near to it for a cycle.
    private func lowest(below maximum: Double) -> (rate: Double, told: String) {
        maximum >= Self.apart * settings.minimum ? (settings.minimum, "'min'") : (maximum / 4, Self.quarter)
    }

    /// Said of a suggestion outside of the range. Most rules take the steepest place of a smoothed loss, which lags
    /// behind; the range is where the loss itself falls as a whole. Both are what their sources say, and neither is
    /// bent to hold the other. Compared in a suggestion's two digits: rounding leaves no range.
    private func remark(
        on suggestion: Double?, of rule: FinderSettings.CurveRule, outside range: RangeTestOutcome.Range
    ) -> String {
        guard let suggestion else { return "" }
        let side: String
        if suggestion < NumberSpelling.suggestedRate(range.minimum) {
            side = "below"
        } else if suggestion > NumberSpelling.suggestedRate(range.maximum) {
            side = "above"
        } else {
            return ""
        }
        // The other rules smooth by themselves.
        let loss = rule == .steepest && settings.smoothing == 0 ? "the loss" : "a smoothed loss"
        return "; the suggestion lies \(side) it: its rule reads \(loss) by a measure of its own"
    }

    /// The range that trials show: up to the highest rate that did about as well as the best, or the chosen one. A
    /// sweep passes a rate in one step and overstates what a steady one bears (`RateScale.lead`), so that its own
    /// maximum would be too high. The minimum is where Smith reads that learning begins, held between a twentieth and a
    /// quarter of the maximum, his smallest and usual ratios (arXiv:1803.09820 section 4.1, arXiv:1506.01186 section
    /// 3.3). It is no higher than the chosen rate, and both are within the ladder, but for a minimum that the ladder's
    /// would hold too near to the maximum: then it is a quarter of that.
    func range(_ verdict: TrialSearch.Verdict) -> (RangeTestOutcome.Range?, reason: String) {
        guard let highest = verdict.highest, let chosen = verdict.logRate else { return (nil, verdict.reason) }
        let (rate, maximum) = (rate(chosen), rate(highest))
        let seen = try? smithRange.get()
        var begin = seen?.minimum ?? .infinity
        var reason = seen?.beginning.rawValue ?? ""
        if begin > maximum / 4 { (begin, reason) = (maximum / 4, Self.quarter) }
        if begin < maximum / 20 { (begin, reason) = (maximum / 20, "a twentieth of the maximum") }
        let lowest = lowest(below: maximum)
        if begin < lowest.rate { (begin, reason) = (lowest.rate, lowest.told) }
        // Rounding must not leave it either.
        begin = max(NumberSpelling.suggestedRate(begin), lowest.rate)
        if begin > rate { (begin, reason) = (rate, "the suggestion") }
        let end = maximum > rate ? "the highest rate that did about as well as the best" : "the suggestion"
        return (RangeTestOutcome.Range(minimum: begin, maximum: maximum), "from \(reason), to \(end)")
    }
}
