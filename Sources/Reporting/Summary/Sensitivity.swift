package import Experiment

/// Which key explains most of the spread between the configurations of a grid: the share of the variance that remains
/// between the means over all other keys (the main effects of a functional analysis of variance; Hutter, Hoos and
/// Leyton-Brown, ICML 2014, here on a full grid, where the decomposition is exact).
package struct Sensitivity: Hashable, Sendable {
    package struct Effect: Hashable, Sendable {
        package var key: String
        /// 0 … 1 of the variance.
        package var share: Double
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
    /// The share that chance alone makes, by the spread over seeds; nil where a combination has one seed.
    package let chance: Double?
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
            return Effect(
                key: key.path, share: mean(means.map { ($0 - all) * ($0 - all) }) / variance,
                bestLevel: isAlone ? key.levels[best] : nil, bestMean: Statistic(done)?.mean,
                bestRuns: bestRuns.joined().count, bestDiverged: bestRuns.joined().count { $0.value == nil })
        }
        // Equal shares in the order of the file.
        self.effects = effects.enumerated().sorted {
            $0.element.share == $1.element.share ? $0.offset < $1.offset : $0.element.share > $1.element.share
        }.map(\.element)
        interactions = max(0, 1 - effects.map(\.share).reduce(0, +))
        chance = ChanceVariance.between(runs.map { $0.map { ($0.seed, $0.noWorseThanGuess) } })
            .map { min(1, $0 / variance) }
    }
}

/// What the summary says of it.
enum SensitivitySection {
    /// Characters of a level.
    private static let levelLimit = 60

    /// - Parameter grids: the comparison's.
    static func text(_ comparison: Comparison, _ grids: [GridAnalysis]) -> [String] {
        let blocks = grids.flatMap { analysis -> [String] in
            guard let part = analysis.fullPart else { return [incompleteness(of: analysis.grid)] }
            guard let sensitivity = analysis.sensitivity else { return silence(of: part, comparison) }
            return block(sensitivity, part, leftOut: leftOut(of: analysis.grid, by: part), comparison)
        }
        return blocks.isEmpty ? [] : ["## What matters\n"] + blocks
    }

    /// What will never have a result is nothing to wait for.
    private static func incompleteness(of grid: ConfigurationGrid) -> String {
        let places = grid.places
        return
            "Which of \(keys(of: grid)) matters cannot be told: the file leaves out \(places.count { grid[$0] == nil }) "
            + "of their \(places.count) combinations.\n"
    }

    /// Of which levels nothing is said, and why.
    private static func leftOut(of grid: ConfigurationGrid, by part: ConfigurationGrid) -> String {
        let spellings = grid.spellings(limit: levelLimit)
        let levels = grid.levels(leftOutBy: part).map { level in
            Markdown.code("\(level.key): \(spellings.spelling(of: level))")
        }
        guard !levels.isEmpty else { return "" }
        let (verb, whose) = levels.count == 1 ? ("is", "its") : ("are", "their")
        return
            " \(WordList.text(levels, limit: WordList.namedInRemark)) \(verb) left out: not all of \(whose) combinations "
            + "are in the file."
    }

    /// Why a full grid says nothing.
    private static func silence(of grid: ConfigurationGrid, _ comparison: Comparison) -> [String] {
        let places = grid.places
        let open = places.count { grid[$0]?.hasResult != true }
        let keys = keys(of: grid)
        guard open == 0 else {
            return [
                "Which of \(keys) matters can be told when all \(places.count) combinations have a result: \(open) of "
                    + "them \(open == 1 ? "has" : "have") none.\n"
            ]
        }
        let objective = comparison.objective
        let unknown = places.count { (grid[$0]?.rows ?? []).allSatisfy { EndedRun($0, objective) == nil } }
        guard unknown == 0 else {
            return [
                "Which of \(keys) matters cannot be told: the \(objective.words) of \(unknown) of their "
                    + "\(places.count) combinations is not known.\n"
            ]
        }
        guard !comparison.isAtChance else {
            return ["No run learned anything: which of \(keys) matters cannot be told here.\n"]
        }
        return ["All combinations of \(keys) come to the same, or to a uniform guess: none of them matters here.\n"]
    }

    private static func keys(of grid: ConfigurationGrid) -> String {
        WordList.text(grid.keys.map { Markdown.code($0.path) })
    }

    private static func block(
        _ sensitivity: Sensitivity, _ grid: ConfigurationGrid, leftOut: String, _ comparison: Comparison
    ) -> [String] {
        let objective = comparison.objective
        guard let first = sensitivity.effects.first else { return [] }
        let (effects, spellings) = (sensitivity.effects, grid.spellings(limit: levelLimit))
        let best = effects.map { effect in
            effect.bestLevel.map { Markdown.code(spellings.spelling(of: Setting(effect.key, $0))) } ?? "all equal"
        }
        let means = effects.map { effect in
            let mean = effect.bestMean.flatMap { Statistic([$0]) }.map { Spelling.value($0, objective) }
            let lost = effect.bestDiverged > 0 ? " (\(effect.bestDiverged) of \(effect.bestRuns) diverged)" : ""
            return (mean ?? TableColumn.none) + lost
        }
        let table = MarkdownTable([
            TableColumn("key", cells: effects.map { Markdown.code($0.key) } + ["interactions"]),
            TableColumn(
                "share of the variance", .number,
                cells: (effects.map(\.share) + [sensitivity.interactions]).map(share)),
            TableColumn("best on average", cells: best + [""]),
            TableColumn("its \(objective.words)", .number, cells: means + [""]),
        ])
        let together =
            sensitivity.interactions > first.share
            ? " More of it, \(share(sensitivity.interactions)), is what the keys do together: which value of one is "
                + "good depends on the others."
            : ""
        let chance =
            sensitivity.chance.map {
                "By the spread over seeds, chance alone makes about \(share($0)) of the variance."
            }
            ?? "With one seed of a configuration, how much of it is chance cannot be told."
        let (count, ended) = (sensitivity.configurations, comparison.ended)
        let spread =
            count == ended
            ? "between the configurations' \(objective.words)"
            : "of the \(objective.words) between \(count) of the \(ended) configurations, the grid of \(keys(of: grid))"
        return [
            "\(Markdown.code(first.key)) explains \(share(first.share)) of the variance \(spread).\(together) \(chance)\(leftOut)\n",
            table.text,
            "The share of a key is the variance of its means over all values of the other keys; interactions are what "
                + "keys do only together. Chance is in every share.\(guesses(sensitivity, objective))\n",
        ]
    }

    private static func guesses(_ sensitivity: Sensitivity, _ objective: Objective) -> String {
        guard sensitivity.guesses > 0 else { return "" }
        let kinds =
            switch objective.metric {
            case .validationAccuracy: "diverged"
            case .validationLoss: "diverged, or whose loss is above that of a uniform guess,"
            }
        let runs = WordList.count(sensitivity.guesses, "run")
        return
            " \(runs) that \(kinds) \(sensitivity.guesses == 1 ? "counts" : "count") as a uniform guess, also where the "
            + "best on average is chosen, but for a run that diverged, which is the worst of all there; the mean beside it "
            + "is that of the runs that are done, as they are."
    }

    private static func share(_ share: Double) -> String { NumberSpelling.percent(share, decimals: 0) }
}
