import Experiment

/// The table of the summary. A column is an entry of `columns`.
struct ResultTable {
    /// Characters of a setting: a list of layers would make the table unreadable, and stands in the run's record.
    private static let settingLimit = 60

    /// A row each, in this order.
    var groups: [RunGroup]
    /// Whether rows stand for several runs.
    var isGrouped: Bool
    /// What decides.
    var objective: Objective
    /// Marks the best rows and tells how far the others are from them; nil where the rows are not what is compared.
    var comparison: Comparison?

    var markdown: String { MarkdownTable(columns).text }

    private var columns: [TableColumn] {
        let names = groups.map { $0.markdownName(isBest: comparison?.isBest($0) == true) }
        var columns: [TableColumn] = [TableColumn(isGrouped ? "runs" : "run", cells: names), .rates(groups)]
        let changes = groups.map(Self.changes(of:))
        if changes.contains(where: { !$0.isEmpty }) {
            let spellings = SettingSpellings(changes, limit: Self.settingLimit)
            columns.append(TableColumn("what differs", cells: changes.map { Markdown.text(spellings.text($0)) }))
        }
        if isGrouped { columns.append(.counts(groups, by: objective)) }
        for shown in Self.validations {
            columns.append(.values(shown, title(shown), groups, isGrouped: isGrouped))
            if shown == objective, let comparison, comparison.hasDifferences {
                let cells = groups.map { comparison.differenceCell(of: $0) }
                columns.append(TableColumn(DifferenceToBest.title, .number, cells: cells))
            }
        }
        columns += [
            results("train loss", { $0.trainLoss }) { Spelling.loss($0) },
            .testAccuracy(groups, isGrouped: isGrouped),
            results("test loss", { $0.test?.loss }) { Spelling.loss($0) },
            results("epochs", { $0.epochs }) { Spelling.epochs($0.mean) },
            cost("samples/s", { $0.samplesPerSecond }, Spelling.perSecond),
            cost("time", { $0.seconds }, Spelling.duration),
            .states(groups, .markdown),
        ]
        return columns
    }

    /// What the entry of a row sets. Seeds repeat a row's configuration where it stands for several runs, and are no part
    /// of it.
    private static func changes(of group: RunGroup) -> [Setting] {
        guard let first = group.rows.first else { return [] }
        return group.rows.count == 1 ? first.changesAndSeed : first.changes
    }

    /// What is shown of the validations; one of these decides.
    private static let validations = Objective.Metric.allCases.flatMap { metric in
        Objective.Moment.allCases.map { Objective(metric: metric, moment: $0) }
    }

    /// `validation loss` of the last one; of the best, which only one metric can tell, `best loss` or `loss at best`.
    private func title(_ shown: Objective) -> String {
        switch shown.moment {
        case .last: shown.metric.words
        case .best: shown.metric == objective.metric ? shown.shortWords : "\(shown.metric.shortWords) at best"
        }
    }

    private func results(
        _ title: String, _ value: (RunResults) -> Double?, _ spelling: (Statistic) -> String
    ) -> TableColumn {
        TableColumn(title, .number, cells: groups.map { $0.cell(value, isGrouped: isGrouped, spelling) })
    }

    private func cost(
        _ title: String, _ value: (RunCost) -> Double, _ spelling: (Double) -> String
    ) -> TableColumn {
        TableColumn(title, .number, cells: groups.map { $0.costCell(value, isGrouped: isGrouped, spelling) })
    }
}
