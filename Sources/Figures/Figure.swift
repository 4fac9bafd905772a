/// A drawing: one description, two outputs. Equal figures give equal bytes.
package protocol Figure: Sendable {
    /// In points.
    var size: (width: Double, height: Double) { get }

    func draw(on canvas: borrowing Canvas)
}

extension Figure {
    /// An SVG document, text drawn as outlines.
    /// - Throws: Cairo's own words, where memory is short or the figure is too large.
    package func svg() throws(FigureError) -> [UInt8] {
        try Canvas.svg(width: size.width, height: size.height) { draw(on: $0) }
    }

    /// A picture with `scale` pixels to the point.
    /// - Throws: as `svg`.
    package func png(scale: Double) throws(FigureError) -> RenderedPNG {
        let bytes = try Canvas.png(width: size.width, height: size.height, scale: scale) { draw(on: $0) }
        return RenderedPNG(
            bytes: bytes, width: Int((size.width * scale).rounded()), height: Int((size.height * scale).rounded()))
    }
}

/// A drawn figure as a picture.
package struct RenderedPNG: Hashable, Sendable {
    package var bytes: [UInt8]
    /// In pixels.
    package var width: Int
    package var height: Int
}

extension Canvas {
    /// The ground of a figure, with its title.
    func drawPanel(width: Double, height: Double, title: String) {
        let panel = Rectangle(x: 0.5, y: 0.5, width: width - 1, height: height - 1)
        fill(panel, Palette.ground, cornerRadius: 6)
        stroke(panel, Palette.border, width: 1, cornerRadius: 6)
        let (gap, size) = (ChartLayout.gap, ChartLayout.titleSize)
        text(
            fitted(title, width: width - 2 * gap, size: size, weight: .bold), at: Point(x: gap, y: gap + 14),
            size: size, Palette.text, weight: .bold)
    }
}
