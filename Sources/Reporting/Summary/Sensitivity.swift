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
    /// the configurations. Nil where the seeds cannot tell: a combination has one, fewer than two have learned, or
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
        let runs = places.map { place in (grid[place]?.rows ?? []).compactMap { EndedRun($0, objective) } }
        guard let means = PlaceMeans(runs, objective), let spread = Spread(means) else { return nil }
        configurations = places.count
        guesses = runs.joined().count(where: \.isGuess)
        hasSingleSeeds = runs.contains { $0.count == 1 }
        chance = spread.chance
        let effects = grid.keys.enumerated().compactMap { index, key -> Effect? in
            let levels = key.levels.indices.map { level in places.indices.filter { places[$0][index] == level } }
            return Effect(of: key, at: levels, means, spread, objective)
        }
        // Equal shares in the order of the file.
        self.effects = effects.enumerated().sorted {
            $0.element.share == $1.element.share ? $0.offset < $1.offset : $0.element.share > $1.element.share
        }.map(\.element)
        let interactions = max(0, 1 - effects.map(\.share).reduce(0, +))
        let degrees = places.count - 1 - grid.keys.reduce(0) { $0 + $1.levels.count - 1 }
        self.interactions = interactions
        interactionsChance = spread.chanceShare(beside: interactions, degrees: degrees)
    }
}

/// The means over seeds, place by place of a grid.
private struct PlaceMeans {
    let runs: [[EndedRun]]
    /// For the shares.
    let values: [Double]
    /// For the choice of the best level.
    let merits: [Double]
    /// Where that leaves it open.
    let results: [Double]

    /// Nil where a place has no run.
    init?(_ runs: [[EndedRun]], _ objective: Objective) {
        guard !runs.contains(where: \.isEmpty) else { return nil }
        func means(_ value: (EndedRun) -> Double) -> [Double] { runs.compactMap { Statistic($0.map(value))?.mean } }
        let ended = runs.joined()
        let worstMerit = ended.map(\.noWorseThanGuess).max { objective.advantage(of: $0, over: $1) > 0 }
        let worst = ended.compactMap(\.value).max { objective.advantage(of: $0, over: $1) > 0 }
        self.runs = runs
        values = means { $0.noWorseThanGuess }
        merits = means { $0.merit(worst: worstMerit) }
        results = means { $0.result(worst: worst, by: objective) }
    }
}

/// The variance between the places of a grid, and what chance makes of it.
private struct Spread {
    let chance: Double?
    private let mean: Double
    /// More than 0.
    private let variance: Double
    private let configurations: Int
    /// Of `chance`.
    private let freedom: Int

    /// Nil where there is none.
    init?(_ means: PlaceMeans) {
        let (runs, values) = (means.runs, means.values)
        let mean = values.mean
        let variance = values.map { ($0 - mean) * ($0 - mean) }.mean
        guard variance > 0, Set(values).count > 1 else { return nil }
        (self.mean, self.variance, configurations) = (mean, variance, values.count)
        let seeded = runs.map { $0.map { run -> ChanceVariance.Run in (run.seed, run.noWorseThanGuess) } }
        let learned = runs.filter { !$0.allSatisfy(\.isNoBetterThanGuess) }
        let freedom = ChanceVariance.freedom(ofGroupsWith: learned.map(\.count))
        chance = freedom > 0 ? ChanceVariance.between(seeded).map { $0 / variance } : nil
        self.freedom = freedom
    }

    /// Of the variance, that between the means over all places of each level.
    func share(of means: [Double]) -> Double { means.map { ($0 - mean) * ($0 - mean) }.mean / variance }

    func chanceShare(beside share: Double, degrees: Int) -> ChanceShare? {
        chance.flatMap {
            ChanceShare(beside: share, degrees: degrees, of: configurations, chance: $0, freedom: freedom)
        }
    }
}

extension Sensitivity.Effect {
    /// Nil where the key has no level.
    /// - Parameter levels: the places of each.
    fileprivate init?(
        of key: ConfigurationGrid.Key, at levels: [[Int]], _ means: PlaceMeans, _ spread: Spread, _ objective: Objective
    ) {
        func overLevels(_ values: [Double]) -> [Double] { levels.map { places in places.map { values[$0] }.mean } }
        let (merits, results) = (overLevels(means.merits), overLevels(means.results))
        guard let top = merits.max(by: { objective.advantage(of: $1, over: $0) > 0 }) else { return nil }
        let equal = merits.indices.filter { objective.advantage(of: merits[$0], over: top) == 0 }
        let order = equal.sorted { objective.advantage(of: results[$0], over: results[$1]) > 0 }
        guard let best = order.first else { return nil }
        let isAlone = equal.count < levels.count || Set(results).count > 1
        let bestRuns = levels[best].map { means.runs[$0] }
        let done = bestRuns.compactMap { Statistic($0.compactMap(\.value))?.mean }
        let share = spread.share(of: overLevels(means.values))
        self.init(
            key: key.path, share: share, chance: spread.chanceShare(beside: share, degrees: levels.count - 1),
            bestLevel: isAlone ? key.levels[best] : nil, bestMean: Statistic(done)?.mean,
            bestRuns: bestRuns.joined().count, bestDiverged: bestRuns.joined().count { $0.value == nil })
    }
}

extension [Double] {
    /// 0 of none.
    fileprivate var mean: Double { reduce(0, +) / Double(Swift.max(1, count)) }
}
