package import Experiment

/// What `xrun find` prints of one range test: the curve, the choice and why, the trials, what other rules would read.
package enum FinderPage {
    private static let height = 14
    private static let widest = 100

    /// - Parameters:
    ///   - groups: the kinds of runs that it serves.
    ///   - width: characters of the terminal.
    package static func text(
        _ test: PlannedRangeTest, for groups: [String], _ outcome: RangeTestOutcome, width: Int
    ) -> String {
        var blocks = [([test.key] + groups.map { "for \($0)" }).joined(separator: "\n")]
        let width = min(width, widest)
        if let drawing = drawing(outcome, mode: test.settings.mode, width: width) {
            blocks.append(drawing)
        }
        blocks.append(choice(outcome, width: width))
        if !outcome.trials.isEmpty { blocks.append(TextTable(outcome.trialColumns(titled: "trial")).text) }
        if !outcome.readings.isEmpty { blocks.append(rules(outcome, width: width)) }
        blocks.append(
            "\(NumberSpelling.grouped(outcome.samples)) samples in \(NumberSpelling.fixed(outcome.seconds, 1)) s,"
                + " seed \(test.seed)")
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private static func choice(_ outcome: RangeTestOutcome, width: Int) -> String {
        let reason = outcome.reason.map { ": \($0)" } ?? ""
        let how = outcome.rangeReasonOfItsOwn.map { ": \($0)" } ?? ""
        var rows: [(label: String, text: String)] = []
        if let range = outcome.range {
            let (low, high) = short(range.minimum, range.maximum)
            rows.append(("range", "\(low) … \(high), for cycles\(how)"))
        } else if outcome.rangeReason != nil {
            rows.append(("range", "none\(how)"))
        }
        var lines: [String] = []
        if let rate = outcome.learningRate {
            if let confidence = outcome.confidence { rows.insert(("confidence", confidence.rawValue + reason), at: 0) }
            rows.insert(("suggestion", NumberSpelling.canonical(rate)), at: 0)
        } else {
            lines.append("no suggestion\(reason)".wrapped(to: width))
        }
        lines += rows.map { hanging($0.label, $0.text, at: 12, width: width) }
        return lines.joined(separator: "\n")
    }

    /// A text beside its label, all its lines below each other.
    private static func hanging(_ label: String, _ text: String, at margin: Int, width: Int) -> String {
        let indent = String(repeating: " ", count: margin)
        return label.fitted(to: margin) + text.wrapped(to: width - margin).replacing("\n", with: "\n" + indent)
    }

    private static func rules(_ outcome: RangeTestOutcome, width: Int) -> String {
        let readings = outcome.readings
        let rates = readings.map { reading in
            reading.learningRate.map { NumberSpelling.significant($0) } ?? TableColumn.none
        }
        // Its reason stands behind the dash of a rule that reads nothing.
        let table = TextTable([
            TableColumn("rule", cells: readings.map(\.rule.rawValue)), TableColumn("reads", cells: rates),
        ])
        let margin = 2 + table.width
        return zip(table.lines, [nil] + reasons(readings)).map { line, reason in
            reason.map { hanging(line, $0, at: margin, width: width) } ?? line
        }.joined(separator: "\n")
    }

    /// Why each rule reads nothing; what another one above it said refers to that.
    private static func reasons(_ readings: [RangeTestOutcome.Reading]) -> [String?] {
        readings.map { reading in
            guard let first = readings.first(where: { $0.reason == reading.reason }), first.rule != reading.rule else {
                return reading.reason
            }
            return reading.reason.map { _ in "as '\(first.rule.rawValue)'" }
        }
    }

    /// Two ends, in three digits or as many more as tell them apart.
    private static func short(_ low: Double, _ high: Double) -> (low: String, high: String) {
        for digits in 3...15 {
            let ends = [low, high].map { NumberSpelling.significant($0, digits: digits) }
            if ends[0] != ends[1] { return (ends[0], ends[1]) }
        }
        return (NumberSpelling.canonical(low), NumberSpelling.canonical(high))
    }

    // MARK: The curve

    /// The loss against the rate: dots for the batches, a line for the smoothed loss, a mark below at the suggestion.
    /// What explodes leaves at the top.
    private static func drawing(_ outcome: RangeTestOutcome, mode: FinderSettings.Mode, width: Int) -> String? {
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
        let (left, right) = short(first.learningRate, last.learningRate)
        lines.append(indent + " " + ends(left, right, columns: columns))
        if let rate = outcome.learningRate, case let share = position(outcome.placeOnCurve(of: rate)),
            share >= 0, share <= 1
        {
            let column = min(columns - 1, Int(share * Double(columns - 1)))
            lines.append(indent + " " + mark(NumberSpelling.canonical(rate), at: column, columns: columns))
        }
        return lines.map { line in
            var line = line
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }.joined(separator: "\n")
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
