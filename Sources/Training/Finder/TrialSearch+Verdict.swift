package import Experiment

extension TrialSearch {
    /// What the trials come to.
    package struct Verdict: Hashable, Sendable {
        /// In the order of their rates.
        package var trials: [TrialState]
        /// Those of them that the choice was made from.
        package var deciding: [TrialState]
        /// log₁₀ of the rate; nil where every trial diverged.
        package var logRate: Double?
        /// log₁₀ of the highest rate whose trial did about as well as the best, and no less than the rate.
        package var highest: Double?
        package var confidence: RangeTestOutcome.Confidence
        package var reason: String
        /// Whether the reason says already that the range test's loss never fell clearly.
        package var tellsFlatSweep: Bool

        package init(
            trials: [TrialState], deciding: [TrialState], logRate: Double?, highest: Double?,
            confidence: RangeTestOutcome.Confidence, reason: String, tellsFlatSweep: Bool
        ) {
            self.trials = trials
            self.deciding = deciding
            self.logRate = logRate
            self.highest = highest
            self.confidence = confidence
            self.reason = reason
            self.tellsFlatSweep = tellsFlatSweep
        }
    }

    /// After the last trial.
    func verdict() -> Verdict {
        guard let best = best(of: longest) else {
            let lowest = trials.first.map { TrialJudge.spelled($0.logRate) } ?? "?"
            let wayOut = trials.first.map { $0.logRate <= bounds.lowerBound } == true ? "lower 'min', " : ""
            return Verdict(
                trials: trials, deciding: [], logRate: nil, highest: nil, confidence: .unsure,
                reason: "every trial diverged, the lowest at the rate \(lowest); \(wayOut)scale the inputs, or clip the"
                    + " gradient",
                tellsFlatSweep: false)
        }
        let estimate = estimate(around: best)
        // Where `min` or `max` stopped the trials, the best rate lies beyond: for the run as for them.
        let isStopped = isStoppedByBound(best)
        let carried = estimate - shownDrift(from: best)
        let logRate = isStopped ? best.logRate : bounded(carried)
        let (confidence, reason) = confidence(in: best)
        // Where nothing was learned, nothing is proven of higher rates.
        let highest =
            judge.hasLearned(best)
            ? max(logRate, judge.level(with: best, among: longest).last?.logRate ?? logRate) : logRate
        return Verdict(
            trials: trials, deciding: scored(after: best.steps), logRate: logRate, highest: highest,
            confidence: confidence,
            reason: warnings + reason + (isStopped ? "" : told(estimate, as: carried, from: best)),
            tellsFlatSweep: isFlat)
    }

    /// log₁₀ of what is best for the trials' steps. What was expected and the loss may draw it away from the rates that did
    /// best, but no further than half of the first trials' spacing beyond these; unless the first loss is far above a
    /// guess's: there the trials' one initialization is as much of an accident.
    private func estimate(around best: TrialState) -> Double {
        guard !isOnPlateau,
            let mean = judge.estimate(from: longest, spacing: Self.spacing, expected: expected(after: best.steps))
        else { return best.logRate }
        guard farBegin == nil else { return mean }
        let level = judge.level(with: best, among: longest).map(\.logRate)
        let (low, high) = (level.first ?? best.logRate, level.last ?? best.logRate)
        return min(max(mean, low - Self.spacing / 2), high + Self.spacing / 2)
    }

    private func confidence(in best: TrialState) -> (RangeTestOutcome.Confidence, String) {
        if isOnPlateau {
            return (
                .unsure,
                "no trial of \(WordList.count(best.steps, "step")) learned more than chance; the highest rate that"
                    + " destroyed nothing decided\(bounds.endName(at: best.logRate)); a larger 'budget' may tell more"
            )
        }
        let (confidence, reason) = judge.confidence(in: best, among: longest, all: trials, within: bounds)
        guard let loss = best.score?.loss, judge.hasLearned(best) else { return (confidence, reason) }
        if isLost(best) {
            let share = Self.shareOfSweep.words
            return (
                .unsure,
                "no trial of \(WordList.count(best.steps, "step")) learned \(share) of what the range test did in passing"
            )
        }
        if !isBelowAGuess(best) {
            // It is sure of what it has wrong, and showed little but how large logits are unlearned.
            let told = TrialJudge.spelled(loss: loss)
            // Two numbers that are spelled alike show nothing.
            let still =
                told == TrialJudge.spelled(loss: judge.uniformGuess)
                ? "the best trial's loss is still about" : "the best trial's loss, \(told), is still above"
            return (.unsure, "\(still) \(guess); \(reason)")
        }
        return (confidence, reason)
    }

    /// What the sweep tells whatever the trials do; each part ends with a semicolon.
    private var warnings: String {
        let flat = isFlat ? "the range test's loss never fell clearly; " : ""
        guard let farBegin else { return flat }
        return flat + "the first loss, \(TrialJudge.spelled(loss: farBegin)), is far above \(guess),"
            + " as with inputs that are not scaled: other seeds may want other rates; "
    }

    private var guess: String { "a uniform guess's, \(TrialJudge.spelled(loss: judge.uniformGuess))" }

    /// How the rate of the best trial became the estimate for the trials' steps, and that the run's rate, each where it is
    /// not the same.
    /// - Parameters:
    ///   - carried: log₁₀ of the run's rate, which may lie beyond the bounds.
    ///   - best: the trial that did best.
    private func told(_ estimate: Double, as carried: Double, from best: TrialState) -> String {
        let (short, long) = (TrialJudge.spelled(estimate), TrialJudge.spelled(carried))
        let tried = TrialJudge.spelled(best.logRate)
        // Where nothing was learned, the losses of the neighbours alone decide.
        let expected = judge.hasLearned(best) ? " and by what was expected" : ""
        let drawn = short == tried ? nil : "drawn from \(tried) by the other trials\(expected)"
        guard short != long else { return drawn.map { "; the estimate, \(short), is \($0)" } ?? "" }
        let why = drawn.map { " \($0)," } ?? ""
        let own = "; the estimate for \(WordList.count(best.steps, "step")), \(short),\(why)"
        if carried < bounds.lowerBound { return "\(own) would be \(long) for the run's \(horizon), but for 'min'" }
        if carried > bounds.upperBound { return "\(own) would be \(long) for the run's \(horizon), but for 'max'" }
        return "\(own) is \(long) for the run's \(horizon)"
    }
}
