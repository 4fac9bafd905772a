/// The ten classes of the built-in data set. A class's index is its label.
///
/// A shape is a test on a point (`right`, `down`) relative to its middle, in the unit of `radius`. Integers only, so
/// that every machine draws the same bytes.
enum Shape: Int, CaseIterable, Sendable {
    case disc, ring, square, frame, triangle, cross, plus, horizontalStripes, verticalStripes, diagonalStripes

    var name: String {
        switch self {
        case .disc, .ring, .square, .frame, .triangle, .cross, .plus: "\(self)"
        case .horizontalStripes: "horizontal stripes"
        case .verticalStripes: "vertical stripes"
        case .diagonalStripes: "diagonal stripes"
        }
    }

    func covers(right: Int, down: Int, radius: Int) -> Bool {
        let squaredDistance = right * right + down * down
        let nearer = min(abs(right), abs(down))
        let farther = max(abs(right), abs(down))
        let isInside = farther <= radius
        return switch self {
        case .disc: squaredDistance <= radius * radius
        case .ring: squaredDistance <= radius * radius && 9 * squaredDistance >= 4 * radius * radius
        case .square: 8 * farther <= 7 * radius
        case .frame: 8 * farther <= 7 * radius && 2 * farther >= radius
        case .triangle: isInside && 2 * abs(right) <= radius + down
        case .cross: isInside && 3 * (farther - nearer) <= radius
        case .plus: isInside && 4 * nearer <= radius
        case .horizontalStripes: isInside && Self.isOnStripe(down, width: radius / 3)
        case .verticalStripes: isInside && Self.isOnStripe(right, width: radius / 3)
        case .diagonalStripes: isInside && Self.isOnStripe(right + down, width: radius / 2)
        }
    }

    /// Every other stripe, one around the middle.
    private static func isOnStripe(_ position: Int, width: Int) -> Bool {
        let shifted = position + width / 2
        let stripe = (shifted >= 0 ? shifted : shifted - width + 1) / width
        return stripe % 2 == 0
    }
}
