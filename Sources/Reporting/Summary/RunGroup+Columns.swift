import Experiment

/// What stands of a group in every table.
extension RunGroup {
    /// As the tables of Markdown have it, with a mark where it is the best or level with it.
    func markdownName(isBest: Bool) -> String {
        let code = Markdown.code(name)
        return isBest ? "**\(code)** (best)" : code
    }

    /// `0.0025`; of a run whose rate a range test finds `0.0025 (auto)`, and `auto` until then; `0.0025, 0.003 (auto)`
    /// where range tests of several experiments found several.
    var rateCell: String {
        let isFound = rows.first?.run.hasFoundRates == true
        let rates = usedRates
        guard !rates.isEmpty else { return isFound ? "auto" : TableColumn.none }
        return rates.map { Spelling.rate($0) }.joined(separator: ", ") + (isFound ? " (auto)" : "")
    }

    /// How many runs the value that decides is a mean of.
    func count(by objective: Objective) -> Int { statistic(objective.value)?.count ?? 0 }

    /// What the reader of a table with these counts has to know; nil where they are all runs that are done.
    static func remarkOnCounts(_ groups: [RunGroup], by objective: Objective) -> String? {
        guard groups.contains(where: { $0.count(by: objective) < $0.doneCount }) else { return nil }
        return
            "Runs that are done and have no known \(objective.words) are not among the n: the means of that validation "
            + "leave them out, the others do not."
    }

    /// What an objective looks at, whether it decides or not.
    /// - Parameter isGrouped: whether the table's rows stand for several runs.
    func cell(of objective: Objective, isGrouped: Bool) -> String {
        // A run by itself shows what it came to, also where that is no number and cannot win.
        cell(isGrouped ? objective.value(of:) : objective.number(of:), isGrouped: isGrouped) {
            Spelling.value($0, objective)
        }
    }

    /// A mean is taken over whole runs only, also where a group among others is of one run; where each row is a run, it
    /// shows what it has, also when it was stopped.
    func cell(_ value: (RunResults) -> Double?, isGrouped: Bool, _ spelling: (Statistic) -> String) -> String {
        let statistic =
            if isGrouped {
                self.statistic(value)
            } else {
                rows.first?.record?.results.flatMap(value).flatMap { Statistic([$0]) }
            }
        return statistic.map(spelling) ?? TableColumn.none
    }

    /// The same of what it took, without the spread.
    func costCell(_ value: (RunCost) -> Double, isGrouped: Bool, _ spelling: (Double) -> String) -> String {
        let mean = isGrouped ? costStatistic(value)?.mean : rows.first?.record?.cost.map(value)
        return mean.map(spelling) ?? TableColumn.none
    }

    /// `done`, `done, at chance`, `2 done, 1 diverged`, `3 done, 1 at chance`.
    func stateWords(_ style: Markup) -> String {
        let count = rows.count { $0.verdict == .atChance }
        let words = count == doneCount ? "at chance" : "\(count) at chance"
        let chance = count > 0 ? ", " + style.strong(words) : ""
        guard rows.count > 1 else { return (rows.first?.state.words ?? TableColumn.none) + chance }
        let states = rows.grouped(by: \.state)
        return states.map { "\($0.elements.count) \($0.key.words)" }.joined(separator: ", ") + chance
    }
}

/// Columns that tables have in common, a cell for each group.
extension TableColumn {
    static func rates(_ groups: [RunGroup], spare: Int? = nil) -> Self {
        Self("learning rate", .number, spare: spare, cells: groups.map(\.rateCell))
    }

    static func counts(_ groups: [RunGroup], by objective: Objective) -> Self {
        Self("n", .number, cells: groups.map { String($0.count(by: objective)) })
    }

    /// What an objective looks at, whether it decides or not.
    static func values(
        _ objective: Objective, _ title: String, _ groups: [RunGroup], isGrouped: Bool, spare: Int? = nil
    ) -> Self {
        Self(title, .number, spare: spare, cells: groups.map { $0.cell(of: objective, isGrouped: isGrouped) })
    }

    static func testAccuracy(_ groups: [RunGroup], isGrouped: Bool, spare: Int? = nil) -> Self {
        let cells = groups.map { $0.cell({ $0.test?.accuracy }, isGrouped: isGrouped, Spelling.percent) }
        return Self("test accuracy", .number, spare: spare, cells: cells)
    }

    static func states(_ groups: [RunGroup], _ style: Markup) -> Self {
        Self("status", cells: groups.map { $0.stateWords(style) })
    }
}
