import Experiment
import Figures

/// Several experiments side by side: a row for each group of each one, with the settings in which they differ.
package struct ExperimentComparison: Sendable {
    private struct Row {
        var experiment: String
        var group: RunGroup
        var facets: ConfigurationFacets
        var value: Statistic?
        var test: Statistic?
    }

    private let reports: [(label: String, report: Report)]
    private let rows: [Row]
    /// The index of the row that is ahead; nil where none has a result, or nothing learned anything.
    private let best: Int?
    /// Of each row to the best one, where they have seeds in common.
    private let differences: [PairedDifference?]
    /// What decides: the first experiment's objective, for all of them.
    private let objective: Objective
    /// The settings in which they differ, by dotted path.
    package let differing: [String]

    /// Characters of a setting on a terminal.
    private static let settingLimit = 24

    /// - Parameter reports: at least one; experiments of one name are told apart by `labels`.
    package init(_ reports: [(label: String, report: Report)]) {
        let objective = reports.first?.report.experiment.objective ?? Objective()
        let rows = reports.flatMap { label, report in
            RunGroup.groups(of: report.rows).map { group in
                Row(
                    experiment: label, group: group,
                    facets: ConfigurationFacets(group.rows.first?.run.configuration ?? .null),
                    value: group.statistic(objective.value), test: group.statistic { $0.test?.accuracy })
            }
        }
        let hasLearned = rows.contains { $0.value != nil && !$0.group.isAtChance }
        let best = hasLearned ? RunGroup.ranking(of: rows.map(\.group), by: objective).first : nil
        let differences = rows.enumerated().map { index, row in
            best == index ? nil : best.flatMap { row.group.difference(from: rows[$0].group, by: objective) }
        }
        (self.rows, self.best, self.differences, self.objective) = (rows, best, differences, objective)
        self.reports = reports
        differing = ConfigurationFacets.differing(rows.map(\.facets))
    }

    /// The rows that are compared with the best one; none where there is none.
    private var others: [Int] { best == nil ? [] : rows.indices.filter { $0 != best && rows[$0].value != nil } }

    /// What a reader has to know of the numbers, a sentence each.
    package func remarks(_ style: AnswerStyle) -> [String] {
        var (behind, level): ([String], [String]) = ([], [])
        for index in others {
            guard let value = rows[index].value, let reference = best.flatMap({ rows[$0].value }) else { continue }
            let lead = Lead(of: reference, over: value, difference: differences[index], objective)
            let name = "\(style.code(rows[index].group.name)) of \(style.text(rows[index].experiment))"
            if lead.margin < 0 {
                behind.append(
                    "By the \(Spelling.count(lead.seeds, "seed")) that both have, \(name) is ahead of the best mean, by "
                        + "\(Spelling.difference(-lead.margin, objective)).")
            } else if lead.isLevel {
                level.append(name)
            }
        }
        return obstacles(style) + behind
            + (level.isEmpty ? [] : ["Level with the best mean: \(Spelling.list(level))."])
    }

    /// The same of the column of differences; none where there is no such column.
    package func differenceNotes(_ style: AnswerStyle) -> [String] {
        guard !others.isEmpty else { return [] }
        return DifferenceToBest.notes(
            others.map { differences[$0] }, configurations: rows.count { $0.group.hasResult }, advice: "", objective,
            style)
    }

    /// A cell for each row; nil where there is nothing to compare.
    private var differenceCells: [String]? {
        guard !others.isEmpty, let best, let reference = rows[best].value else { return nil }
        return rows.enumerated().map { index, row in
            guard index != best, let value = row.value else { return Spelling.none }
            return DifferenceToBest.cell(differences[index], means: (value.mean, reference.mean), objective)
        }
    }

    /// A table that reads as plain text too, and what a reader has to know of it.
    package var markdown: String {
        typealias Column = (title: String, alignment: MarkdownTable.Column.Alignment, cells: [String])
        let names = rows.enumerated().map { index, row in
            index == best ? "**\(Markdown.code(row.group.name))** (best)" : Markdown.code(row.group.name)
        }
        var columns: [Column] = [
            ("experiment", .left, rows.map { Markdown.text($0.experiment) }), ("runs", .left, names),
            ("learning rate", .left, rows.map { $0.group.learningRate.map { Spelling.rate($0) } ?? Spelling.none }),
        ]
        for path in differing {
            columns.append((path, .left, rows.map { $0.facets[path].map { Markdown.text($0.spelling) } ?? "" }))
        }
        columns.append(("n", .right, rows.map { String($0.value?.count ?? 0) }))
        let values = rows.map { $0.value.map { Spelling.value($0, objective) } ?? Spelling.none }
        columns.append((objective.words, .right, values))
        if let differenceCells { columns.append((DifferenceToBest.title, .right, differenceCells)) }
        let tests = rows.map { $0.test.map { Spelling.percent($0) } ?? Spelling.none }
        columns += [("test accuracy", .right, tests), ("status", .left, rows.map { $0.group.stateWords(.markdown) })]
        var table = MarkdownTable(columns: columns.map { .init($0.title, $0.alignment) })
        table.rows = rows.indices.map { row in columns.map { $0.cells[row] } }
        let notes = remarks(.markdown) + differenceNotes(.markdown)
        return ([table.text] + notes.map { $0 + "\n" }).joined(separator: "\n")
    }

    /// The table for a terminal. Where it is narrow, the test set gives way first, then settings, the last ones
    /// first, then the differences and the rates.
    package var shortTable: ShortTable {
        let groups = rows.map(\.group)
        let best = best
        var columns: [ShortTable.Column] = [
            .mark(rows.indices.map { $0 == best }), .init(title: "experiment", cells: rows.map(\.experiment)),
            .init(title: "runs", kind: .names, cells: groups.map(\.name)), .rates(groups),
        ]
        columns += differing.enumerated().map { index, path in
            let cells = rows.map { $0.facets[path].map { Spelling.cut($0.spelling, to: Self.settingLimit) } ?? "" }
            return .init(title: path, spare: 2 + index, cells: cells)
        }
        columns += [
            .init(title: "n", kind: .number, cells: rows.map { String($0.value?.count ?? 0) }),
            .values(objective, spare: nil, groups),
        ]
        if let differenceCells {
            columns.append(.init(title: DifferenceToBest.title, kind: .number, spare: 1, cells: differenceCells))
        }
        columns += [.testAccuracy(spare: 2 + differing.count, groups), .states(groups)]
        return ShortTable(columns, legend: best.map { _ in ShortTable.legend(objective) })
    }

    /// The same numbers in full precision.
    package var json: String {
        var fields = JSONFields()
        fields.add("objective", objective.settings)
        fields.add("remarks", .list(remarks(.plain).map(SettingValue.string)))
        let list = rows.enumerated().map { index, row in
            var fields = JSONFields()
            fields.add("experiment", row.experiment)
            fields.add("group", row.group.name)
            fields.add("is_best", index == best)
            fields.addOrNull("learning_rate", row.group.learningRate?.rate)
            fields.addOrNull("learning_rate_min", row.group.learningRate?.bounds?.minimum)
            fields.addOrNull("learning_rate_max", row.group.learningRate?.bounds?.maximum)
            fields.add(
                "settings", .mapping(differing.compactMap { path in row.facets[path].map { Setting(path, $0) } }))
            fields.add("runs", row.group.rows.count)
            fields.add("done", row.group.doneCount)
            fields.addOrNull("mean", row.value?.mean)
            fields.addOrNull("standard_deviation", row.value?.deviation)
            fields.add("difference_to_best", differences[index]?.json ?? .null)
            fields.addOrNull("test_accuracy", row.test?.mean)
            return fields.object
        }
        fields.add("groups", .list(list))
        return JSONText.document(fields.object)
    }

    /// What decides, of every group.
    package var figure: SummaryFigure {
        let shown = rows.enumerated().compactMap { index, row in
            row.value.map { value in
                DotPlot.Row(
                    row.group, value, objective, label: "\(row.experiment): \(row.group.name)", isMarked: index == best)
            }
        }
        return SummaryFigure(
            name: "compare", title: objective.title,
            figure: DotPlot(
                title: objective.title, axis: objective.axis, rows: shown, caption: DotPlot.legend(of: shown)))
    }

    /// What makes numbers of different experiments hard to compare.
    private func obstacles(_ style: AnswerStyle) -> [String] {
        var remarks = ["Means ± standard deviation over the n runs that are done; decided by \(objective.words)."]
        let others = reports.filter { $0.report.experiment.objective != objective }
        for (label, report) in others {
            remarks.append("\(style.block(label)) itself is decided by \(report.experiment.objective.words).")
        }
        let records = reports.flatMap { $0.report.rows.compactMap(\.record) }
        if ValidationSet.differs(among: records) { remarks.append(ValidationSet.remark) }
        let machines = records.map(\.provenance.machine)
        if Set(machines.map(\.processor)).count > 1 || Set(machines.map(\.instructionSet)).count > 1 {
            remarks.append("They ran on different machines or instruction sets.")
        }
        return remarks
    }
}
