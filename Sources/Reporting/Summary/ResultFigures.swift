import Experiment
import Figures

extension SummaryFigures {
    /// More rows nobody reads; the best ones stand.
    private static let rowLimit = 40
    /// More cells across do not fit a page.
    private static let columnLimit = 16
    /// Characters of a level for which a heat map has room beside a row, and of a setting in its title.
    private static let rowLabelLimit = 32
    /// The same above a column at its widest.
    private static let columnLabelLimit = 16

    /// What stands below a heat map with groups whose mean does not count.
    private static let lossNote =
        "Where runs of a combination diverged, the mean of the others does not count and has no colour."
    /// The same with groups of which the number is told that diverged.
    private static let countNote = "In a narrow cell 1/3 means that 1 of 3 diverged."

    /// What decides, of each group with its spread over seeds. Nil for a single one.
    static func results(_ comparison: Comparison) -> SummaryFigure? {
        guard comparison.candidates.count > 1 else { return nil }
        let plot = comparison.dotPlot(limit: rowLimit)
        return SummaryFigure(name: FigureName.results, title: plot.title, note: plot.legend, figure: plot)
    }

    /// A heat map of each grid of two keys. The mean of what is left of a group that loses runs does not count, as in the
    /// answer: how many diverged stands in its place. Where all groups lose some, such a mean has a mark.
    static func heatMaps(of grids: [ConfigurationGrid], _ comparison: Comparison) -> [SummaryFigure] {
        let objective = comparison.objective
        let loses = comparison.losers.contains
        return grids.filter { $0.keys.count == 2 }.enumerated().compactMap { index, grid -> SummaryFigure? in
            // The longer key goes down, where there is room.
            let isTurned = grid.keys[1].levels.count > grid.keys[0].levels.count
            let (rows, columns) = isTurned ? (grid.keys[1], grid.keys[0]) : (grid.keys[0], grid.keys[1])
            guard columns.levels.count <= columnLimit, rows.levels.count <= rowLimit else { return nil }
            let cells = rows.levels.indices.map { row in
                columns.levels.indices.map { column in
                    cell(grid[isTurned ? [column, row] : [row, column]], objective, loses: loses)
                }
            }
            let fixed = grid.fixedTexts(among: comparison.groups, limit: rowLabelLimit)
            var map = HeatMap(
                title: "\(objective.title) by \(rows.path) and \(columns.path)"
                    + (fixed.isEmpty ? "" : " with \(WordList.text(fixed))"),
                rows: side(rows, grid.spellings(limit: rowLabelLimit)),
                columns: side(columns, grid.spellings(limit: columnLabelLimit)), cells: cells,
                extent: objective.gridExtent, isLowLight: objective.metric == .validationLoss)
            let beyond = map.beyondCount
            let partial = grid.places.compactMap { grid[$0] }.filter(\.isPartlyDiverged)
            let remarks =
                (beyond > 0 ? ["\(beyond) above the scale"] : [])
                + (partial.allSatisfy(loses) ? [] : ["* the mean of the runs that did not diverge"])
            if !remarks.isEmpty { map.title += " (\(remarks.joined(separator: "; ")))" }
            let hasHoles = cells.joined().contains { $0 == nil }
            let notes =
                (hasHoles ? ["A dash stands for a combination that the file does not have."] : [])
                + (partial.contains(where: loses) ? [lossNote] : [])
                + (cells.joined().contains { $0?.shortText != nil } ? [countNote] : [])
            return SummaryFigure(
                name: FigureName.grid(index), title: map.title,
                note: notes.isEmpty ? nil : notes.joined(separator: " "), figure: map)
        }
    }

    private static func side(_ key: ConfigurationGrid.Key, _ spellings: SettingSpellings) -> HeatMap.Side {
        let short = key.levels.map(\.shortVariant)
        // A variant is cut where it is drawn, if its short form does not fit.
        let labels = zip(key.levels, short).map { level, short in
            short == nil ? spellings.spelling(of: Setting(key.path, level)) : level.spelling
        }
        return HeatMap.Side(key.path, labels: labels, shortLabels: zip(short, labels).map { $0 ?? $1 })
    }

