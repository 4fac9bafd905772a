package import Experiment

/// What `xrun find` prints of one range test: the curve, the choice and why, the trials, what other rules would read.
package enum RangeTestPage {
    private static let widest = 100

    /// - Parameters:
    ///   - groups: the kinds of runs that it serves.
    ///   - width: characters of the terminal.
    package static func text(
        _ test: PlannedRangeTest, for groups: [String], _ outcome: RangeTestOutcome, width: Int
    ) -> String {
        var blocks = [([test.key] + groups.map { "for \($0)" }).joined(separator: "\n")]
        let width = min(width, widest)
        if let curve = RangeTestCurve.text(outcome, mode: test.settings.mode, width: width) { blocks.append(curve) }
        blocks.append(choice(test.settings, outcome, width: width))
        if !outcome.trials.isEmpty { blocks.append(TextTable(outcome.trialColumns(titled: "trial")).text) }
        if !outcome.readings.isEmpty { blocks.append(rules(outcome, width: width)) }
        blocks.append(
            "\(NumberSpelling.grouped(outcome.samples)) samples in \(NumberSpelling.fixed(outcome.seconds, 1)) s,"
                + " seed \(test.seed)")
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private static func choice(_ settings: FinderSettings, _ outcome: RangeTestOutcome, width: Int) -> String {
        let reason = outcome.reason.map { ": \($0)" } ?? ""
        let how = outcome.rangeReasonOfItsOwn.map { ": \($0)" } ?? ""
        var rows: [(label: String, text: String)] = []
        if let range = outcome.range {
            let (low, high) = NumberSpelling.ends(range.minimum, range.maximum)
            rows.append(("range", "\(low) … \(high), for cycles\(how)"))
        } else if outcome.rangeReason != nil {
            rows.append(("range", "none\(how)"))
        }
        if let spread = outcome.spread(settings) { rows.append(("sweeps", "\(outcome.sweeps.count), \(spread)")) }
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
}
