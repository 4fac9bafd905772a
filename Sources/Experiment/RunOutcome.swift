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
