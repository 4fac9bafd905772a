/// Small pictures in rows, each with two lines below it.
package struct ImageSheet: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
        /// (channels, height, width), one channel for grey, three for red, green and blue; further ones are not shown.
        package var pixels: [UInt8]
        package var caption: String
        package var note: String

        package init(pixels: [UInt8], caption: String, note: String) {
            self.pixels = pixels
            self.caption = caption
            self.note = note
        }
    }

    package var title: String
    /// Of each picture, in pixels.
    package var width: Int
    package var height: Int
    package var items: [Item]

    package init(title: String, width: Int, height: Int, items: [Item]) {
        self.title = title
        self.width = max(1, width)
        self.height = max(1, height)
        self.items = items
    }
}

extension ImageSheet: Figure {
    private static let columns = 6
    private static let cell = 144.0
    private static let captions = 40.0
    private static let top = 48.0

    /// Points of one pixel: a whole number where pictures are small, so that pixels stay sharp.
    private var pixelSize: Double {
        let fitting = (Self.cell - 32) / Double(max(width, height))
        return fitting >= 1 ? fitting.rounded(.down) : fitting
    }

    package var size: (width: Double, height: Double) {
        let rows = max(1, (items.count + Self.columns - 1) / Self.columns)
        return (
            Double(Self.columns) * Self.cell + 2 * ChartLayout.gap,
            Self.top + Double(rows) * (pixelSize * Double(height) + Self.captions) + ChartLayout.gap
        )
    }

    package func draw(on canvas: borrowing Canvas) {
        canvas.drawPanel(width: size.width, height: size.height, title: title)
        for (index, item) in items.enumerated() {
            let left = ChartLayout.gap + Double(index % Self.columns) * Self.cell
            let top = Self.top + Double(index / Self.columns) * (pixelSize * Double(height) + Self.captions)
            draw(item, at: Point(x: left + (Self.cell - pixelSize * Double(width)) / 2, y: top), on: canvas)
            let middle = left + Self.cell / 2
            let bottom = top + pixelSize * Double(height)
            for (text, offset, color) in [(item.caption, 14.0, Palette.text), (item.note, 28.0, Palette.secondaryText)]
            {
                canvas.text(
                    canvas.fitted(text, width: Self.cell - 8, size: 10.5), at: Point(x: middle, y: bottom + offset),
                    size: 10.5, color, alignment: .center)
            }
        }
    }

    private func draw(_ item: Item, at corner: Point, on canvas: borrowing Canvas) {
        let plane = width * height
        func part(_ channel: Int, _ pixel: Int) -> Double {
            // Grey where there is no such channel; black where the pixels end too early.
            let index = (item.pixels.count >= (channel + 1) * plane ? channel * plane : 0) + pixel
            return item.pixels.indices.contains(index) ? Double(item.pixels[index]) / 255 : 0
        }
        for pixel in 0..<plane {
            let frame = Rectangle(
                x: corner.x + Double(pixel % width) * pixelSize, y: corner.y + Double(pixel / width) * pixelSize,
                width: pixelSize, height: pixelSize)
            canvas.fill(frame, Color(red: part(0, pixel), green: part(1, pixel), blue: part(2, pixel)))
        }
    }
}
