package import Experiment
import Figures
import TensorBoard

/// A figure that a report or a comparison shows: the document `<name>.svg`.
package struct SummaryFigure: Sendable {
    var name: String
    /// What it shows, and what it leaves out.
    package let title: String
    /// The key of the range test that it shows.
    var rangeTest: String?
    /// Runs of which it does not show all, and nothing else: their `metrics.jsonl` was cut, changed or removed, or lines of
    /// it cannot be read.
    var incomplete: [String]
    /// What its signs mean, below it.
    var note: String?
    private var figure: any Figure

    init(
        name: String, title: String, rangeTest: String? = nil, incomplete: [String] = [], note: String? = nil,
        figure: any Figure
    ) {
        self.name = name
        self.title = title
        self.rangeTest = rangeTest
        self.incomplete = incomplete
        self.note = note
        self.figure = figure
    }

    private static let suffix = ".svg"

    var fileName: String { name + Self.suffix }

    /// Whether a file in the folder of figures has a name that a summary gives.
    static func isOwn(_ fileName: String) -> Bool {
        fileName.hasSuffix(suffix) && FigureName.isOwn(String(fileName.dropLast(suffix.count)))
    }

    var markdown: String {
        "![\(Markdown.text(title))](\(FolderEntry.figures.rawValue)/\(fileName))" + (note.map { "\n\n\($0)" } ?? "")
    }

    /// The document.
    /// - Throws: `output` where it cannot be drawn.
    package func svg() throws(ReportingError) -> [UInt8] {
        try figure.document(called: fileName)
    }

    /// As TensorBoard shows it.
    /// - Throws: as `svg`.
    func picture() throws(ReportingError) -> PNGImage { try figure.picture(called: "\(name).png", scale: 1.5) }
}

/// What the figures of a summary are called.
enum FigureName {
    static let results = "results"

    /// - Parameter index: of the grid.
    static func grid(_ index: Int) -> String { index == 0 ? "grid" : "grid-\(index + 1)" }
    static func rangeTest(_ key: String) -> String { "finder-\(key)" }

    /// Whether a summary, of this plan or of another, may call a figure so: a range test's key ends with a part of its
    /// identity.
    static func isOwn(_ name: String) -> Bool {
        name == results || SummaryFigures.Curve(rawValue: name) != nil || name.wholeMatch(of: /grid(-[0-9]+)?/) != nil
            || name.wholeMatch(of: /finder-.+-[0-9a-f]{12}/) != nil
    }
}

