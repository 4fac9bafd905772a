/// What is below a plot, in points from its lower edge to the baselines.
enum HorizontalAxis {
    static let labelDistance = 17.0
    static let titleDistance = 38.0
    /// Between neighbouring labels, at least.
    static let labelGap = 6.0
}

extension Canvas {
    /// An upright line of the grid.
    func drawGridLine(at x: Double, in frame: Rectangle, width: Double) {
        stroke([Point(x: x, y: frame.y), Point(x: x, y: frame.bottom)], Palette.grid, width: width)
    }

    /// About `count` ticks, or as many fewer as keep long labels apart: a narrow stretch far from 0 has many digits.
    func horizontalTicks(of plot: PlotArea, count: Int) -> Ticks {
        var count = count
        var ticks = Ticks(plot.xRange, count: count)
        while count > 1, labelsCollide(ticks.major, of: plot) {
            count -= 1
            ticks = Ticks(plot.xRange, count: count)
        }
        return ticks
    }

    private func labelsCollide(_ ticks: [Tick], of plot: PlotArea) -> Bool {
        var end = -Double.infinity
        for tick in ticks {
            guard let x = plot.x(tick.value) else { continue }
            let half = width(of: tick.label, size: ChartLayout.textSize) / 2
            if x - half < end + HorizontalAxis.labelGap { return true }
            end = x + half
        }
        return false
    }

    /// The ticks' lines, and their labels below them.
    func drawHorizontalTicks(_ ticks: [Tick], of plot: PlotArea) {
        for tick in ticks {
            guard let x = plot.x(tick.value) else { continue }
            drawGridLine(at: x, in: plot.frame, width: 1)
            text(
                tick.label, at: Point(x: x, y: plot.frame.bottom + HorizontalAxis.labelDistance),
                size: ChartLayout.textSize, Palette.secondaryText, alignment: .center)
        }
    }

    /// What the axis shows, below the labels.
    func drawHorizontalTitle(_ title: String, below frame: Rectangle) {
        text(
            fitted(title, width: frame.width, size: ChartLayout.textSize),
            at: Point(x: frame.x + frame.width / 2, y: frame.bottom + HorizontalAxis.titleDistance),
            size: ChartLayout.textSize, Palette.text, alignment: .center)
    }
}
