import Glibc

/// A table of coloured cells: one number for each row and column.
package struct HeatMap: Hashable, Sendable {
    package struct Cell: Hashable, Sendable {
        package var value: Double
        package var text: String
        /// What stands for the text where that does not fit; the text itself, with its middle cut out, if nil.
        package var shortText: String?

        package init(_ value: Double, text: String, shortText: String? = nil) {
            self.value = value
            self.text = text
            self.shortText = shortText
        }
    }

    package struct Side: Hashable, Sendable {
        package var title: String
        package var labels: [String]
        /// What stands for the labels where they do not all fit, in their order.
        package var shortLabels: [String]

        /// - Parameter shortLabels: the labels themselves if nil.
        package init(_ title: String, labels: [String], shortLabels: [String]? = nil) {
            self.title = title
            self.labels = labels
            self.shortLabels = shortLabels ?? labels
        }
    }

    package var title: String
    package var rows: Side
    package var columns: Side
    /// Row by row; nil where there is no number. What is missing at an end counts as nil.
    package var cells: [[Cell?]]
    /// Which values the colours span; those beyond have the colour of the end.
    package var extent: Axis.Extent
    /// Whether the lowest value is the lightest, not the highest.
    package var isLowLight: Bool

    package init(
        title: String, rows: Side, columns: Side, cells: [[Cell?]], extent: Axis.Extent = .all, isLowLight: Bool = false
    ) {
        self.title = title
        self.rows = rows
        self.columns = columns
        self.cells = cells
        self.extent = extent
        self.isLowLight = isLowLight
    }

    /// How many of its numbers lie beyond those that the colours span.
    package var beyondCount: Int {
        let range = range
        return values.count { $0.isFinite && !range.contains($0) }
    }

    private var values: [Double] { cells.joined().compactMap { $0?.value } }

    private var range: AxisRange { AxisRange(Axis("", extent: extent), values: values, margin: 0) }
}

extension HeatMap: Figure {
    private static let widestCell = 120.0
    private static let narrowestCell = 46.0
    private static let widestLabel = 240.0
    /// Room for a title of two long keys and all remarks.
    private static let widestTitle = 1400.0
    private static let cellHeight = 34.0
    /// Room for the title, the columns' title and their labels, above the cells.
    private static let top = 92.0
    private static let rightMargin = 24.0

    private var columnWidth: Double {
        let room = ChartLayout.width - Self.widestLabel - 3 * ChartLayout.gap
        return min(Self.widestCell, max(Self.narrowestCell, room / Double(max(1, columns.labels.count))))
    }

    package var size: (width: Double, height: Double) {
        let width =
            2 * ChartLayout.gap + Self.widestLabel + columnWidth * Double(columns.labels.count) + Self.rightMargin
        return (max(420, width, titleWidth), Self.top + Self.cellHeight * Double(rows.labels.count) + ChartLayout.gap)
    }

    /// Of a panel that shows the whole title, which names the keys; whole points, so that none is lost to rounding.
    private var titleWidth: Double {
        let text = Canvas.width(of: String(title.prefix(400)), size: ChartLayout.titleSize, weight: .bold)
        return min(Self.widestTitle, (2 * ChartLayout.gap + text).rounded(.up))
    }

    package func draw(on canvas: borrowing Canvas) {
        let (gap, textSize, width) = (ChartLayout.gap, ChartLayout.textSize, columnWidth)
        canvas.drawPanel(width: size.width, height: size.height, title: title)
        // No wider than the labels need: the cells stand beside them.
        let labels = Labels.fitted(rows.labels, short: rows.shortLabels) { _, text in
            canvas.fitted(text, width: Self.widestLabel, size: textSize)
        }
        let labelWidth = (labels + [rows.title]).map { canvas.width(of: $0, size: textSize) }.max() ?? 0
        let left = 2 * gap + min(labelWidth, Self.widestLabel)
        let top = Self.top
        canvas.text(
            canvas.fitted(columns.title, width: size.width - left - gap, size: textSize),
            at: Point(x: left, y: top - 32),
            size: textSize, Palette.text)
        canvas.text(
            canvas.fitted(rows.title, width: Self.widestLabel, size: textSize), at: Point(x: left - 10, y: top - 10),
            size: textSize, Palette.text, alignment: .right)
        let columnLabels = Labels.fitted(columns.labels, short: columns.shortLabels) { _, text in
            canvas.fitted(text, width: width - 6, size: textSize)
        }
        for (column, label) in columnLabels.enumerated() {
            canvas.text(
                label, at: Point(x: left + (Double(column) + 0.5) * width, y: top - 10), size: textSize,
                Palette.secondaryText, alignment: .center)
        }
        let range = range
        for (row, label) in labels.enumerated() {
            let y = top + Double(row) * Self.cellHeight
            canvas.text(
                label, at: Point(x: left - 10, y: y + Self.cellHeight / 2 + 4), size: textSize, Palette.secondaryText,
                alignment: .right)
            for column in columns.labels.indices {
                let frame = Rectangle(
                    x: left + Double(column) * width + 1, y: y + 1, width: width - 2, height: Self.cellHeight - 2)
                let line = cells.indices.contains(row) ? cells[row] : []
                draw(line.indices.contains(column) ? line[column] : nil, in: frame, range, on: canvas)
            }
        }
    }

    private func draw(_ cell: Cell?, in frame: Rectangle, _ range: AxisRange, on canvas: borrowing Canvas) {
        var (ground, ink) = (Palette.grid, Palette.secondaryText)
        if let cell, let position = range.position(of: cell.value) {
            let color = ColorScale.color(at: isLowLight ? 1 - position : position)
            (ground, ink) = (color, color.luminance > 0.2 ? Palette.text : Palette.ground)
        }
        canvas.fill(frame, ground, cornerRadius: 3)
        let (room, size) = (frame.width - 4, ChartLayout.textSize)
        var text = cell?.text ?? "–"
        if let short = cell?.shortText, canvas.width(of: text, size: size) > room { text = short }
        canvas.text(
            canvas.fitted(text, width: room, size: size),
            at: Point(x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 + 4), size: size, ink,
            alignment: .center)
    }
}

/// Colours from dark to light whose order everyone sees: nine stops of Smith and van der Walt's viridis
/// (SciPy 2015), which is even in lightness and made for any colour vision.
enum ColorScale {
    private static let stops = [
        0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
    ].map { Color($0) }

    /// - Parameter position: 0 … 1; what lies outside takes the end's colour, and no number that of 0.
    static func color(at position: Double) -> Color {
        let place = (position > 0 ? min(position, 1) : 0) * Double(stops.count - 1)
        let lower = min(Int(place), stops.count - 2)
        return stops[lower].mixed(with: stops[lower + 1], share: place - Double(lower))
    }
}

extension Color {
    /// Relative luminance, 0 black … 1 white (WCAG 2.1).
    var luminance: Double {
        func linear(_ part: Double) -> Double { part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4) }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    func mixed(with other: Color, share: Double) -> Color {
        var color = self
        color.red += (other.red - red) * share
        color.green += (other.green - green) * share
        color.blue += (other.blue - blue) * share
        return color
    }
}
