package import Experiment

/// Results in as few columns as answer the question, for a terminal: accuracy and loss are the validation's.
package struct ShortTable: Sendable {
    package let columns: [TableColumn]
    /// Groups that are not shown.
    package let hidden: Int
    /// What the mark before a name means; nil where none has one.
    package let legend: String?
    /// What the reader of the counts has to know; nil where there is nothing, and of several experiments, whose
    /// `remarks` say it.
    package let remark: String?
}

extension TableColumn {
    static func mark(_ rows: [Bool]) -> Self { Self("", cells: rows.map { $0 ? "*" : "" }) }

    static func names(_ title: String, _ groups: [RunGroup]) -> Self {
        Self(title, .name(short: groups.map(\.shortName)), cells: groups.map(\.name))
    }
}

extension Comparison {
    /// In plan order; the best first where there are more than are shown.
    /// - Parameter limit: rows that are shown at most.
    package func shortTable(limit: Int) -> ShortTable {
        let shown = groups.count <= limit ? groups : Array(ranked.prefix(limit))
        let isGrouped = repeatsSeeds
        let others = [Objective(metric: .validationAccuracy), Objective(metric: .validationLoss)].filter {
            $0 != objective
        }
        var columns: [TableColumn] = [
            .mark(shown.map(isBest)), .names(isGrouped ? "runs" : "run", shown), .rates(shown, spare: 0),
        ]
        if isGrouped { columns.append(.counts(shown, by: objective)) }
        columns.append(.values(objective, objective.shortWords, shown, isGrouped: isGrouped))
        columns += others.enumerated().map {
            .values($1, $1.shortWords, shown, isGrouped: isGrouped, spare: 2 + $0)
        }
        columns += [.testAccuracy(shown, isGrouped: isGrouped, spare: 1), .states(shown, .plain)]
        return ShortTable(
            columns: columns, hidden: groups.count - shown.count, legend: legend,
            remark: isGrouped ? RunGroup.remarkOnCounts(shown, by: objective) : nil)
    }

    /// What the mark of the best means; nil where none is marked.
    var legend: String? {
        guard best != nil else { return nil }
        return "* \(placeOfBest) by \(objective.words)\(field)"
    }

    /// As in the answer, whose mean is the best is not ahead where another is better on the seeds that both have, or
    /// level with it there.
    private var placeOfBest: String {
        if isBestAhead { return "ahead" }
        return levelWithBest.isEmpty || !aheadOfBest.isEmpty ? "the best mean" : "level at the top"
    }
}
