import Experiment

/// What the summary says of which keys matter.
enum SensitivitySection {
    /// Characters of a level.
    private static let levelLimit = 60

    /// - Parameter grids: the comparison's.
    static func text(_ comparison: Comparison, _ grids: [GridAnalysis]) -> [String] {
        let blocks = grids.flatMap { analysis -> [String] in
            guard let part = analysis.fullPart else { return [incompleteness(of: analysis.grid, comparison)] }
            guard let sensitivity = analysis.sensitivity else { return silence(of: part, comparison) }
            return block(sensitivity, part, leftOut: leftOut(of: analysis.grid, by: part), comparison)
        }
        return blocks.isEmpty ? [] : ["## What matters\n"] + blocks
    }

    /// What will never have a result is nothing to wait for.
    private static func incompleteness(of grid: ConfigurationGrid, _ comparison: Comparison) -> String {
        let places = grid.places
        let name = name(of: grid, comparison)
        return
            "Which of \(name) matters cannot be told: the file leaves out \(places.count { grid[$0] == nil }) "
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
        let name = name(of: grid, comparison)
        guard open == 0 else {
            return [
                "Which of \(name) matters can be told when all \(places.count) combinations have a result: \(open) of "
                    + "them \(open == 1 ? "has" : "have") none.\n"
            ]
        }
        let objective = comparison.objective
        let unknown = places.count { (grid[$0]?.rows ?? []).allSatisfy { EndedRun($0, objective) == nil } }
        guard unknown == 0 else {
            return [
                "Which of \(name) matters cannot be told: the \(objective.words) of \(unknown) of their "
                    + "\(places.count) combinations is not known.\n"
            ]
        }
        guard !comparison.isAtChance else {
            return ["No run learned anything: which of \(name) matters cannot be told here.\n"]
        }
        return ["All combinations of \(name) come to the same, or to a uniform guess: none of them matters here.\n"]
    }

    private static func keys(of grid: ConfigurationGrid) -> String {
        WordList.text(grid.keys.map { Markdown.code($0.path) })
    }

    /// Its keys, and what it has beside them that not all configurations have.
    private static func name(of grid: ConfigurationGrid, _ comparison: Comparison) -> String {
        let fixed = grid.fixedTexts(among: comparison.groups, limit: levelLimit).map(Markdown.code)
        return keys(of: grid) + (fixed.isEmpty ? "" : " with \(WordList.text(fixed))")
    }

    private static func block(
        _ sensitivity: Sensitivity, _ grid: ConfigurationGrid, leftOut: String, _ comparison: Comparison
    ) -> [String] {
        guard let first = sensitivity.effects.first else { return [] }
        let objective = comparison.objective
        let spread = spread(of: sensitivity.configurations, grid, comparison)
        let statement =
            sensitivity.chance == nil ? untested(sensitivity, first, spread) : tested(sensitivity, spread, grid)
        return [
            "\(statement)\(leftOut)\n", table(sensitivity, grid, objective).text,
            "\(explanation(sensitivity))\(guesses(sensitivity, objective))\n",
        ]
    }

    /// Between which configurations the variance is; the grid is named where it is not all of the file.
    private static func spread(of count: Int, _ grid: ConfigurationGrid, _ comparison: Comparison) -> String {
        let words = comparison.objective.words
        guard count < comparison.groups.count else { return "between the configurations' \(words)" }
        let which =
            count == comparison.ended
            ? "the \(count) configurations that have a result" : "\(count) of the \(comparison.ended) configurations"
        return "of the \(words) between \(which), the grid of \(name(of: grid, comparison))"
    }

