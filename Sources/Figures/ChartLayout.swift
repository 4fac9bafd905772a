/// Where the parts of a chart stand, and which of its texts are shown. Lengths in points.
struct ChartLayout {
    static let width = 960.0
    static let height = 540.0
    static let titleSize = 15.0
    static let textSize = 11.5

    /// Gap between parts, and from the edge.
    static let gap = 16.0
    static let legendRow = 17.0
    /// Length of the piece of line before a legend's text.
    static let legendSample = 26.0
    private static let widestLegend = 320.0

    var xTicks: Ticks
    var yTicks: Ticks
    var plot: PlotArea
    var legend: [LegendEntry]

    struct LegendEntry {
        var label: String
        /// Index of the line; nil for the note that there are more.
        var series: Int?
    }

    init(_ chart: LineChart, on canvas: borrowing Canvas) {
        let (gap, size) = (Self.gap, Self.textSize)
        let (xRange, yRange) = chart.ranges
        // About 60 points apart.
        yTicks = Ticks(yRange, count: 7)

        let top = gap + (chart.title.isEmpty ? 0 : 26) + (chart.yAxis.label.isEmpty ? 6 : 22)
        let bottom = Self.height - gap - 20 - (chart.xAxis.label.isEmpty ? 0 : 20)
        let rows = Int((bottom - top) / Self.legendRow)
        legend = Self.legend(of: chart, rows: rows, on: canvas)
        let legendWidth = legend.map { canvas.width(of: $0.label, size: size) }.max().map {
            gap + Self.legendSample + 8 + $0
        }
        let left = gap + 8 + (yTicks.major.map { canvas.width(of: $0.label, size: size) }.max() ?? 0)
        let right = Self.width - gap - (legendWidth ?? 8)
        plot = PlotArea(
            frame: Rectangle(x: left, y: top, width: right - left, height: bottom - top), xRange: xRange,
            yRange: yRange)
        // Powers of ten are short; the decimals of a linear axis are not.
        let spacing =
            switch chart.xAxis.scale {
            case .linear: 90.0
            case .logarithmic: 60.0
            }
        xTicks = canvas.horizontalTicks(of: plot, count: Int(plot.frame.width / spacing))
    }

    /// One row a named line of which something is seen, in the chart's order; where they do not all fit, the last row
    /// says how many are left out.
    private static func legend(of chart: LineChart, rows: Int, on canvas: borrowing Canvas) -> [LegendEntry] {
        let named = chart.seenLines.filter { !chart.series[$0].label.isEmpty }
        let shown = named.count <= rows ? named[...] : named.prefix(max(0, rows - 1))
        let lines = shown.map { chart.series[$0] }
        let labels = Labels.fitted(lines.map(\.label), short: lines.map { $0.shortLabel ?? $0.label }) { _, text in
            canvas.fitted(text, width: Self.widestLegend - Self.legendSample, size: Self.textSize)
        }
        var entries = zip(labels, shown).map { LegendEntry(label: $0, series: $1) }
        if shown.count < named.count {
            entries.append(LegendEntry(label: "and \(named.count - shown.count) more", series: nil))
        }
        return entries
    }
}

extension LineChart {
    /// The lines of which something is seen, be it of their bands, by index.
    package var seenLines: [Int] {
        let (xRange, yRange) = ranges
        // Where the frame ends does not matter to what is inside of it.
        let plot = PlotArea(frame: Rectangle(x: 0, y: 0, width: 1, height: 1), xRange: xRange, yRange: yRange)
        return series.indices.filter { index in
            let line = series[index]
            return plot.shows(line.points)
                || line.band.contains { plot.shows([Point(x: $0.x, y: $0.low), Point(x: $0.x, y: $0.high)]) }
        }
    }

    /// What the axes span.
    fileprivate var ranges: (x: AxisRange, y: AxisRange) {
        let scaling = series.contains(where: \.setsScale) ? series.filter(\.setsScale) : series
        // Where lines may leave the picture at the top, so may bands.
        let bands = scaling.flatMap(\.band).flatMap { yAxis.extent == .all ? [$0.low, $0.high] : [$0.low] }
        let across = series.flatMap(\.points).map(\.x) + marks.filter { $0.emphasis == .normal }.map(\.x)
        return (
            AxisRange(xAxis, values: across, margin: 0.02),
            AxisRange(yAxis, values: scaling.flatMap(\.points).map(\.y) + bands, margin: 0.05)
        )
    }
}
