package import Experiment

/// Which key explains most of the spread between the configurations of a grid: the share of the variance that remains
/// between the means over all other keys (the main effects of a functional analysis of variance; Hutter, Hoos and
/// Leyton-Brown, ICML 2014, here on a full grid, where the decomposition is exact).
package struct Sensitivity: Hashable, Sendable {
    package struct Effect: Hashable, Sendable {
        package var key: String
        /// 0 … 1 of the variance.
        package var share: Double
        /// Nil where the grid's chance is not known.
        package var chance: ChanceShare?
        /// The level with the best mean over all other keys, nil where all have the same. As in the shares a run is no
        /// worse there than a uniform guess: what is lost at a useless value of another key says nothing. A run that
        /// diverged counts as the worst one of the grid: no level is the best by the runs that are left of it. Of equal
        /// levels the one with the best results as they are.
        package var bestLevel: SettingValue?
        /// That level's mean over the runs that are done; nil where none is.
        package var bestMean: Double?
        /// Its runs that have a value or diverged, and how many of these diverged.
        package var bestRuns: Int
        package var bestDiverged: Int
    }

    /// The largest first.
    package let effects: [Effect]
    /// What the keys do only together, with what chance adds.
    package let interactions: Double
    /// Nil where the grid's chance is not known.
    package let interactionsChance: ChanceShare?
    /// What chance alone makes of the variance, by the spread over seeds: above 1 where that is wider than the spread of
    /// the configurations. Nil where the seeds cannot tell: a combination has one, the runs of fewer than two differ, or
    /// nothing is left beside what seeds do to all alike.
    package let chance: Double?
    /// Whether a combination has a single run.
    package let hasSingleSeeds: Bool
    /// Runs that count as a uniform guess in the shares.
    package let guesses: Int
    /// Of the grid: the experiment may have others.
    package let configurations: Int

    /// Nil where a combination of the grid has no result, or all results are equal: rounding has a variance too.
    init?(_ grid: ConfigurationGrid, objective: Objective) {
        let places = grid.places
        configurations = places.count
        let runs = places.map { place in (grid[place]?.rows ?? []).compactMap { EndedRun($0, objective) } }
        guesses = runs.joined().count(where: \.isGuess)
        // Means over seeds, place by place: for the shares, and for the choice of the best level.
        let values = runs.compactMap { Statistic($0.map(\.noWorseThanGuess))?.mean }
        let ended = runs.joined()
        let worstMerit = ended.map(\.noWorseThanGuess).max { objective.advantage(of: $0, over: $1) > 0 }
        let merits = runs.compactMap { Statistic($0.map { $0.merit(worst: worstMerit) })?.mean }
        let worst = ended.compactMap(\.value).max { objective.advantage(of: $0, over: $1) > 0 }
        let results = runs.compactMap { Statistic($0.map { $0.result(worst: worst, by: objective) })?.mean }
        guard values.count == places.count, merits.count == places.count, results.count == places.count else {
            return nil
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
        let all = mean(values)
        let variance = mean(values.map { ($0 - all) * ($0 - all) })
        guard variance > 0, Set(values).count > 1 else { return nil }
        let seeded = runs.map { $0.map { run -> ChanceVariance.Run in (run.seed, run.noWorseThanGuess) } }
        let freedom = ChanceVariance.freedom(ofGroupsWith: runs.filter { !$0.allSatisfy(\.equalsGuess) }.map(\.count))
        let chance = freedom > 0 ? ChanceVariance.between(seeded).map { $0 / variance } : nil
        hasSingleSeeds = runs.contains { $0.count == 1 }
        func chanceBeside(_ share: Double, degrees: Int) -> ChanceShare? {
            chance.flatMap {
                ChanceShare(beside: share, degrees: degrees, of: places.count, chance: $0, freedom: freedom)
            }
        }
        let effects = grid.keys.enumerated().compactMap { index, key -> Effect? in
            let levels = key.levels.indices.map { level in places.indices.filter { places[$0][index] == level } }
            let means = levels.map { level in mean(level.map { values[$0] }) }
            let ranks = levels.map { level in mean(level.map { merits[$0] }) }
            let asTheyAre = levels.map { level in mean(level.map { results[$0] }) }
            guard let top = ranks.max(by: { objective.advantage(of: $1, over: $0) > 0 }) else { return nil }
            let equal = ranks.indices.filter { objective.advantage(of: ranks[$0], over: top) == 0 }
            let order = equal.sorted { objective.advantage(of: asTheyAre[$0], over: asTheyAre[$1]) > 0 }
            guard let best = order.first else { return nil }
            let isAlone = equal.count < levels.count || Set(asTheyAre).count > 1
            let bestRuns = levels[best].map { runs[$0] }
            let done = bestRuns.compactMap { Statistic($0.compactMap(\.value))?.mean }
            let share = mean(means.map { ($0 - all) * ($0 - all) }) / variance
            return Effect(
                key: key.path, share: share, chance: chanceBeside(share, degrees: levels.count - 1),
                bestLevel: isAlone ? key.levels[best] : nil, bestMean: Statistic(done)?.mean,
                bestRuns: bestRuns.joined().count, bestDiverged: bestRuns.joined().count { $0.value == nil })
        }
        // Equal shares in the order of the file.
        self.effects = effects.enumerated().sorted {
            $0.element.share == $1.element.share ? $0.offset < $1.offset : $0.element.share > $1.element.share
        }.map(\.element)
        let interactions = max(0, 1 - effects.map(\.share).reduce(0, +))
        let degrees = places.count - 1 - grid.keys.reduce(0) { $0 + $1.levels.count - 1 }
        (self.interactions, self.chance) = (interactions, chance)
        interactionsChance = chanceBeside(interactions, degrees: degrees)
    }
}