    private static func cell(
        _ group: RunGroup?, _ objective: Objective, loses: (RunGroup) -> Bool
    ) -> HeatMap.Cell? {
        guard let group else { return nil }
        let mean = group.statistic(objective.value)?.mean
        if mean == nil, let state = group.commonState { return HeatMap.Cell(.nan, text: state.words) }
        if mean == nil || loses(group), let divergence = group.divergence {
            return HeatMap.Cell(.nan, text: divergence, shortText: "\(group.divergedCount)/\(group.rows.count)")
        }
        guard let mean else { return HeatMap.Cell(.nan, text: group.stateWords(.plain)) }
        let text =
            switch objective.metric {
            case .validationAccuracy: NumberSpelling.fixed(mean * 100, 1)
            case .validationLoss: NumberSpelling.loss(mean)
            }
        return HeatMap.Cell(mean, text: group.isPartlyDiverged ? text + "*" : text)
    }
}

extension RunGroup {
    /// Whether some of its runs diverged and others are done.
    fileprivate var isPartlyDiverged: Bool { divergedCount > 0 && doneCount > 0 }

    /// Nil where its runs have come to different ends.
    fileprivate var commonState: ReportRow.State? {
        let states = Set(rows.map(\.state))
        return states.count == 1 ? states.first : nil
    }
}

extension Comparison {
    /// What decides, of each candidate with its spread over seeds, the best first; the title tells of the others.
    /// - Parameter limit: of rows.
    func dotPlot(limit: Int = .max) -> DotPlot {
        let rows = candidates.prefix(limit).map { DotPlot.Row($0, objective, isMarked: isBest($0.group)) }
        return DotPlot(title: title(showing: rows.count), axis: objective.metric.axis, rows: rows)
    }

    /// Of a figure of its best candidates, with what that does not show: `Last validation accuracy (not shown: 1 that
    /// diverged)`.
    private func title(showing shown: Int) -> String {
        let absent = groups.filter { $0.statistic(objective.value) == nil }
        let diverged = absent.count { $0.divergedCount > 0 }
        return objective.title
            + SummaryFigures.remark(
                shown: shown, of: candidates.count,
                missing: [(diverged, "that diverged"), (absent.count - diverged, "without a result")])
    }
}

extension DotPlot.Row {
    /// A group's runs that are done.
    fileprivate init(_ candidate: Comparison.Candidate, _ objective: Objective, isMarked: Bool) {
        let (rows, value) = (candidate.group.rows, candidate.value)
        let note = candidate.group.divergence.map { " (\($0))" } ?? ""
        self.init(
            candidate.group.name + note, shortLabel: candidate.group.shortName + note,
            values: rows.compactMap { $0.finalResults.flatMap(objective.value) }.map(objective.shown),
            mean: objective.shown(value.mean), deviation: value.deviation.map(objective.shown),
            reading: Spelling.value(value, objective), isMarked: isMarked)
    }
}

extension DotPlot {
    /// What the dots, the bars and the mark of its rows are, in a sentence.
    var legend: String {
        let dots =
            rows.contains { $0.values.count > 1 }
            ? "A small dot is a run, a large one the mean of its group, a bar one standard deviation to either side"
            : "A dot is a run"
        return switch rows.count(where: \.isMarked) {
        case 0: dots + "."
        case 1: dots + "; the best is bold and orange."
        default: dots + "; those level at the top are bold and orange."
        }
    }
}

extension SettingValue {
    /// As the short name of a run has it: `sgd,0.9` of `{sgd: {momentum: 0.9}}`. Nil for all but a mapping.
    fileprivate var shortVariant: String? {
        guard case .mapping(let entries) = self else { return nil }
        let parts = entries.flatMap { entry -> [String] in
            guard case .mapping(let settings) = entry.value else { return [entry.value.spelling] }
            return [entry.key] + settings.map(\.value.spelling)
        }
        return parts.joined(separator: ",")
    }
}

extension Objective {
    /// As figures show it: accuracies in percent.
    fileprivate func shown(_ value: Double) -> Double {
        switch metric {
        case .validationAccuracy: value * 100
        case .validationLoss: value
        }
    }

    /// What the colours of a grid span. One rate that explodes does so with all values of the other key: the larger
    /// part of the cells is what a grid is about.
    fileprivate var gridExtent: Axis.Extent {
        switch metric {
        case .validationAccuracy: .all
        case .validationLoss: .withoutExplosions(usual: .half)
        }
    }
}

extension Objective.Metric {
    /// On which figures show it: accuracies in percent, losses such that one that explodes hides no other.
    var axis: Axis {
        switch self {
        case .validationAccuracy: Axis("accuracy, %")
        case .validationLoss: Axis("loss", extent: .withoutExplosions())
        }
    }
}
