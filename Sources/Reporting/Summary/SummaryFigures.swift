package import Experiment
import Figures

// All that this target knows of the drawing stands in this file and in `FinderFigure.swift`.

/// A figure of the summary: drawn to `figures/<name>.svg`.
package struct SummaryFigure: Sendable {
    var name: String
    var title: String
    /// The key of the range test that it shows.
    var rangeTest: String?
    private var chart: LineChart

    init(name: String, title: String, rangeTest: String? = nil, chart: LineChart) {
        self.name = name
        self.title = title
        self.rangeTest = rangeTest
        self.chart = chart
    }

    var fileName: String { name + ".svg" }
    var markdown: String { "![\(Markdown.text(title))](\(ReportFile.figures)/\(fileName))" }

    func svg() throws(ReportingError) -> [UInt8] {
        do {
            return try chart.svg()
        } catch {
            throw .output(message: "cannot draw \(fileName): \(error.message)")
        }
    }

    func png() throws(ReportingError) -> (bytes: [UInt8], width: Int, height: Int) {
        do {
            let picture = try chart.png()
            return (picture.bytes, picture.width, picture.height)
        } catch {
            throw .output(message: "cannot draw \(name).png: \(error.message)")
        }
    }
}

package enum SummaryFigures {
    /// Colours of a chart; from then on they come again with another dash.
    private static let colorCount = 7
    /// Lines of more kinds of runs nobody tells apart.
    private static let groupLimit = 2 * colorCount

    /// The figures of a report. `measurements` gives a run's lines of `metrics.jsonl`; it is asked for the shown ones
    /// only.
    package static func all(_ report: Report, measurements: (ReportRow) -> [Measurement]) -> [SummaryFigure] {
        let groups = RunGroup.ranked(RunGroup.groups(of: report.rows), by: report.experiment.objective)
            .filter { $0.rows.contains { $0.record?.results != nil || $0.state == .running } }
        let shown = groups.prefix(groupLimit).map { group in
            (name: group.name, runs: group.rows.map(measurements).filter { !$0.isEmpty })
        }
        let note = groups.count > groupLimit ? " (the best \(groupLimit) of \(groups.count))" : ""
        let curves = Curve.allCases.compactMap { curve -> SummaryFigure? in
            let lines = shown.enumerated().flatMap { index, group in
                group.runs.enumerated().map { number, run in
                    Series(
                        label: number == 0 ? group.name : "", points: curve.points(run), color: index,
                        dash: index / colorCount)
                }
            }
            guard lines.contains(where: { !$0.points.isEmpty }) else { return nil }
            return SummaryFigure(
                name: curve.rawValue, title: curve.title + note,
                chart: LineChart(title: curve.title + note, xAxis: Axis("epoch"), yAxis: curve.axis, series: lines))
        }
        let finders = report.experiment.rangeTests.compactMap { report.rangeTests[$0.key] }
        return curves + finders.filter { $0.outcome?.curve.isEmpty == false }.map(finder)
    }

    private enum Curve: String, CaseIterable {
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
            case .validationAccuracy: Axis("accuracy, %")
            case .validationLoss, .trainLoss: Axis("loss", extent: .withoutExplosions())
            }
        }

        func points(_ measurements: [Measurement]) -> [Point] {
            measurements.compactMap { measurement in
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
