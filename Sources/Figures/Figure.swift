/// A drawing: one description, two outputs. Equal figures give equal bytes.
package protocol Figure: Sendable {
    /// An SVG document, text drawn as outlines.
    func svg() throws(FigureError) -> [UInt8]
    /// A picture with `scale` pixels to the point.
    func png(scale: Double) throws(FigureError) -> RenderedPNG
}

/// A drawn figure as a picture.
package struct RenderedPNG: Hashable, Sendable {
    package var bytes: [UInt8]
    /// In pixels.
    package var width: Int
    package var height: Int
}

extension Canvas {
    /// `png` with its size.
    static func picture(
        width: Double, height: Double, scale: Double, _ draw: (borrowing Canvas) -> Void
    ) throws(FigureError) -> RenderedPNG {
        let bytes = try png(width: width, height: height, scale: scale, draw)
        return RenderedPNG(
            bytes: bytes, width: Int((width * scale).rounded()), height: Int((height * scale).rounded()))
    }

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