    /// A row for each key and one for what they do together.
    private static func table(
        _ sensitivity: Sensitivity, _ grid: ConfigurationGrid, _ objective: Objective
    ) -> MarkdownTable {
        let (effects, spellings) = (sensitivity.effects, grid.spellings(limit: levelLimit))
        // No level is called the best where chance alone may have made it so.
        let best = effects.map { effect -> String in
            guard effect.isTold else { return TableColumn.none }
            return effect.bestLevel.map { Markdown.code(spellings.spelling(of: Setting(effect.key, $0))) }
                ?? "all equal"
        }
        let means = effects.map { effect -> String in
            let mean = effect.bestMean.flatMap { Statistic([$0]) }.map { Spelling.value($0, objective) }
            guard effect.isTold, let mean else { return TableColumn.none }
            return mean + (effect.bestDiverged > 0 ? " (\(effect.bestDiverged) of \(effect.bestRuns) diverged)" : "")
        }
        let isChanceKnown = sensitivity.chance != nil
        let rest = isChanceKnown ? "interactions" : "interactions and chance"
        var columns = [
            TableColumn("key", cells: effects.map { Markdown.code($0.key) } + [rest]),
            TableColumn(
                "share of the variance", .number,
                cells: (effects.map(\.share) + [sensitivity.interactions]).map(share)),
        ]
        if isChanceKnown {
            let chances = effects.map(\.chance) + [sensitivity.interactionsChance]
            columns.append(
                TableColumn(
                    "by chance alone", .number, cells: chances.map { $0.map { share($0.share) } ?? TableColumn.none }))
        }
        columns += [
            TableColumn("best on average", cells: best + [""]),
            TableColumn("its \(objective.words)", .number, cells: means + [""]),
        ]
        return MarkdownTable(columns)
    }

    /// What the table's words mean.
    private static func explanation(_ sensitivity: Sensitivity) -> String {
        let meaning =
            sensitivity.chance == nil
            ? "Chance is in every share."
            : "Chance is in every share: what it makes by itself, by the spread over seeds, stands beside it. No best is "
                + "told of a key whose share does not stand out from that (F test, \(significance))."
        return "The share of a key is the variance of its means over all values of the other keys; interactions are "
            + "what keys do only together. \(meaning)"
    }

    /// What explains most beyond chance, and whether the keys' interplay does.
    private static func tested(_ sensitivity: Sensitivity, _ spread: String, _ grid: ConfigurationGrid) -> String {
        let most = sensitivity.effects.first(where: \.isTold)
        var sentences: [String] = []
        if let most, let chance = most.chance {
            sentences.append(
                "\(Markdown.code(most.key)) explains \(share(most.share)) of the variance \(spread); by the spread over "
                    + "seeds, chance alone would give it about \(share(chance.share)).")
        } else {
            sentences.append(
                "By itself none of \(keys(of: grid)) stands out from chance (F test, \(significance)) in the variance "
                    + "\(spread).")
            if let chance = sensitivity.chance {
                sentences.append(
                    "By the spread over seeds, chance alone makes "
                        + (chance < 1 ? "about \(share(chance)) of the variance." : "as much as the whole variance."))
            }
        }
        if sensitivity.interactionsChance?.isExceeded == true, sensitivity.interactions > most?.share ?? 0 {
            sentences.append(
                "What the keys do together makes \(share(sensitivity.interactions)) of it, more than chance does: which value "
                    + "of one is good depends on the others.")
        }
        return sentences.joined(separator: " ")
    }

    /// The same where no chance is known.
    private static func untested(_ sensitivity: Sensitivity, _ first: Sensitivity.Effect, _ spread: String) -> String {
        let together =
            sensitivity.interactions > first.share
            ? " More of it, \(share(sensitivity.interactions)), is what the keys do together, or chance." : ""
        let reason = sensitivity.hasSingleSeeds ? "With one seed of a configuration" : "By the spread over these seeds"
        return
            "\(Markdown.code(first.key)) explains \(share(first.share)) of the variance \(spread).\(together) \(reason), "
            + "how much of it is chance cannot be told."
    }

    private static var significance: String { share(ChanceShare.significance) }

    private static func guesses(_ sensitivity: Sensitivity, _ objective: Objective) -> String {
        guard sensitivity.guesses > 0 else { return "" }
        let runs = WordList.count(sensitivity.guesses, "run")
        let count = sensitivity.guesses == 1 ? "counts" : "count"
        let sentence =
            switch objective.metric {
            // An accuracy may be below that of a guess.
            case .validationAccuracy:
                "\(runs) that diverged \(count) as a uniform guess in the shares, and as the worst of the grid where "
                    + "the best on average is chosen"
            // No loss counts as more than a guess's: that is the worst there is.
            case .validationLoss:
                "\(runs) that diverged, or whose loss is above that of a uniform guess, \(count) as a uniform guess, "
                    + "also where the best on average is chosen"
            }
        return " \(sentence); the mean beside it is that of the runs that are done, as they are."
    }

    private static func share(_ share: Double) -> String { NumberSpelling.percent(share, decimals: 0) }
}

extension Sensitivity.Effect {
    /// Whether its share stands out, as far as seeds tell.
    fileprivate var isTold: Bool { chance?.isExceeded ?? true }
}
