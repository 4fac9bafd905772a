import Experiment

/// The table of the summary. A column is an entry of `columns`.
struct ResultTable {
    /// Characters of a setting: a list of layers would make the table unreadable, and stands in the run's record.
    private static let settingLimit = 60

    private struct Column {
        var title: String
        var alignment: MarkdownTable.Column.Alignment
        var cell: (RunGroup) -> String
    }

    /// A row each, in this order.
    var groups: [RunGroup]
    /// Whether rows stand for several runs.
    var isGrouped: Bool
    /// What decides.
    var objective: Objective
    /// Marks the best rows and tells how far the others are from them; nil where the rows are not what is compared.
    var comparison: Comparison?

    var markdown: String {
        let columns = columns
        var table = MarkdownTable(columns: columns.map { .init($0.title, $0.alignment) })
        table.rows = groups.map { group in columns.map { $0.cell(group) } }
        return table.text
    }

    private var columns: [Column] {
        var columns = [
            Column(title: isGrouped ? "runs" : "run", alignment: .left) { name($0) },
            Column(title: "learning rate", alignment: .right) { Self.rate($0) },
        ]
        if groups.contains(where: { $0.rows.contains { !$0.changes.isEmpty } }) {
            func changes(_ group: RunGroup) -> [Setting] { group.rows.first?.changes ?? [] }
            let spellings = SettingSpellings(groups.map(changes), limit: Self.settingLimit)
            columns.append(
                Column(title: "what differs", alignment: .left) { Markdown.text(spellings.text(changes($0))) })
        }
        if isGrouped {
            columns.append(Column(title: "n", alignment: .right) { String($0.doneCount) })
        }
        for shown in Self.validations {
            columns.append(validation(shown))
            if shown == objective, let comparison, comparison.hasDifferences {
                columns.append(
                    Column(title: DifferenceToBest.title, alignment: .right) { comparison.differenceCell(of: $0) })
            }
        }
        return columns + [
            loss("train loss") { $0.trainLoss },
            percent("test accuracy") { $0.test?.accuracy },
            loss("test loss") { $0.test?.loss },
            column("epochs", { $0.epochs }) { Spelling.epochs($0.mean) },
            cost("samples/s", Spelling.perSecond) { $0.samplesPerSecond },
            cost("time", Spelling.duration) { $0.seconds },
            Column(title: "status", alignment: .left) { $0.stateWords(.markdown) },
        ]
    }

    /// What is shown of the validations; one of these decides.
    private static let validations = Objective.Metric.allCases.flatMap { metric in
        Objective.Moment.allCases.map { Objective(metric: metric, moment: $0) }
    }

    private func validation(_ shown: Objective) -> Column {
        switch shown.metric {
        case .validationAccuracy: percent(title(shown)) { shown.score(of: $0)?.accuracy }
        case .validationLoss: loss(title(shown)) { shown.score(of: $0)?.loss }
        }
    }

    /// `validation loss` of the last one; of the best, which only one metric can tell, `best loss` or `loss at best`.
    private func title(_ shown: Objective) -> String {
        switch shown.moment {
        case .last: shown.metric.words
        case .best: shown.metric == objective.metric ? shown.shortWords : "\(shown.metric.shortWords) at best"
        }
    }

    private func name(_ group: RunGroup) -> String {
        let name = Markdown.code(group.name)
        return comparison?.isBest(group) == true ? "**\(name)** (best)" : name
    }

    private func percent(_ title: String, _ value: @escaping (RunResults) -> Double?) -> Column {
        column(title, value) { Spelling.percent($0) }
    }

    private func loss(_ title: String, _ value: @escaping (RunResults) -> Double?) -> Column {
        column(title, value) { Spelling.loss($0) }
    }

    /// A mean without its spread.
    private func cost(
        _ title: String, _ spelling: @escaping (Double) -> String, _ value: @escaping (RunCost) -> Double
    ) -> Column {
        Column(title: title, alignment: .right) { group in
            // As of results.
            let mean = group.rows.count == 1 ? group.rows[0].record?.cost.map(value) : group.costStatistic(value)?.mean
            return mean.map(spelling) ?? Spelling.none
        }
    }

    private func column(
        _ title: String, _ value: @escaping (RunResults) -> Double?, _ spelling: @escaping (Statistic) -> String
    ) -> Column {
        Column(title: title, alignment: .right) { group in
            // A run by itself shows what it has, also when it was stopped; a mean is taken over whole runs only.
            let statistic =
                if group.rows.count == 1 {
                    group.rows[0].record?.results.flatMap(value).flatMap { Statistic([$0]) }
                } else {
                    group.statistic(value)
                }
            return statistic.map(spelling) ?? Spelling.none
        }
    }

    private static func rate(_ group: RunGroup) -> String {
        guard group.rows.first?.run.hasFoundRates == true else {
            return group.learningRate.map { Spelling.rate($0) } ?? Spelling.none
        }
        return group.learningRate.map { Spelling.rate($0) + " (auto)" } ?? "auto"
    }
}

extension RunGroup {
    /// `done`, `done, at chance`, `2 done, 1 diverged`, `3 done, 1 at chance`.
    func stateWords(_ style: AnswerStyle) -> String {
        let count = rows.count { $0.verdict == .atChance }
        let words = count == doneCount ? "at chance" : "\(count) at chance"
        let chance = count > 0 ? ", " + style.strong(words) : ""
        guard rows.count > 1 else { return (rows.first?.state.words ?? Spelling.none) + chance }
        var counts: [(state: ReportRow.State, count: Int)] = []
        for row in rows {
            if let index = counts.firstIndex(where: { $0.state == row.state }) {
                counts[index].count += 1
            } else {
                counts.append((row.state, 1))
            }
        }
        return counts.map { "\($0.count) \($0.state.words)" }.joined(separator: ", ") + chance
    }
}