package enum SummaryFigures {
    /// Lines of more kinds of runs nobody tells apart.
    private static let groupLimit = 20

    /// What was measured of a group's runs.
    private struct MeasuredGroup {
        var note: String
        var runs: [(isLost: Bool, lines: [Measurement])]
        var haveAllDiverged: Bool

        /// What is drawn of it, and whether that counts for the axis.
        func drawn(as curve: Curve) -> (note: String, runs: [[Point]], setsScale: Bool) {
            let measured = runs.map { (isLost: $0.isLost, points: curve.points($0.lines)) }
                .filter { !$0.points.isEmpty }
            // One that diverged would end the curve of the others where it ended: as in the tables it stands in no mean.
            let kept = measured.filter { !$0.isLost }
            // It goes where it likes, also where it is all that there is of its group.
            return (
                note: note, runs: (kept.isEmpty ? measured : kept).map(\.points),
                setsScale: measured.isEmpty ? !haveAllDiverged : !kept.isEmpty
            )
        }
    }

    /// The figures of a report.
    /// - Parameters:
    ///   - comparison: the report's.
    ///   - grids: the comparison's.
    ///   - measurements: gives a run's lines of `metrics.jsonl`, nil for one that cannot be read, and where they were
    ///     changed; it is asked for the shown ones only.
    package static func all(
        _ report: Report, _ comparison: Comparison, _ grids: [GridAnalysis],
        measurements: (ReportRow) -> [Measurement?]
    ) -> [SummaryFigure] {
        let groups = comparison.ranked.filter {
            $0.rows.contains { $0.record?.results != nil || $0.state == .running }
        }
        var incomplete: [String] = []
        let shown = groups.prefix(groupLimit).map { group -> MeasuredGroup in
            let runs = group.rows.map { row -> (isLost: Bool, lines: [Measurement]) in
                let lines = measurements(row)
                let readable = lines.compactMap { $0 }
                if readable.count < lines.count || row.isDone(beyond: readable) { incomplete.append(row.run.name) }
                return (row.state == .diverged, readable)
            }
            let haveAllDiverged = group.rows.allSatisfy { $0.state == .diverged }
            let note = haveAllDiverged ? nil : group.divergence
            return MeasuredGroup(
                note: note.map { " (\($0))" } ?? "", runs: runs, haveAllDiverged: haveAllDiverged)
        }
        let curves = Curve.allCases.compactMap { curve -> SummaryFigure? in
            let drawn = shown.map { $0.drawn(as: curve) }
            let lines = drawn.enumerated().map { index, group -> Series? in
                var series = line(groups[index].name + group.note, group.runs, index: index)
                series?.setsScale = group.setsScale
                series?.shortLabel = groups[index].shortName + group.note
                return series
            }
            var chart = LineChart(
                title: curve.title, xAxis: Axis("epoch"), yAxis: curve.axis, series: lines.compactMap { $0 })
            // Of single points the tables tell as much.
            let isCurved = drawn.contains { $0.runs.contains { $0.count { $0.y.isFinite } > 1 } }
            guard !chart.series.isEmpty, isCurved else { return nil }
            let absent = zip(lines, drawn).filter { $0.0 == nil }.map { $0.1 }
            let diverged = absent.count { !$0.setsScale }
            chart.title += remark(
                shown: shown.count, of: groups.count,
                missing: [
                    (diverged, "that diverged"), (absent.count - diverged, "without measurements"),
                    (chart.series.count - chart.seenLines.count, "off the scale"),
                ])
            return SummaryFigure(name: curve.rawValue, title: chart.title, incomplete: incomplete, figure: chart)
        }
        let tests = report.experiment.rangeTests.compactMap { report.rangeTests[$0.key] }
        let maps = heatMaps(of: grids.map(\.grid), comparison)
        return [results(comparison)].compactMap { $0 } + maps + curves
            + tests.filter { $0.outcome?.curve.isEmpty == false }.map(rangeTest)
    }

    /// What a figure does not show of the groups, and why: ` (the best 20 of 43; not shown: 2 that diverged)`.
    /// - Parameter causes: how many are missing for each.
    static func remark(shown: Int, of all: Int, missing causes: [(count: Int, cause: String)]) -> String {
        let missing = causes.filter { $0.count > 0 }.map { "\($0.count) \($0.cause)" }
        let parts =
            (shown < all ? ["the best \(shown) of \(all)"] : [])
            + (missing.isEmpty ? [] : ["not shown: \(missing.joined(separator: ", "))"])
        return parts.isEmpty ? "" : " (\(parts.joined(separator: "; ")))"
    }

    /// One line a group: of several seeds their mean, in a band from the lowest to the highest, as far as all of them
    /// go. Nil where nothing can be drawn.
    private static func line(_ name: String, _ runs: [[Point]], index: Int) -> Series? {
        let runs = runs.map { $0.filter(\.y.isFinite) }.filter { !$0.isEmpty }
        guard let first = runs.first else { return nil }
        guard runs.count > 1 else { return Series(label: name, points: first, color: index) }
        // Seeds are measured at the same steps.
        let heights = runs.map { run in Dictionary(run.map { ($0.x, $0.y) }) { _, last in last } }
        let band = first.compactMap { point -> (middle: Point, band: BandPoint)? in
            let values = heights.compactMap { $0[point.x] }
            guard values.count == runs.count, let low = values.min(), let high = values.max() else { return nil }
            let mean = values.reduce(0, +) / Double(values.count)
            return (Point(x: point.x, y: mean), BandPoint(x: point.x, low: low, high: high))
        }
        guard !band.isEmpty else { return nil }
        return Series(label: name, points: band.map(\.middle), band: band.map(\.band), color: index)
    }

    fileprivate enum Curve: String, CaseIterable {
        case validationAccuracy = "validation-accuracy"
        case validationLoss = "validation-loss"
        case trainLoss = "train-loss"

        var title: String {
            switch self {
            case .validationAccuracy: "Validation accuracy"
            case .validationLoss: "Validation loss"
            case .trainLoss: "Training loss"
            }
        }

        var axis: Axis {
            switch self {
            case .validationAccuracy: Objective.Metric.validationAccuracy.axis
            case .validationLoss, .trainLoss: Objective.Metric.validationLoss.axis
            }
        }

        func points(_ measurements: [Measurement]) -> [Point] {
            let shown = self == .trainLoss ? measurements.withoutShortEnd : measurements
            return shown.compactMap { measurement in
                switch (self, measurement.split) {
                case (.validationAccuracy, .validation): Point(x: measurement.epoch, y: measurement.accuracy * 100)
                case (.validationLoss, .validation), (.trainLoss, .train):
                    Point(x: measurement.epoch, y: measurement.loss)
                case (.validationAccuracy, .train), (.validationLoss, .train), (.trainLoss, .validation): nil
                }
            }
        }
    }
}

extension [Measurement] {
    /// Training lines, without a last one of less than half as many steps as is usual: the mean of so few would end the
    /// curve with a jump.
    fileprivate var withoutShortEnd: [Measurement] {
        let lines = filter { $0.split == .train }
        // Doubles do not overflow, whatever a file says.
        let steps = lines.map { Double($0.step) }
        let lengths = zip(steps, [0] + steps).map { $0 - $1 }
        guard lengths.count > 1, let last = lengths.last else { return lines }
        let others = lengths.dropLast().sorted()
        return last < others[others.count / 2] / 2 ? Array(lines.dropLast()) : lines
    }
}

extension ReportRow {
    /// Whether the run went on after the last of `measurements`: each run ends with a validation.
    fileprivate func isDone(beyond measurements: [Measurement]) -> Bool {
        guard state == .done, let end = record?.workload.steps else { return false }
        return measurements.last { $0.split == .validation }?.step != end
    }
}
