import Experiment

/// Results in as few columns as answer the question, for a terminal: accuracy and loss are the validation's.
package struct ShortTable: Sendable {
    package let titles: [String]
    package let rows: [[String]]
    /// Columns that hold numbers.
    package let numbers: Set<Int>
    /// The column with the names of runs.
    package let names: Int?
    /// Of each row, what stands in that column where there is little room.
    package let shortNames: [String]
    /// Columns to leave out where there is no room, the first one first.
    package let optional: [Int]
    /// Groups that are not shown.
    package let hidden: Int
    /// What the mark before a name means; nil where none has one.
    package let legend: String?

    struct Column {
        enum Kind { case text, number, names }

        var title: String
        var kind = Kind.text
        /// Where there is no room, those with the largest number go first; nil stays.
        var spare: Int?
        var cells: [String]
        /// Of names: the same in less room.
        var short: [String] = []

        /// With all its text, which may be from anyone's records, as a terminal may show it.
        fileprivate var shown: Self {
            Self(
                title: DisplayText.line(title), kind: kind, spare: spare, cells: cells.map(DisplayText.line),
                short: short.map(DisplayText.line))
        }
    }

    init(_ columns: [Column], hidden: Int = 0, legend: String?) {
        let columns = columns.map(\.shown)
        titles = columns.map(\.title)
        rows = columns.first.map { first in first.cells.indices.map { row in columns.map { $0.cells[row] } } } ?? []
        numbers = Set(columns.indices.filter { columns[$0].kind == .number })
        names = columns.firstIndex { $0.kind == .names }
        shortNames = columns.first { $0.kind == .names }?.short ?? []
        optional = columns.enumerated().compactMap { index, column in column.spare.map { (index, $0) } }
            .sorted { $0.1 > $1.1 }.map(\.0)
        self.hidden = hidden
        self.legend = legend
    }
}

extension ShortTable.Column {
    static func mark(_ rows: [Bool]) -> Self { Self(title: "", cells: rows.map { $0 ? "*" : "" }) }

    static func names(_ title: String, _ groups: [RunGroup]) -> Self {
        Self(title: title, kind: .names, cells: groups.map(\.name), short: groups.map(\.shortName))
    }

    static func rates(_ groups: [RunGroup], spare: Int) -> Self {
        Self(
            title: "learning rate", kind: .number, spare: spare,
            cells: groups.map { $0.learningRate.map { Spelling.rate($0) } ?? Spelling.none })
    }

    static func testAccuracy(spare: Int, _ groups: [RunGroup]) -> Self {
        Self(
            title: "test accuracy", kind: .number, spare: spare,
            cells: groups.map { group in
                group.statistic { $0.test?.accuracy }.map { Spelling.percent($0) } ?? Spelling.none
            })
    }

    static func states(_ groups: [RunGroup]) -> Self {
        Self(title: "status", cells: groups.map { $0.stateWords(.plain) })
    }

    /// What an objective looks at, whether it decides or not.
    static func values(_ objective: Objective, spare: Int?, _ groups: [RunGroup]) -> Self {
        Self(
            title: objective.shortWords, kind: .number, spare: spare,
            cells: groups.map { $0.statistic(objective.value).map { Spelling.value($0, objective) } ?? Spelling.none })
    }
}

extension Comparison {
    /// In plan order; the best first where there are more than are shown.
    /// - Parameter limit: rows that are shown at most.
    package func shortTable(limit: Int) -> ShortTable {
        let shown = groups.count <= limit ? groups : Array(RunGroup.ranked(groups, by: objective).prefix(limit))
        let isGrouped = repeatsSeeds
        let others = [Objective(metric: .validationAccuracy), Objective(metric: .validationLoss)].filter {
            $0 != objective
        }
        var columns: [ShortTable.Column] = [
            .mark(shown.map(isBest)), .names(isGrouped ? "runs" : "run", shown), .rates(shown, spare: 0),
        ]
        if isGrouped { columns.append(.init(title: "n", kind: .number, cells: shown.map { String($0.doneCount) })) }
        columns.append(.values(objective, spare: nil, shown))
        columns += others.enumerated().map { .values($1, spare: 2 + $0, shown) }
        columns += [.testAccuracy(spare: 1, shown), .states(shown)]
        return ShortTable(columns, hidden: groups.count - shown.count, legend: legend)
    }

    /// What the mark of the best means; nil where none is marked.
    var legend: String? {
        guard best != nil else { return nil }
        return "* \(levelWithBest.isEmpty ? "ahead" : "level at the top") by \(objective.words)\(field)"
    }
}
