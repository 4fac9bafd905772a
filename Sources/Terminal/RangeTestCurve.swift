import Experiment

/// What a range test measured, drawn for a terminal: the loss against the rate, dots for the batches, a line for the
/// smoothed loss, a mark below at the suggestion. What explodes leaves at the top.
enum RangeTestCurve {
    private static let height = 14

    /// Nil where there is no line to draw.
    /// - Parameter width: columns of the terminal.
    static func text(_ outcome: RangeTestOutcome, mode: FinderSettings.Mode, width: Int) -> String? {
        let points = outcome.curve.filter { $0.loss.isFinite && $0.smoothedLoss.isFinite }
        guard let first = points.first, let last = points.last, points.count > 1,
            let lowest = points.map({ min($0.loss, $0.smoothedLoss) }).min()
        else { return nil }
        let top = top(of: points, first: first.smoothedLoss, lowest: lowest)
        let labels = [top, lowest].map(NumberSpelling.loss)
        let margin = (labels.map(\.count).max() ?? 0) + 1
        let columns = max(20, width - margin - 1)

        func position(_ rate: Double) -> Double {
            switch mode {
            case .exponential:
                PortableMath.log(rate / first.learningRate) / PortableMath.log(last.learningRate / first.learningRate)
            case .linear: (rate - first.learningRate) / (last.learningRate - first.learningRate)
            }
        }
        func height(_ loss: Double) -> Double { (loss - lowest) / (top - lowest) }

        var drawing = CurveDrawing(width: columns, height: Self.height)
        for point in points { drawing.dot(x: position(point.learningRate), y: height(point.loss)) }
        for (start, end) in zip(points, points.dropFirst()) {
            drawing.line(
                from: (position(start.learningRate), height(start.smoothedLoss)),
                to: (position(end.learningRate), height(end.smoothedLoss)))
        }
        var lines = drawing.lines.enumerated().map { index, line in
            let label = index == 0 ? labels[0] : index == Self.height - 1 ? labels[1] : ""
            return String(repeating: " ", count: margin - 1 - label.count) + label + " │" + line
        }
        let indent = String(repeating: " ", count: margin)
        lines.append(indent + "└" + String(repeating: "─", count: columns))
        let (left, right) = NumberSpelling.ends(first.learningRate, last.learningRate)
        lines.append(indent + " " + ends(left, right, columns: columns))
        if let rate = outcome.learningRate, case let share = position(outcome.placeOnCurve(of: rate)),
            share >= 0, share <= 1
        {
            let column = min(columns - 1, Int(share * Double(columns - 1)))
            lines.append(indent + " " + mark(NumberSpelling.canonical(rate), at: column, columns: columns))
        }
        return lines.map(\.withoutTrailingBlanks).joined(separator: "\n")
    }

    /// Half of the fall above where the loss begins; where it hardly falls, beside what it did until then, as high as
    /// three quarters of the points.
    private static func top(of points: [RangeTestOutcome.Point], first: Double, lowest: Double) -> Double {
        func most(_ points: some Collection<RangeTestOutcome.Point>) -> Double {
            let losses = points.map { max($0.loss, $0.smoothedLoss) }.sorted()
            return losses.isEmpty ? first : losses[losses.count * 3 / 4]
        }
        let before = points.prefix { min($0.loss, $0.smoothedLoss) > lowest }
        let fall = first - lowest
        let top = fall > 0.05 * (most(before) - lowest) ? first + 0.5 * fall : most(points)
        return max(top, lowest + 1e-9 * max(1, lowest.magnitude))
    }

    private static func ends(_ left: String, _ right: String, columns: Int) -> String {
        let title = "learning rate"
        let space = max(2, columns - left.count - title.count - right.count)
        return left + String(repeating: " ", count: space / 2) + title
            + String(repeating: " ", count: space - space / 2)
            + right
    }

    /// The rate stands to the right of its mark, or to the left where there is no room.
    private static func mark(_ rate: String, at column: Int, columns: Int) -> String {
        guard column + 2 + rate.count > columns, column > rate.count else {
            return String(repeating: " ", count: column) + "▲ " + rate
        }
        return String(repeating: " ", count: column - rate.count - 1) + rate + " ▲"
    }
}
