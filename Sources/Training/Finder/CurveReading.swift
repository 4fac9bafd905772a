import Experiment

/// What the sweeps of a range test show: the median curve, each rule's reading of it, and the chosen rule's rate.
struct CurveReading {
    let sweeps: [RangeTestOutcome.Sweep]
    let curve: [RangeTestOutcome.Point]
    private let settings: FinderSettings

    init(_ sweeps: [RangeTestOutcome.Sweep], settings: FinderSettings) {
        self.sweeps = sweeps
        curve = MedianCurve.of(sweeps)
        self.settings = settings
    }

    /// The outcome where a rule chooses from the curve.
    func outcome(of rule: FinderSettings.CurveRule, meter: SampleMeter) -> RangeTestOutcome {
        let own = reading(of: rule, from: curve)
        let (confidence, reason) = agreement(on: rule)
        let (range, rangeReason) = smithRange
        return RangeTestOutcome(
            sweeps: sweeps, curve: curve, readings: readings, range: range, rangeReason: rangeReason,
            learningRate: own.learningRate, confidence: own.learningRate == nil ? nil : confidence,
            reason: own.learningRate == nil ? own.reason : reason, samples: meter.samples, seconds: meter.seconds)
    }

    /// The outcome where trials choose.
    func outcome(_ verdict: TrialSearch.Verdict, meter: SampleMeter) -> RangeTestOutcome {
        RangeTestOutcome(
            sweeps: sweeps, curve: curve, readings: readings, range: verdict.highest.map(range),
            rangeReason: verdict.highest == nil ? verdict.reason : nil, trials: verdict.trials.map(\.outcome),
            learningRate: verdict.decade.map { SuggestionRule.rounded(PortableMath.power10($0)) },
            confidence: verdict.confidence, reason: verdict.reason, samples: meter.samples, seconds: meter.seconds)
    }

    /// What Smith reads from the curve alone.
    private var smithRange: (range: RangeTestOutcome.Range?, reason: String?) {
        let stop = sweeps.first { $0.curve.count >= curve.count }?.stop ?? .ladderEnd
        do {
            let read = try SmithRange.read(
                rates: curve.map(\.learningRate), losses: curve.map(\.loss), stop: stop)
            return (RangeTestOutcome.Range(minimum: read.minimum, maximum: read.maximum), nil)
        } catch {
            return (nil, error.reason)
        }
    }

    /// The range that trials have proven: up to the highest rate that did about as well as the best. A sweep passes a
    /// rate in one step and overstates what a steady one bears (`RateScale.lead`), so that its own maximum would be too
    /// high. The minimum is where Smith reads that learning begins, held between a twentieth and a quarter of the
    /// maximum, his smallest and usual ratios (arXiv:1803.09820 section 4.1, arXiv:1506.01186 section 3.3).
    private func range(highest decade: Double) -> RangeTestOutcome.Range {
        let maximum = SuggestionRule.rounded(PortableMath.power10(decade))
        let begin = smithRange.range?.minimum ?? maximum / 4
        let minimum = min(max(begin, maximum / 20), maximum / 4)
        return RangeTestOutcome.Range(minimum: SuggestionRule.rounded(minimum), maximum: maximum)
    }

    /// What every rule that reads curves makes of this one.
    private var readings: [RangeTestOutcome.Reading] {
        FinderSettings.CurveRule.allCases.map { reading(of: $0, from: curve) }
    }

    private func reading(
        of rule: FinderSettings.CurveRule, from curve: [RangeTestOutcome.Point]
    ) -> RangeTestOutcome.Reading {
        do {
            let found = try SuggestionRule.suggestion(rule, curve: curve, settings: settings)
            return RangeTestOutcome.Reading(
                rule: rule, learningRate: SuggestionRule.rounded(found.learningRate), reason: nil)
        } catch {
            return RangeTestOutcome.Reading(rule: rule, learningRate: nil, reason: error.reason)
        }
    }

    /// How far the sweeps, each read by itself, agree.
    private func agreement(on rule: FinderSettings.CurveRule) -> (RangeTestOutcome.Confidence, String) {
        guard sweeps.count > 1 else { return (.unsure, "one sweep does not show how far another seed's would differ") }
        let rates = sweeps.compactMap { reading(of: rule, from: $0.curve).learningRate }.sorted()
        guard rates.count == sweeps.count, let low = rates.first, let high = rates.last else {
            return (.unsure, "\(sweeps.count - rates.count) of \(sweeps.count) sweeps suggest nothing by themselves")
        }
        let ends = [low, high].map(NumberSpelling.canonical)
        let spread = "read by themselves the \(sweeps.count) sweeps suggest \(ends[0]) to \(ends[1])"
        if high <= 2 * low { return (.clear, spread) }
        return (high <= 5 * low ? .broad : .unsure, spread)
    }
}
