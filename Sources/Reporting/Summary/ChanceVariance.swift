import Experiment

/// The variance that chance alone makes between the means of groups of runs, by the spread over their seeds.
///
/// The variance between n means is the sum over all pairs of their squared differences, divided by n². Chance makes of
/// each the variance of the difference: that of both means, less twice their covariance, which is what the seeds that
/// both have do to both. Where all groups have the same seeds, this is the residual variance of a two-way analysis of
/// variance without interaction, of (groups − 1)(seeds − 1) degrees of freedom; where they share none, the variance
/// within the groups.
enum ChanceVariance {
    typealias Run = (seed: UInt64, value: Double)

    /// Below this part of the variance that groups without common seeds would have, only rounding is left.
    private static let rounding = 1e-9

    /// Nil where a group has one run, and where nothing is left behind the covariances: of groups that share some of
    /// their seeds these may be estimated larger than the variances.
    /// - Parameter groups: at least one.
    /// - Returns: more than 0.
    static func between(_ groups: [[Run]]) -> Double? {
        // Of each mean.
        let variances = groups.compactMap { group in
            Statistic(group.map(\.value)).flatMap { statistic in
                statistic.deviation.map { $0 * $0 / Double(statistic.count) }
            }
        }
        guard variances.count == groups.count else { return nil }
        // A covariance is linear in both of its groups. Those of the same seeds, as nearly all are, go by one sum: a grid
        // of thousands has millions of pairs.
        let classes = groups.map(deviations).grouped { $0.map(\.seed) }.map(\.elements)
        let sums = classes.map(sum)
        var covariances = 0.0
        for (index, whole) in sums.enumerated() {
            let variances = classes[index].reduce(0) { $0 + covariance($1, $1) }
            covariances += (covariance(whole, whole) - variances) / 2
            for other in sums.prefix(index) { covariances += covariance(whole, other) }
        }
        let count = Double(groups.count)
        let own = variances.reduce(0, +) / count * (count - 1) / count
        let left = own - 2 * covariances / (count * count)
        return left > Self.rounding * own ? left : nil
    }

    /// Seeds as blocks have (groups − 1)(seeds − 1) degrees of freedom; where groups have seeds of their own there are a
    /// few more. A group whose runs are all no better than a guess, as those that diverged are, does not tell what chance
    /// makes of learning: it is none of the groups here, nor do its seeds count. (That few samples judge runs alike is
    /// chance.)
    /// - Parameter seeds: how many each of the groups has that learned.
    /// - Returns: 0 where these are fewer than two.
    static func freedom(ofGroupsWith seeds: [Int]) -> Int {
        max(0, seeds.count - 1) * max(0, (seeds.min() ?? 0) - 1)
    }

    /// What each run adds to how far its group's mean may be off by chance, in the order of seeds: the same sums whatever
    /// the order of the file. A seed that stands twice is no pair.
    private static func deviations(of group: [Run]) -> [Run] {
        let runs = Dictionary(grouping: group) { $0.seed }.values.filter { $0.count == 1 }.joined()
            .sorted { $0.seed < $1.seed }
        guard let mean = Statistic(runs.map(\.value))?.mean else { return [] }
        return runs.map { (seed: $0.seed, value: ($0.value - mean) / Double(group.count)) }
    }

    /// Seed by seed.
    /// - Parameter groups: at least one; all have the same seeds, in one order.
    private static func sum(of groups: [[Run]]) -> [Run] {
        groups.dropFirst().reduce(groups.first ?? []) { sum, group in
            zip(sum, group).map { (seed: $0.seed, value: $0.value + $1.value) }
        }
    }

    /// Of two means, of which each seed adds its part, over the seeds that both have; 0 where these are fewer than two,
    /// which tell of none.
    private static func covariance(_ first: [Run], _ second: [Run]) -> Double {
        let values = Dictionary(uniqueKeysWithValues: second.map { ($0.seed, $0.value) })
        let pairs = first.compactMap { run in values[run.seed].map { (run.value, $0) } }
        let count = Double(pairs.count)
        guard count > 1 else { return 0 }
        let means = (pairs.map(\.0).reduce(0, +) / count, pairs.map(\.1).reduce(0, +) / count)
        let products = pairs.map { ($0 - means.0) * ($1 - means.1) }
        return products.reduce(0, +) * count / (count - 1)
    }
}
