import Experiment
import Figures

/// Several experiments side by side: a row for each group, with the settings in which they differ. Seeds of one
/// configuration that stand in several experiments are one group.
package struct ExperimentComparison: Sendable {
    struct Row {
        /// Those that have runs of it, by their labels; at least one.
        var experiments: [String]
        var group: RunGroup
        /// The same under the name by which it is compared and spoken of.
        var compared: RunGroup
        var facets: ConfigurationFacets

        /// `A and B`.
        var experiment: String { WordList.text(experiments) }

        /// As it stands in tables; the same sign where it is off as where the runs have no such setting.
        func setting(_ path: String, spelled spelling: (Setting) -> String = { $0.value.spelling }) -> String {
            let value = facets[path] ?? .null
            return value == .null ? TableColumn.none : spelling(Setting(path, value))
        }
    }

    let reports: [(label: String, report: Report)]
    let rows: [Row]
    /// What its rows have to do with each other, in the order in which it is told.
    let relations: [GroupRelation]
    /// Rows in whose place another one is compared.
    private let repeated: Set<Int>
    /// Of what is compared of the rows.
    private let comparison: Comparison
    /// The settings in which they differ, by dotted path.
    package let differing: [String]

    /// What decides: the first experiment's objective, for all of them.
    var objective: Objective { comparison.objective }

    /// Columns of a setting on a terminal.
    private static let settingLimit = 24
    /// The same where only more of them tell it from another one: the whole column is left out where it has no room.
    private static let settingBound = 48

    /// - Parameter reports: at least one; experiments of one name are told apart by `labels`.
    package init(_ reports: [(label: String, report: Report)]) {
        let objective = reports.first?.report.experiment.objective ?? Objective()
        let found = reports.flatMap { label, report in
            report.groupsWithRateOrigins.map { (label: label, group: $0.group, origin: $0.origin) }
        }
        let joined = JoinedGroups(found.map { ($0.group, $0.origin) })
        rows = joined.entries.map { entry in
            let experiments = entry.members.map { found[$0].label }.uniqued()
            return Row(
                experiments: experiments, group: entry.group,
                compared: entry.group.labelled(WordList.text(experiments)),
                facets: ConfigurationFacets(entry.group.rows.first?.run.configuration ?? .null))
        }
        let relations = joined.relations + GroupRelation.ofCommonRuns(rows.map(\.group))
        self.relations = relations.sorted { ($0.kind.rawValue, $0.group) < ($1.kind.rawValue, $1.group) }
        let repeated = Set(relations.filter { $0.kind == .sameRuns }.map(\.group))
        let compared = rows.enumerated().filter { !repeated.contains($0.offset) }.map(\.element.compared)
        (self.repeated, comparison) = (repeated, Comparison(compared, objective: objective))
        self.reports = reports
        let sameData = Self.pathsOfSameData(rows.flatMap(\.group.rows))
        differing = ConfigurationFacets.differing(rows.map(\.facets)).filter { !sameData.contains($0) }
    }

    /// The settings of the user's own files that make no difference: where all runs are on the same data, where these
    /// lie, and how many classes they have, unless runs are told other numbers of them. A data set that goes by a name
    /// has as many as were read.
    private static func pathsOfSameData(_ runs: [ReportRow]) -> [String] {
        guard isOneDataset(runs) else { return [] }
        let classes = runs.compactMap { row in
            row.run.configuration[path: ["dataset", "idx", "classes"]]?.asNumber
                ?? row.record.map { Double($0.dataset.classes) }
        }
        return [RunConfiguration.ownDatasetPath] + (Set(classes).count == 1 ? ["dataset.idx.classes"] : [])
    }

    /// Whether all runs are on what is known to be the same data, wherever files of the user's own lie, and whether some
    /// go by a name: what some run has read of each has one checksum.
    private static func isOneDataset(_ runs: [ReportRow]) -> Bool {
        let path = RunConfiguration.ownDatasetPath.split(separator: ".").map(String.init)
        let sources = runs.grouped { row in
            [["dataset", "name"], path].map { row.run.configuration[path: $0] }
        }
        let checksums = sources.map { Set($0.elements.compactMap(\.record?.dataset.checksum)) }
        return checksums.allSatisfy { !$0.isEmpty } && Set(checksums.joined()).count == 1
    }

    /// The experiments go by their names, all by their paths where two have the same one.
    /// - Parameter found: at least one, and no folder twice.
    package init(reading found: [(folder: ExperimentFolder, report: Report)]) {
        let names = Set(found.map(\.report.experiment.name))
        self.init(
            found.map { folder, report in
                (names.count == found.count ? report.experiment.name : folder.path, report)
            })
    }

    /// Which runs won, and whether by more than chance.
    package func answer(_ style: Markup) -> String { comparison.answer(style) }

    /// What a reader has to know of the column of differences; none where there is no such column.
    package func differenceNotes(_ style: Markup) -> [String] {
        DifferenceToBest.notes(comparison, advice: "", style)
    }

    /// A cell for each row; nil where there is nothing to compare.
    private var differenceCells: [String]? {
        guard comparison.hasDifferences else { return nil }
        return rows.enumerated().map { index, row in
            repeated.contains(index) ? TableColumn.none : comparison.differenceCell(of: row.compared)
        }
    }

    /// A table that reads as plain text too, the answer, and what a reader has to know of both. Its numbers are means, as
    /// the n beside them says, also where each row is one run.
    package var markdown: String {
        let groups = rows.map(\.group)
        let names = rows.map { $0.group.markdownName(isBest: comparison.isBest($0.compared)) }
        var columns: [TableColumn] = [
            TableColumn("experiment", cells: rows.map { Markdown.text($0.experiment) }),
            TableColumn("runs", cells: names), .rates(groups),
        ]
        columns += differing.map { path in
            TableColumn(Markdown.text(path), cells: rows.map { Markdown.text($0.setting(path)) })
        }
        columns += [.counts(groups, by: objective), .values(objective, objective.words, groups, isGrouped: true)]
        if let differenceCells { columns.append(TableColumn(DifferenceToBest.title, .number, cells: differenceCells)) }
        columns += [.testAccuracy(groups, isGrouped: true), .states(groups, .markdown)]
        let notes = remarks(.markdown) + differenceNotes(.markdown)
        return ([MarkdownTable(columns).text, answer(.markdown) + "\n"] + notes.map { $0 + "\n" })
            .joined(separator: "\n")
    }

    /// The table for a terminal. Where it is narrow, the test set gives way first, then settings, the last ones
    /// first, then the rates and the differences.
    package var shortTable: ShortTable {
        let groups = rows.map(\.group)
        var columns: [TableColumn] = [
            .mark(rows.map { comparison.isBest($0.compared) }),
            TableColumn("experiment", cells: rows.map(\.experiment)), .names("runs", groups),
            .rates(groups, spare: 1),
        ]
        let spellings = SettingSpellings(
            rows.map(settings(of:)), limit: Self.settingLimit, bound: Self.settingBound)
        columns += differing.enumerated().map { index, path in
            let cells = rows.map { $0.setting(path, spelled: spellings.spelling(of:)) }
            return TableColumn(path, spare: 2 + index, cells: cells)
        }
        columns += [
            .counts(groups, by: objective), .values(objective, objective.shortWords, groups, isGrouped: true),
        ]
        if let differenceCells {
            columns.append(TableColumn(DifferenceToBest.title, .number, spare: 0, cells: differenceCells))
        }
        columns += [
            .testAccuracy(groups, isGrouped: true, spare: 2 + differing.count), .states(groups, .plain),
        ]
        return ShortTable(columns: columns, hidden: 0, legend: comparison.legend, remark: nil)
    }

    /// The same numbers in full precision.
    package var json: String {
        var fields = JSONFields()
        fields.add("objective", objective.settings)
        fields.add("answer", answer(.plain))
        fields.add("remarks", .list(reservations(.plain).map(SettingValue.string)))
        let list = rows.map { row in
            var fields = JSONFields()
            fields.add("experiment", row.experiment)
            fields.add("experiments", .list(row.experiments.map(SettingValue.string)))
            fields.add("group", row.group.name)
            fields.addOrNull("learning_rate", row.group.common(\.learningRate))
            fields.addOrNull("learning_rate_min", row.group.usedRate?.bounds?.minimum)
            fields.addOrNull("learning_rate_max", row.group.usedRate?.bounds?.maximum)
            fields.addOrNull("learning_rate_suggested", row.group.common(\.suggestedRate))
            fields.add("learning_rates", .list(row.group.usedRates.map(\.json)))
            fields.add("settings", .mapping(settings(of: row)))
            fields.add(row.compared, comparison)
            fields.addOrNull("test_accuracy", row.group.statistic { $0.test?.accuracy }?.mean)
            return fields.object
        }
        fields.add("groups", .list(list))
        return JSONText.document(fields.object)
    }

    /// What it has of the settings in which they differ.
    private func settings(of row: Row) -> [Setting] {
        differing.compactMap { path in row.facets[path].map { Setting(path, $0) } }
    }

    /// What decides, of every group that has it, the best first; the title tells of the others.
    package var figure: SummaryFigure {
        var plot = comparison.dotPlot()
        plot.caption = plot.legend
        return SummaryFigure(name: "compare", title: plot.title, figure: plot)
    }
}
