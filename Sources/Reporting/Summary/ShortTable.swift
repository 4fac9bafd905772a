import Experiment

/// The results in as few columns as answer the question, for a terminal: accuracy and loss are the validation's.
package struct ShortTable: Sendable {
    package var titles: [String]
    /// In plan order; the best first where there are more than are shown.
    package var rows: [[String]]
    /// Columns that hold numbers.
    package var numbers: Set<Int>
    /// The column with the names of runs.
    package var names: Int
    /// Columns to leave out where there is no room, the first one first.
    package var optional: [Int]
    /// Groups that are not shown.
    package var hidden: Int
}

extension Report {
    /// - Parameter limit: rows that are shown at most.
    package func shortTable(limit: Int) -> ShortTable {
        let groups = RunGroup.groups(of: rows)
        let objective = experiment.objective
        let ranked = RunGroup.ranked(groups, by: objective)
        let best = Comparison(groups, objective: objective).best?.group.name
        let shown = groups.count <= limit ? groups : Array(ranked.prefix(limit))
        let isGrouped = groups.contains { $0.rows.count > 1 }
        func cell(_ group: RunGroup, _ value: (RunRecord.Results) -> Double?, _ spelling: (Statistic) -> String) -> String {
            group.statistic(value).map(spelling) ?? Spelling.none
        }
        let rows = shown.map { group in
            [group.name == best ? "*" : "", group.name, group.learningRate.map { Spelling.rate($0) } ?? Spelling.none]
                + (isGrouped ? [String(group.doneCount)] : [])
                + [
                    cell(group, { $0.validationLast?.accuracy }) { Spelling.percent($0) },
                    cell(group, { $0.validationLast?.loss }) { Spelling.loss($0) },
                    cell(group, { $0.test?.accuracy }) { Spelling.percent($0) },
                    group.stateWords.replacing("**", with: ""),
                ]
        }
        let titles =
            ["", isGrouped ? "runs" : "run", "learning rate"] + (isGrouped ? ["n"] : [])
            + ["accuracy", "loss", "test accuracy", "status"]
        let (status, test, loss) = (titles.count - 1, titles.count - 2, titles.count - 3)
        return ShortTable(
            titles: titles, rows: rows, numbers: Set(2..<status), names: 1, optional: [loss, test, 2],
            hidden: groups.count - shown.count)
    }
}
