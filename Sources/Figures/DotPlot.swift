/// One number of several things with its spread: a row each, single values as dots, the mean and its deviation.
package struct DotPlot: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var label: String
        /// What stands for the label where those of all rows do not fit; the label itself if nil.
        package var shortLabel: String?
        package var values: [Double]
        package var mean: Double
        /// Half of the bar's length; nil for none.
        package var deviation: Double?
        /// The mean in words, for where it lies beyond the axis.
        package var reading: String
        package var isMarked: Bool

        package init(
            _ label: String, shortLabel: String? = nil, values: [Double], mean: Double, deviation: Double?,
            reading: String = "", isMarked: Bool = false
        ) {
            self.label = label
            self.shortLabel = shortLabel
            self.values = values
            self.mean = mean
            self.deviation = deviation
            self.reading = reading
            self.isMarked = isMarked
        }
    }

    package var title: String
    package var axis: Axis
    package var rows: [Row]
    /// What a reader has to know of it, below the axis; nil for nothing.
    package var caption: String?

    package init(title: String, axis: Axis, rows: [Row], caption: String? = nil) {
        self.title = title
        self.axis = axis
        self.rows = rows
        self.caption = caption
    }
}

extension DotPlot.Row {
    fileprivate var weight: Canvas.Weight { isMarked ? .bold : .regular }
}

extension DotPlot: Figure {
    private static let rowHeight = 26.0
    private static let top = 48.0
    private static let widestLabel = 380.0
    private static let captionHeight = 24.0

    package var size: (width: Double, height: Double) {
        let height = Self.top + Self.rowHeight * Double(rows.count) + 62 + (caption == nil ? 0 : Self.captionHeight)
        return (ChartLayout.width, height)
    }

    package func draw(on canvas: borrowing Canvas) {
        let (gap, size) = (ChartLayout.gap, ChartLayout.textSize)
        canvas.drawPanel(width: ChartLayout.width, height: self.size.height, title: title)
        let labels = Labels.fitted(rows.map(\.label), short: rows.map { $0.shortLabel ?? $0.label }) { index, text in
            canvas.fitted(text, width: Self.widestLabel, size: size, weight: rows[index].weight)
        }
        let widths = zip(labels, rows).map { canvas.width(of: $0, size: size, weight: $1.weight) }
        let left = 2 * gap + (widths.max() ?? 0)
        let frame = Rectangle(
            x: left, y: Self.top, width: ChartLayout.width - 2 * gap - left, height: Self.rowHeight * Double(rows.count)
        )
        let range = range
        let plot = PlotArea(frame: frame, xRange: range, yRange: range)
        let ticks = canvas.horizontalTicks(of: plot, count: max(2, Int(frame.width / 90)))
        canvas.drawHorizontalTicks(ticks.major, of: plot)
        canvas.drawHorizontalTitle(axis.label, below: frame)
        if let caption {
            let width = ChartLayout.width - 2 * gap
            canvas.text(
                canvas.fitted(caption, width: width, size: size),
                at: Point(
                    x: gap + width / 2, y: frame.bottom + HorizontalAxis.titleDistance + Self.captionHeight),
                size: size, Palette.secondaryText, alignment: .center)
        }
        for (index, row) in rows.enumerated() {
            let y = frame.y + (Double(index) + 0.5) * Self.rowHeight
            canvas.text(
                labels[index], at: Point(x: left - 10, y: y + 4), size: size, Palette.text,
                weight: row.weight, alignment: .right)
            draw(row, at: y, plot, on: canvas)
        }
    }

    /// The values, and the bars of those whose mean is among them: a mean that has exploded has a bar that reaches to
    /// either side of everything.
    private var range: AxisRange {
        let values = rows.flatMap { $0.values + [$0.mean] }
        let shown = AxisRange(axis, values: values, margin: 0)
        // What is never below 0 has no bar below it either.
        let floor = min(0, values.min() ?? 0)
        let bars = rows.filter { shown.contains($0.mean) }.flatMap { row in
            row.deviation.map { [max(row.mean - $0, floor), row.mean + $0] } ?? []
        }
        return AxisRange(axis, values: values + bars, margin: 0.03)
    }

    private func draw(_ row: Row, at y: Double, _ plot: PlotArea, on canvas: borrowing Canvas) {
        let color = Palette.lines[row.isMarked ? 1 : 0]
        func place(_ value: Double) -> Double? { plot.xRange.contains(value) ? plot.x(value) : nil }
        if let deviation = row.deviation, let low = plot.x(row.mean - deviation),
            let high = plot.x(row.mean + deviation), high >= plot.frame.x, low <= plot.frame.right
        {
            canvas.stroke(
                [Point(x: max(low, plot.frame.x), y: y), Point(x: min(high, plot.frame.right), y: y)], color, width: 2)
        }
        for x in row.values.compactMap(place) {
            canvas.fillCircle(at: Point(x: x, y: y), radius: 3.5, color.withAlpha(0.4))
        }
        if let x = place(row.mean) {
            canvas.fillCircle(at: Point(x: x, y: y), radius: 5, color)
        } else if !row.reading.isEmpty {
            // Above the bar where there is one.
            let baseline = row.deviation == nil ? y + 4 : y - 4
            canvas.text(
                row.reading + " →", at: Point(x: plot.frame.right - 4, y: baseline), size: ChartLayout.textSize,
                Palette.secondaryText, alignment: .right)
        }
    }
}
