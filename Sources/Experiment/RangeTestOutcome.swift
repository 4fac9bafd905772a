/// What a range test came to: its curves, the trials after them, and what was read from both.
package struct RangeTestOutcome: Hashable, Sendable {
    package struct Point: Hashable, Sendable {
        package var learningRate: Double
        /// Of the batch before its update, or of the held-out samples after it.
        package var loss: Double
        package var smoothedLoss: Double

        package init(learningRate: Double, loss: Double, smoothedLoss: Double) {
            self.learningRate = learningRate
            self.loss = loss
            self.smoothedLoss = smoothedLoss
        }
    }
    package enum Stop: Hashable, Sendable {
        case ladderEnd
        /// The smoothed loss of the curve's last point exceeds the stop factor times the best one.
        case diverged
        /// The loss behind the curve's last point was not finite.
        case notFinite
        case interrupted
    }
    /// One climb of the ladder.
    package struct Sweep: Hashable, Sendable {
        package var seed: UInt64
        package var curve: [Point]
        package var stop: Stop
        /// What it shows by itself: where trials choose, the rate in the middle of its loss's fall, else what the rule
        /// suggests. Nil where it shows none, before the test is done, and where an older record does not say.
        package var learningRate: Double?

        package init(seed: UInt64, curve: [Point], stop: Stop, learningRate: Double? = nil) {
            self.seed = seed
            self.curve = curve
            self.stop = stop
            self.learningRate = learningRate
        }
    }
    /// A short training at a fixed rate, from the same weights and in the same order of samples as its neighbours.
    package struct Trial: Hashable, Sendable {
        package var learningRate: Double
        /// Steps done.
        package var steps: Int
        /// See `TrialState.score`.
        package var score: Score?
        /// Samples that the score is a mean over; nil where an older record does not say.
        package var judged: Int?
        /// Whether the choice was made from it and its like; nil where an older record does not say.
        package var hasDecided: Bool?

        package init(
            learningRate: Double, steps: Int, score: Score?, judged: Int? = nil, hasDecided: Bool? = nil
        ) {
            self.learningRate = learningRate
            self.steps = steps
            self.score = score
            self.judged = judged
            self.hasDecided = hasDecided
        }
    }
    /// Bounds for cycles: where learning begins and, as trials show it or else the curve, where it stops improving.
    package struct Range: Hashable, Sendable {
        package var minimum: Double
        package var maximum: Double

        package init(minimum: Double, maximum: Double) {
            self.minimum = minimum
            self.maximum = maximum
        }
    }
    package enum Confidence: String, CaseIterable, Sendable {
        /// The evidence points to one rate.
        case clear
        /// Rates over a wide stretch did as well.
        case broad
        /// The evidence is thin or disagrees.
        case unsure
    }
    /// What one rule reads from the curve, or why it reads nothing.
    package struct Reading: Hashable, Sendable {
        package var rule: FinderSettings.CurveRule
        package var learningRate: Double?
        package var reason: String?

        package init(rule: FinderSettings.CurveRule, learningRate: Double?, reason: String?) {
            self.rule = rule
            self.learningRate = learningRate
            self.reason = reason
        }
    }

    package var sweeps: [Sweep]
    /// The median over the sweeps at each rate of the ladder, as far as more than half of them went.
    package var curve: [Point]
    /// What the rules make of the curve, the chosen rule or not.
    package var readings: [Reading]
    package var range: Range?
    /// How the range is read, or why there is none; without a full stop.
    package var rangeReason: String?
    /// In the order of their rates.
    package var trials: [Trial]
    /// What the trials are judged by, as the experiment is; nil without trials, or where an older record does not say.
    package var objectiveMetric: Objective.Metric?
    /// Steps of the run that the trials' rate is carried to; nil as above.
    package var horizon: Int?
    /// What the runs train at, but for those whose schedule takes bounds instead: two significant digits. Nil where no
    /// rate can be suggested.
    package var learningRate: Double?
    package var confidence: Confidence?
    /// Why the confidence is what it is, or why there is no rate: one sentence without its full stop.
    package var reason: String?
    /// What stands in the place of a `reason` that is missing.
    package static let missingReason = "no reason was given"
    package var isInterrupted: Bool
    /// Samples processed, trained or only evaluated.
    package var samples: Int
    /// In all, over all starts.
    package var seconds: Double

    package init(
        sweeps: [Sweep], curve: [Point], readings: [Reading] = [], range: Range? = nil, rangeReason: String? = nil,
        trials: [Trial] = [], objectiveMetric: Objective.Metric? = nil, horizon: Int? = nil, learningRate: Double?,
        confidence: Confidence? = nil, reason: String?, isInterrupted: Bool = false, samples: Int, seconds: Double
    ) {
        self.sweeps = sweeps
        self.curve = curve
        self.readings = readings
        self.range = range
        self.rangeReason = rangeReason
        self.trials = trials
        self.objectiveMetric = objectiveMetric
        self.horizon = horizon
        self.learningRate = learningRate
        self.confidence = confidence
        self.reason = reason
        self.isInterrupted = isInterrupted
        self.samples = samples
        self.seconds = seconds
    }

    /// The trials that the choice was made from; none where the test was interrupted before it chose. Where an older
    /// record does not say, the longest of those whose loss stayed finite, which were nearly always the ones.
    package var decidingTrials: [Trial] {
        if isInterrupted { return [] }
        if trials.contains(where: { $0.hasDecided != nil }) { return trials.filter { $0.hasDecided == true } }
        let finite = trials.filter { $0.score != nil }
        let longest = finite.map(\.steps).max()
        return finite.filter { $0.steps == longest }
    }

    /// `rangeReason`, where `reason` does not say it already: what leaves no rate leaves no range.
    package var rangeReasonOfItsOwn: String? {
        guard let rangeReason, let reason, reason.hasSuffix(rangeReason) else { return rangeReason }
        return nil
    }

    /// Where pictures show a rate that was read from the curve. Its two digits may lie just outside of the curve where
    /// the rate itself is an end: then at that end.
    package func placeOnCurve(of rate: Double) -> Double {
        guard let first = curve.first, let last = curve.last else { return rate }
        let nearest = min(max(rate, first.learningRate), last.learningRate)
        return NumberSpelling.suggestedRate(nearest) == rate ? nearest : rate
    }
}
