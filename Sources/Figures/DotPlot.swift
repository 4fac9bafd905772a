/// One number of several things with its spread: a row each, single values as dots, the mean and its deviation.
package struct DotPlot: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package var label: String
        package var values: [Double]
        package var mean: Double
        /// Half of the bar's length; nil for none.
        package var deviation: Double?
        package var isMarked: Bool

        package init(_ label: String, values: [Double], mean: Double, deviation: Double?, isMarked: Bool = false) {
            self.label = label
            self.values = values
            self.mean = mean
            self.deviation = deviation
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
        let labels = rows.map { canvas.fitted($0.label, width: Self.widestLabel, size: size, weight: $0.weight) }
        let widths = zip(labels, rows).map { canvas.width(of: $0, size: size, weight: $1.weight) }
        let left = 2 * gap + (widths.max() ?? 0)
        let frame = Rectangle(
            x: left, y: Self.top, width: ChartLayout.width - 2 * gap - left, height: Self.rowHeight * Double(rows.count)
        )
        let ends = rows.flatMap { row in
            row.values + [row.mean - (row.deviation ?? 0), row.mean + (row.deviation ?? 0)]
        }
        let range = AxisRange(axis, values: ends, margin: 0.03)
        let plot = PlotArea(frame: frame, xRange: range, yRange: range)
        for tick in Ticks(range, count: max(2, Int(frame.width / 90))).major {
            guard let x = plot.x(tick.value) else { continue }
            canvas.stroke([Point(x: x, y: frame.y), Point(x: x, y: frame.bottom)], Palette.grid, width: 1)
            canvas.text(
                tick.label, at: Point(x: x, y: frame.bottom + 17), size: size, Palette.secondaryText, alignment: .center
            )
        }
        canvas.text(
            canvas.fitted(axis.label, width: frame.width, size: size),
            at: Point(x: frame.x + frame.width / 2, y: frame.bottom + 38), size: size, Palette.text, alignment: .center)
        if let caption {
            let width = ChartLayout.width - 2 * gap
            canvas.text(
                canvas.fitted(caption, width: width, size: size),
                at: Point(x: gap + width / 2, y: frame.bottom + 38 + Self.captionHeight), size: size,
                Palette.secondaryText, alignment: .center)
        }
        for (index, row) in rows.enumerated() {
            let y = frame.y + (Double(index) + 0.5) * Self.rowHeight
            canvas.text(
                labels[index], at: Point(x: left - 10, y: y + 4), size: size, Palette.text,
                weight: row.weight, alignment: .right)
            draw(row, at: y, plot, on: canvas)
        }
    }

    private func draw(_ row: Row, at y: Double, _ plot: PlotArea, on canvas: borrowing Canvas) {
        let color = Palette.lines[row.isMarked ? 1 : 0]
        if let deviation = row.deviation, let low = plot.x(row.mean - deviation),
            let high = plot.x(row.mean + deviation)
        {
            canvas.stroke([Point(x: low, y: y), Point(x: high, y: y)], color, width: 2)
        }
        for value in row.values {
            guard let x = plot.x(value) else { continue }
            canvas.fillCircle(at: Point(x: x, y: y), radius: 3.5, color.withAlpha(0.4))
        }
        if let x = plot.x(row.mean) { canvas.fillCircle(at: Point(x: x, y: y), radius: 5, color) }
    }
}
