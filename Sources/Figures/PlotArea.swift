/// The rectangle that the axes span.
package struct PlotArea {
    package var frame: Rectangle
    package var xRange: AxisRange
    package var yRange: AxisRange

    package init(frame: Rectangle, xRange: AxisRange, yRange: AxisRange) {
        self.frame = frame
        self.xRange = xRange
        self.yRange = yRange
    }

    package func x(_ value: Double) -> Double? {
        xRange.position(of: value).map { frame.x + Self.near($0) * frame.width }
    }

    package func y(_ value: Double) -> Double? {
        yRange.position(of: value).map { frame.bottom - Self.near($0) * frame.height }
    }

    package func place(_ point: Point) -> Point? {
        guard let x = x(point.x), let y = y(point.y) else { return nil }
        return Point(x: x, y: y)
    }

    /// The place on a line at `value`, straight between its points, as it is drawn; nil where the line does not reach.
    package func point(on line: [Point], at value: Double) -> Point? {
        guard let x = x(value) else { return nil }
        for piece in pieces(of: line) {
            for (first, second) in zip(piece, piece.dropFirst() + piece.suffix(1)) {
                guard min(first.x, second.x) <= x, x <= max(first.x, second.x) else { continue }
                let share = first.x == second.x ? 0 : (x - first.x) / (second.x - first.x)
                return Point(x: x, y: first.y + share * (second.y - first.y))
            }
        }
        return nil
    }

    /// The line's pieces between the points that cannot be shown.
    package func pieces(of points: [Point]) -> [[Point]] {
        points.map(place).split(separator: nil).map { $0.compactMap { $0 } }
    }

    /// Whether some of a line is inside the frame. A stretch between two points counts as far as its ends tell.
    package func shows(_ points: [Point]) -> Bool {
        pieces(of: points).contains { piece in
            zip(piece, piece.dropFirst() + piece.suffix(1)).contains { first, second in
                let (left, right) = (min(first.x, second.x), max(first.x, second.x))
                let (top, bottom) = (min(first.y, second.y), max(first.y, second.y))
                return left <= frame.right && right >= frame.x && top <= frame.bottom && bottom >= frame.y
            }
        }
    }

    /// Cairo counts in 24 bits: far outside is far enough.
    private static func near(_ position: Double) -> Double { min(max(position, -20), 20) }
}
