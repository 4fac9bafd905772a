extension LineChart: Figure {
    package var size: (width: Double, height: Double) { (ChartLayout.width, ChartLayout.height) }

    package func draw(on canvas: borrowing Canvas) {
        let layout = ChartLayout(self, on: canvas)
        canvas.drawPanel(width: ChartLayout.width, height: ChartLayout.height, title: title)
        drawShadedRange(layout.plot, on: canvas)
        drawAxes(layout, on: canvas)
        drawLines(layout.plot, on: canvas)
        drawMarks(layout.plot, on: canvas)
        drawLegend(layout, on: canvas)
    }

    private func drawAxes(_ layout: ChartLayout, on canvas: borrowing Canvas) {
        let (plot, frame, size) = (layout.plot, layout.plot.frame, ChartLayout.textSize)
        func horizontal(_ value: Double, width: Double) {
            guard let y = plot.y(value) else { return }
            canvas.stroke([Point(x: frame.x, y: y), Point(x: frame.right, y: y)], Palette.grid, width: width)
        }
        for x in layout.xTicks.minor.compactMap(plot.x) { canvas.drawGridLine(at: x, in: frame, width: 0.5) }
        for value in layout.yTicks.minor { horizontal(value, width: 0.5) }
        canvas.drawHorizontalTicks(layout.xTicks.major, of: plot)
        for tick in layout.yTicks.major {
            horizontal(tick.value, width: 1)
            guard let y = plot.y(tick.value) else { continue }
            canvas.text(
                tick.label, at: Point(x: frame.x - 8, y: y + 4), size: size, Palette.secondaryText, alignment: .right)
        }
        canvas.stroke(
            [Point(x: frame.x, y: frame.bottom), Point(x: frame.right, y: frame.bottom)], Palette.secondaryText,
            width: 1)
        canvas.text(
            yAxisLabel(on: canvas), at: Point(x: ChartLayout.gap, y: frame.y - 10), size: size, Palette.text)
        canvas.drawHorizontalTitle(xAxis.label, below: frame)
    }

    private func drawShadedRange(_ plot: PlotArea, on canvas: borrowing Canvas) {
        guard let shadedRange, let low = plot.x(shadedRange.range.lowerBound),
            let high = plot.x(shadedRange.range.upperBound)
        else { return }
        let frame = plot.frame
        let (left, right) = (max(low, frame.x), min(high, frame.right))
        guard left < right else { return }
        canvas.fill(
            Rectangle(x: left, y: frame.y, width: right - left, height: frame.height), Palette.shade)
        // Its name stands above the plot, where no line runs, and clear of the axis label at the left.
        let size = ChartLayout.textSize
        let label = canvas.fitted(shadedRange.label, width: frame.width / 2, size: size)
        let width = canvas.width(of: label, size: size)
        let axisLabelEnd = ChartLayout.gap + canvas.width(of: yAxisLabel(on: canvas), size: size)
        let start = min(max((left + right - width) / 2, axisLabelEnd + ChartLayout.gap), frame.right - width)
        canvas.text(label, at: Point(x: start, y: frame.y - 10), size: size, Palette.secondaryText)
    }

    private func yAxisLabel(on canvas: borrowing Canvas) -> String {
        canvas.fitted(yAxis.label, width: ChartLayout.width / 3, size: ChartLayout.textSize)
    }

    private func drawLines(_ plot: PlotArea, on canvas: borrowing Canvas) {
        canvas.clipped(to: plot.frame) {
            // Behind every line.
            for (position, line) in series.enumerated().reversed() where !line.band.isEmpty {
                drawBand(line.band, LineStyle(line, position: position).color, plot, on: canvas)
            }
            // The pale ones first, and then from the last to the first: the first line is never covered.
            for emphasis in [Series.Emphasis.faint, .normal] {
                for (position, line) in series.enumerated().reversed() where line.emphasis == emphasis {
                    let style = LineStyle(line, position: position)
                    for piece in plot.pieces(of: line.points) {
                        canvas.stroke(piece, style.color, width: style.width, dash: style.dash)
                        guard line.showsPoints || piece.count == 1 else { continue }
                        for point in piece { canvas.fillCircle(at: point, radius: style.width + 0.75, style.color) }
                    }
                }
            }
        }
    }

    private func drawBand(
        _ band: [BandPoint], _ color: Color, _ plot: PlotArea, on canvas: borrowing Canvas
    ) {
        let edges = band.map { point -> (low: Point, high: Point)? in
            guard let low = plot.place(Point(x: point.x, y: point.low)),
                let high = plot.place(Point(x: point.x, y: point.high))
            else { return nil }
            return (low, high)
        }
        for piece in edges.split(whereSeparator: { $0 == nil }) {
            let points = piece.compactMap { $0 }
            canvas.fill(points.map(\.high) + points.map(\.low).reversed(), color.withAlpha(0.15))
        }
    }

    private func drawMarks(_ plot: PlotArea, on canvas: borrowing Canvas) {
        let frame = plot.frame
        let shown = marks.compactMap { mark -> (mark: Mark, x: Double)? in
            guard plot.xRange.contains(mark.x), let x = plot.x(mark.x) else { return nil }
            return (mark, x)
        }
        for (mark, x) in shown {
            let color = mark.color
            canvas.stroke([Point(x: x, y: frame.y), Point(x: x, y: frame.bottom)], color, width: 1, dash: [4, 3])
            if let dot = dot(of: mark, plot) {
                canvas.fillCircle(at: dot, radius: 6, Palette.ground)
                canvas.fillCircle(at: dot, radius: 4.5, color)
            }
        }
        // The names last, each in a row of its own: no other mark's line or name runs through them.
        for (row, (mark, x)) in shown.enumerated() {
            let label = canvas.fitted(mark.label, width: frame.width / 2 - 16, size: ChartLayout.textSize)
            let y = frame.y + 14 + Double(row) * ChartLayout.legendRow
            drawMarkLabel(label, x: x, y: y, mark.color, in: frame, on: canvas)
        }
    }

    /// Nil where the mark's line does not reach it, or has left the frame.
    private func dot(of mark: Mark, _ plot: PlotArea) -> Point? {
        guard let line = mark.line, series.indices.contains(line),
            let place = plot.point(on: series[line].points, at: mark.x),
            place.y >= plot.frame.y, place.y <= plot.frame.bottom
        else { return nil }
        return place
    }

    private func drawLegend(_ layout: ChartLayout, on canvas: borrowing Canvas) {
        let left = layout.plot.frame.right + ChartLayout.gap
        let end = left + ChartLayout.legendSample
        for (row, entry) in layout.legend.enumerated() {
            let middle = layout.plot.frame.y + (Double(row) + 0.5) * ChartLayout.legendRow
            var color = Palette.secondaryText
            if let position = entry.series {
                let line = series[position]
                let style = LineStyle(line, position: position)
                canvas.stroke(
                    [Point(x: left, y: middle), Point(x: end, y: middle)], style.color, width: style.width,
                    dash: style.dash)
                if line.showsPoints {
                    let center = Point(x: (left + end) / 2, y: middle)
                    canvas.fillCircle(at: center, radius: style.width + 0.75, style.color)
                }
                color = Palette.text
            }
            canvas.text(entry.label, at: Point(x: end + 8, y: middle + 4), size: ChartLayout.textSize, color)
        }
    }

    /// A mark's name beside its line, on the side where there is more room, on a patch of the ground.
    private func drawMarkLabel(
        _ label: String, x: Double, y: Double, _ color: Color, in frame: Rectangle, on canvas: borrowing Canvas
    ) {
        guard !label.isEmpty else { return }
        let width = canvas.width(of: label, size: ChartLayout.textSize)
        let left = x < frame.x + frame.width / 2 ? x + 8 : x - 8 - width
        canvas.fill(
            Rectangle(x: left - 3, y: y - 11, width: width + 6, height: 15), Palette.ground.withAlpha(0.85),
            cornerRadius: 2)
        canvas.text(label, at: Point(x: left, y: y), size: ChartLayout.textSize, color)
    }
}

extension Mark {
    fileprivate var color: Color {
        switch emphasis {
        case .normal: Palette.mark
        case .faint: Palette.secondaryText
        }
    }
}

extension Series {
    /// Dots show how often was measured, as long as they do not run together.
    var showsPoints: Bool { emphasis == .normal && points.count <= 30 }
}
