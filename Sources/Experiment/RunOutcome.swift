/// What a run came to.
package struct RunOutcome: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        case done
        /// The loss was not finite at this step; or, with a limit, the validation loss was above it
        /// (`stop_on_divergence`). The rate is that of the last update before, or the highest since the validation
        /// before; nil where there was no update.
        case diverged(step: Int, learningRate: Double?, limit: Double? = nil)
        /// Stopped on request, at a step boundary.
        case interrupted(step: Int)
    }

    package var ending: Ending
    /// The fixed rate, or the one that the range test chose.
    package var learningRate: Double
    /// The schedule's bounds; nil where it had none and started from that rate.
    package var rateBounds: RateBounds?
    package var results: RunResults
    package var cost: RunCost

    package init(
        ending: Ending, learningRate: Double, rateBounds: RateBounds? = nil, results: RunResults, cost: RunCost
    ) {
        self.ending = ending
        self.learningRate = learningRate
        self.rateBounds = rateBounds
        self.results = results
        self.cost = cost
    }
}

extension RunOutcome.Ending {
    /// Where the run stood; nil for one that is done.
    package var step: Int? {
        switch self {
        case .done: nil
        case .diverged(let step, _, _), .interrupted(let step): step
        }
    }

    /// What the loss was, where and at which rate, in words; nil for a run that did not diverge.
    package var cause: String? {
        guard case .diverged(let step, let learningRate, let limit) = self else { return nil }
        let loss =
            limit.map { "the validation loss was above \(NumberSpelling.loss($0)), the limit of 'stop_on_divergence'," }
            ?? "the loss was not finite"
        let rate =
            learningRate.map { "with learning rate \(NumberSpelling.canonical($0))" } ?? "before the first update"
        return "\(loss) at step \(step), \(rate)"
    }
}
