import Experiment

/// The table of the summary. A column is an entry of `columns`.
struct ResultTable {
    private struct Column {
        var title: String
        var alignment: MarkdownTable.Column.Alignment
        var cell: (RunGroup) -> String
    }

    /// A row each, in this order.
    var groups: [RunGroup]
    /// Whether rows stand for several runs.
    var isGrouped: Bool

    var markdown: String {
        let columns = columns
        var table = MarkdownTable(columns: columns.map { .init($0.title, $0.alignment) })
        table.rows = groups.map { group in columns.map { $0.cell(group) } }
        return table.text
    }

    private var columns: [Column] {
        var columns = [
            Column(title: isGrouped ? "runs" : "run", alignment: .left) { Markdown.code($0.name) },
            Column(title: "learning rate", alignment: .right) { Self.rate($0) },
        ]
        if groups.contains(where: { $0.rows.contains { !$0.changes.isEmpty } }) {
            columns.append(
                Column(title: "what differs", alignment: .left) { group in
                    Markdown.text(Spelling.settings(group.rows.first?.changes ?? []))
                })
        }
        if isGrouped {
            columns.append(Column(title: "n", alignment: .right) { String($0.doneCount) })
        }
        return columns + [
            percent("validation accuracy") { $0.validationLast?.accuracy },
            percent("best") { $0.validationBest?.accuracy },
            loss("validation loss") { $0.validationLast?.loss },
            loss("best") { $0.validationBest?.loss },
            loss("train loss") { $0.trainLoss },
            percent("test accuracy") { $0.test?.accuracy },
            loss("test loss") { $0.test?.loss },
            number("epochs", Spelling.epochs) { $0.epochs },
            number("samples/s", Spelling.perSecond) { $0.samplesPerSecond },
            number("time", Spelling.duration) { $0.seconds },
            Column(title: "status", alignment: .left) { Self.status($0) },
        ]
    }

    private func percent(_ title: String, _ value: @escaping (RunRecord.Results) -> Double?) -> Column {
        column(title, value) { Spelling.percent($0) }
    }

    private func loss(_ title: String, _ value: @escaping (RunRecord.Results) -> Double?) -> Column {
        column(title, value) { Spelling.loss($0) }
    }

    /// A mean without its spread.
    private func number(
        _ title: String, _ spelling: @escaping (Double) -> String, _ value: @escaping (RunRecord.Results) -> Double?
    ) -> Column {
        column(title, value) { spelling($0.mean) }
    }

    private func column(
        _ title: String, _ value: @escaping (RunRecord.Results) -> Double?, _ spelling: @escaping (Statistic) -> String
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
        guard let row = group.rows.first else { return Spelling.none }
        switch row.run.rateSource {
        case .fixed: return group.learningRate.map(Spelling.rate) ?? Spelling.none
        case .rangeTest: return group.learningRate.map { Spelling.rate($0) + " (auto)" } ?? "auto"
        }
    }

    /// `done`, `done, at chance`, `2 done, 1 diverged`.
    private static func status(_ group: RunGroup) -> String {
        let chance = group.isAtChance ? ", **at chance**" : ""
        guard group.rows.count > 1 else { return (group.rows.first?.state.words ?? Spelling.none) + chance }
        var counts: [(state: ReportRow.State, count: Int)] = []
        for row in group.rows {
            if let index = counts.firstIndex(where: { $0.state == row.state }) {
                counts[index].count += 1
            } else {
                counts.append((row.state, 1))
            }
        }
        return counts.map { "\($0.count) \($0.state.words)" }.joined(separator: ", ") + chance
    }
}
