/// A curve in characters: two by four dots in each (Unicode's Braille patterns).
struct CurveDrawing {
    private let width: Int
    private let height: Int
    /// height × width, the dots of each character as Braille's bits.
    private var cells: [[UInt32]]

    /// - Parameters: characters.
    init(width: Int, height: Int) {
        self.width = max(1, width)
        self.height = max(1, height)
        cells = Array(repeating: Array(repeating: 0, count: self.width), count: self.height)
    }

    /// Braille's bit of each dot, [row][column].
    private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// A dot; what lies outside is left out.
    /// - Parameters:
    ///   - x: share of the width, 0 … 1, from the left.
    ///   - y: share of the height, 0 … 1, from the bottom.
    mutating func dot(x: Double, y: Double) {
        guard x >= 0, x <= 1, y >= 0, y <= 1 else { return }  // NaN too
        let column = Int((x * Double(2 * width - 1)).rounded())
        let row = Int(((1 - y) * Double(4 * height - 1)).rounded())
        cells[row / 4][column / 2] |= Self.bits[row % 4][column % 2]
    }

    /// A straight line between two points, in dots.
    mutating func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
        let dots = max(
            (end.x - start.x).magnitude * Double(2 * width), (end.y - start.y).magnitude * Double(4 * height))
        guard dots.isFinite else { return }
        let steps = max(1, Int(min(dots, 1e4)))
        for step in 0...steps {
            let share = Double(step) / Double(steps)
            dot(x: start.x + share * (end.x - start.x), y: start.y + share * (end.y - start.y))
        }
    }

    var lines: [String] {
        cells.map { row in
            var text = String.UnicodeScalarView()
            for bits in row {
                if bits != 0, let scalar = Unicode.Scalar(0x2800 + bits) {
                    text.append(scalar)
                } else {
                    text.append(" ")
                }
            }
            return String(text)
        }
    }
}
