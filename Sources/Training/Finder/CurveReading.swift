package import Experiment

/// What the sweeps of a range test show: the median curve, each rule's reading of it, and the chosen rule's rate.
package struct CurveReading {
    private let sweeps: [RangeTestOutcome.Sweep]
    let curve: [RangeTestOutcome.Point]
    /// Of the curve, those of a destroyed network as where it began.
    private let losses: [Double]
    let settings: FinderSettings
    private let classes: Int
    /// Why the curve ends: the median does where one of the sweeps does.
    private let stop: RangeTestOutcome.Stop
    /// What Smith reads from the curve alone.
    let smithRange: Result<SmithRange, SmithRange.NoRange>

    /// From this factor between them on, sweeps disagree.
    private static let disagreeing = 5.0

    package init(_ sweeps: [RangeTestOutcome.Sweep], settings: FinderSettings, classes: Int) {
        let curve = MedianCurve.of(sweeps)
        let stop = sweeps.first { $0.curve.count == curve.count }?.stop ?? .ladderEnd
        let losses = SweepReading.undestroyedLosses(of: curve, classes: classes)
        smithRange = Result { () throws(SmithRange.NoRange) in
            try SmithRange.read(curve, undestroyed: losses, stop: stop)
        }
        self.sweeps = sweeps
        self.classes = classes
        self.settings = settings
        (self.curve, self.losses, self.stop) = (curve, losses, stop)
    }

    /// The outcome where a rule chooses from the curve.
    package func outcome(of rule: FinderSettings.CurveRule, meter: SampleMeter) -> RangeTestOutcome {
        let readings = readings
        let own = readings.first { $0.rule == rule }
        let rate = own?.learningRate
        let judged = rate.map { judgement(of: rule, chosen: $0) }
        let (range, rangeReason) = range(beside: rate, of: rule)
        return RangeTestOutcome(
            sweeps: eachSweep { suggestion(of: rule, from: $0) }, curve: curve, readings: readings, range: range,
            rangeReason: rangeReason, learningRate: rate, confidence: judged?.confidence,
            reason: judged?.reason ?? own?.reason, samples: meter.samples, seconds: meter.totalSeconds)
    }

    /// The outcome where trials choose.
    package func outcome(_ verdict: TrialSearch.Verdict, meter: SampleMeter) -> RangeTestOutcome {
        let (range, rangeReason) = range(verdict)
        // Where neither a sweep nor their median fell, the verdict may say so by itself.
        let isTold = verdict.tellsFlatSweep && centers.isEmpty
        return RangeTestOutcome(
            sweeps: eachSweep { center(of: $0).map(rate) }, curve: curve, readings: readings, range: range,
            rangeReason: rangeReason,
            trials: verdict.trials.map { $0.outcome(hasDecided: verdict.deciding.contains($0)) },
            learningRate: verdict.logRate.map(rate),
            confidence: disagreement == nil ? verdict.confidence : verdict.confidence.lowered,
            reason: [isTold ? nil : disagreement, verdict.reason].compactMap { $0 }.joined(separator: "; "),
            samples: meter.samples, seconds: meter.totalSeconds)
    }

    /// The sweeps, each with the rate that it shows by itself.
    private func eachSweep(_ rate: (RangeTestOutcome.Sweep) -> Double?) -> [RangeTestOutcome.Sweep] {
        sweeps.map { sweep in
            var read = sweep
            read.learningRate = rate(sweep)
            return read
        }
    }

    /// log₁₀ of the rate in the middle of a sweep's fall; nil where it never fell clearly.
    private func center(of sweep: RangeTestOutcome.Sweep) -> Double? {
        SweepReading(of: sweep.curve, classes: classes)?.center
    }

    /// Those of the sweeps that fell.
    private var centers: [Double] { sweeps.compactMap { center(of: $0) } }

    /// Said where the falls of several sweeps, which decide where the trials begin, lie more than a factor of five
    /// apart.
    private var disagreement: String? {
        guard sweeps.count > 1 else { return nil }
        let centers = centers
        guard centers.count == sweeps.count, let low = centers.min(), let high = centers.max() else {
            return "the loss of \(sweeps.count - centers.count) of \(sweeps.count) sweeps never fell clearly"
        }
        guard high - low > PortableMath.log10(Self.disagreeing) else { return nil }
        return
            "the sweeps disagree: their falls are centred from \(TrialJudge.spelled(low)) to \(TrialJudge.spelled(high))"
    }

    /// A rate as a suggestion is written, within the ladder also where rounding would leave it.
    func rate(_ logRate: Double) -> Double {
        min(max(NumberSpelling.suggestedRate(PortableMath.power10(logRate)), settings.minimum), settings.maximum)
    }

    /// What every rule that reads curves makes of this one.
    private var readings: [RangeTestOutcome.Reading] {
        FinderSettings.CurveRule.allCases.map { reading(of: $0, from: curve, stop: stop) }
    }

    private func reading(
        of rule: FinderSettings.CurveRule, from curve: [RangeTestOutcome.Point], stop: RangeTestOutcome.Stop
    ) -> RangeTestOutcome.Reading {
        do {
            let found = try suggestion(of: rule, from: curve, stop: stop)
            return RangeTestOutcome.Reading(rule: rule, learningRate: NumberSpelling.suggestedRate(found), reason: nil)
        } catch {
            return RangeTestOutcome.Reading(
                rule: rule, learningRate: nil, reason: error.reason(of: rule, settings, stop))
        }
    }

    /// What the rule suggests from a sweep alone.
    private func suggestion(of rule: FinderSettings.CurveRule, from sweep: RangeTestOutcome.Sweep) -> Double? {
        reading(of: rule, from: sweep.curve, stop: sweep.stop).learningRate
    }

    /// The rate as the rule reads it, not rounded.
    /// - Throws: why the curve suggests nothing.
    private func suggestion(
        of rule: FinderSettings.CurveRule, from curve: [RangeTestOutcome.Point], stop: RangeTestOutcome.Stop
    ) throws(SuggestionRule.NoSuggestion) -> Double {
        let missing =
            switch stop {
            case .notFinite: settings.steps - curve.count
            case .ladderEnd, .diverged, .interrupted: 0
            }
        return try SuggestionRule.suggestion(rule, curve: curve, missing: missing, settings: settings)
    }

    /// How sure a rule's reading is. A rule reads a rate from noise too, or behind the fall, and where the ladder is short
    /// the sweeps agree on it whatever they show.
    private func judgement(
        of rule: FinderSettings.CurveRule, chosen: Double
    ) -> (confidence: RangeTestOutcome.Confidence, reason: String) {
        let (confidence, reason) = agreement(on: rule, chosen: chosen)
        guard let doubt = doubt(about: rule) else { return (confidence, reason) }
        return (.unsure, "\(doubt); \(reason)")
    }

    /// What the curve says against the rate that a rule reads from it.
    private func doubt(about rule: FinderSettings.CurveRule) -> String? {
        switch smithRange {
        case .failure(.flat): return "the loss never fell by more than its noise"
        case .failure(.destroyed):
            let guess = TrialJudge.spelled(loss: Score.uniformGuessLoss(classes: classes))
            return "the loss fell by more than its noise only where the network was destroyed, to about a uniform"
                + " guess's, \(guess)"
        case .failure(.tooFewPoints), .success: break
        }
        // Not the rounded rate, which may be several points of a linear ladder away.
        guard let found = try? suggestion(of: rule, from: curve, stop: stop), let origin = climb(at: found) else {
            return nil
        }
        let told = TrialJudge.spelled(loss: origin.loss)
        let beginning = origin.isGuess ? "a uniform guess's loss, \(told)," : "the first losses, \(told),"
        return "the rate lies beyond the lowest loss, where more than half of the fall from \(beginning) is lost again"
    }

    /// Whether the loss at a rate beyond the lowest one is nearer to where the fall began than to the lowest. The lowest
    /// is one of smoothed losses: of many with noise it lies below what they are about. That at the rate is the lower
    /// median of its neighbours: a single one may lie anywhere, and a mean carries an explosion to the rates before it.
    /// - Returns: where the fall began, which may be a uniform guess: a destroyed network sits there, however far above
    ///   the first losses are. nil where the loss has not climbed.
    private func climb(at rate: Double) -> (loss: Double, isGuess: Bool)? {
        let steady = SteadyLosses(losses)
        let distances = curve.map { ($0.learningRate - rate).magnitude }
        guard let bottom = steady.bottom, let place = distances.indices.min(by: { distances[$0] < distances[$1] })
        else { return nil }
        let (lowest, guess) = (steady.values[bottom], Score.uniformGuessLoss(classes: classes))
        let origin = SweepReading.origin(begin: steady.begin, lowest: lowest, guess: guess)
        let around = losses[max(0, place - steady.reach)...min(losses.count - 1, place + steady.reach)].sorted()
        guard place > bottom, around[(around.count - 1) / 2] > (origin + lowest) / 2 else { return nil }
        return (origin, origin < steady.begin)
    }

    /// How far the sweeps, each read by itself, agree.
    private func agreement(
        on rule: FinderSettings.CurveRule, chosen: Double
    ) -> (confidence: RangeTestOutcome.Confidence, reason: String) {
        guard sweeps.count > 1 else { return (.unsure, "one sweep does not show how far another seed's would differ") }
        let rates = sweeps.compactMap { suggestion(of: rule, from: $0) }
        guard rates.count == sweeps.count, let low = rates.min(), let high = rates.max() else {
            return (.unsure, "\(sweeps.count - rates.count) of \(sweeps.count) sweeps suggest nothing by themselves")
        }
        // The median curve may be read to be beyond all of them.
        let ends = [low, high].map(NumberSpelling.canonical).uniqued().joined(separator: " to ")
        let median = (low...high).contains(chosen) ? "" : ", and their median curve \(NumberSpelling.canonical(chosen))"
        let spread = "read by themselves the \(sweeps.count) sweeps suggest \(ends)\(median)"
        let factor = max(high, chosen) / min(low, chosen)
        if factor <= 2 { return (.clear, spread) }
        return (factor <= Self.disagreeing ? .broad : .unsure, spread)
    }
}

extension RangeTestOutcome.Confidence {
    fileprivate var lowered: Self {
        switch self {
        case .clear: .broad
        case .broad, .unsure: .unsure
        }
    }
}
