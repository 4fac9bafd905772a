import Experiment

/// By how much one kind of runs is ahead of another.
struct Lead: Hashable, Sendable {
    /// Negative where it is behind. Over the seeds that both have: one that is ahead by seeds of its own alone has not
    /// won. Between the means where both have the same seeds, or none in common.
    var margin: Double
    /// Seeds that both have.
    var seeds: Int
    /// Whether no run of either was left out.
    var isOfAllRuns: Bool
    /// Whether neither is better, by the means and by the seeds that both have.
    var isLevel: Bool

    /// - Parameter difference: of the other's values to the first one's, where they have seeds in common.
    init(of value: Statistic, over other: Statistic, difference: PairedDifference?, _ objective: Objective) {
        let means = objective.advantage(of: value.mean, over: other.mean)
        let isOfAllRuns = difference.map { $0.pairs == value.count && $0.pairs == other.count } ?? true
        if let difference, !isOfAllRuns {
            margin = objective.advantage(of: 0, over: difference.mean)
        } else {
            margin = means
        }
        seeds = difference?.pairs ?? 0
        self.isOfAllRuns = isOfAllRuns
        isLevel = margin == 0 && means == 0
    }
}
