/// A colour, each part 0 … 1.
struct Color: Hashable {
    var red: Double
    var green: Double
    var blue: Double
    var alpha = 1.0

    /// - Parameter hex: 0xRRGGBB.
    init(_ hex: UInt32, alpha: Double = 1) {
        (red, green, blue) = (Self.part(hex >> 16), Self.part(hex >> 8), Self.part(hex))
        self.alpha = alpha
    }

    init(red: Double, green: Double, blue: Double) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    func withAlpha(_ alpha: Double) -> Color {
        var color = self
        color.alpha = alpha
        return color
    }

    private static func part(_ hex: UInt32) -> Double { Double(hex & 0xFF) / 255 }
}

/// The colours and dashes of a chart.
enum Palette {
    /// Okabe and Ito's colours, which people with any colour vision tell apart (Color Universal Design, 2008), in
    /// an order that puts unlike ones side by side. Without their yellow, which vanishes on a light ground.
    static let lines = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000].map { Color($0) }

    /// Lengths of stroke and gap in points. The first is solid.
    static let dashes: [[Double]] = [[], [7, 3], [2, 2.5], [8, 3, 2, 3]]

    // The chart brings its own light ground, so that it reads the same on light and on dark pages.
    static let ground = Color(0xFFFFFF)
    static let border = Color(0xD0D7DE)
    static let grid = Color(0xE6E8EB)
    static let text = Color(0x1F2328)
    static let secondaryText = Color(0x59636E)
    static let mark = Color(0xB30000)
    static let shade = Color(0x0072B2, alpha: 0.10)
}

/// How one line is drawn.
struct LineStyle: Hashable {
    var color: Color
    var dash: [Double]
    /// In points.
    var width: Double

    /// - Parameter position: the line's place among all of the chart.
    init(_ series: Series, position: Int) {
        let (lines, dashes) = (Palette.lines, Palette.dashes)
        let index = series.color ?? position
        let color = lines[Self.wrap(index, lines.count)]
        switch series.emphasis {
        case .normal:
            self.color = color
            dash = dashes[Self.wrap(index / lines.count, dashes.count)]
            width = 1.75
        case .faint:
            self.color = color.withAlpha(0.4)
            dash = []
            width = 1
        }
    }

    private static func wrap(_ index: Int, _ count: Int) -> Int { (index % count + count) % count }
}
