import Experiment

/// Whether names are marked for Markdown.
package enum AnswerStyle: Sendable { case markdown, plain }

extension Report {
    /// What the experiment says, in one or a few sentences: which runs won, by how much, and whether that is more than
    /// chance.
    package func answer(_ style: AnswerStyle) -> String {
        let rows = rows
        let open = rows.count { $0.state == .running || $0.state == .notStarted || $0.state == .interrupted }
        let answer = Answer(comparison: comparison, style: style, isFinal: open == 0)
        let soFar = "So far, with \(rows.count - open) of \(Spelling.count(rows.count, "run")) finished:"
        return ((open > 0 ? [soFar] : []) + answer.sentences(rows: rows)).joined(separator: " ")
    }

    var comparison: Comparison { Comparison(RunGroup.groups(of: rows), objective: experiment.objective) }
}

/// A comparison, put into words.
private struct Answer {
    var comparison: Comparison
    var style: AnswerStyle
    /// Whether no run is open.
    var isFinal: Bool

    private var objective: Objective { comparison.objective }

    func sentences(rows: [ReportRow]) -> [String] {
        guard let first = comparison.candidates.first else { return [nothing(rows)] }
        if comparison.isAtChance {
            let best = "the best being \(name(first)) with \(value(first))"
            return ["No run learned anything: all results are at chance, \(best)."]
        }
        guard let second = comparison.runnerUp else { return [alone(first, rows: rows)] + remarks(first) }
        return [headline(first, second), significance(first, second)] + remarks(first)
    }

    private func nothing(_ rows: [ReportRow]) -> String {
        let counts = [ReportRow.State.diverged, .failed].compactMap { state -> String? in
            let count = rows.count { $0.state == state }
            return count > 0 ? "\(count) \(state.words)" : nil
        }
        return counts.isEmpty ? "No run has a result yet." : "No run has a result: \(Spelling.list(counts))."
    }

    private func alone(_ candidate: Comparison.Candidate, rows: [ReportRow]) -> String {
        let sentence = "\(winner(candidate)) reached a \(objective.words) of \(value(candidate))"
        let others = Set(rows.map(\.run.group)).count - 1
        return sentence + (others > 0 ? "; nothing else has a result to compare it with." : ".")
    }

    private func headline(_ first: Comparison.Candidate, _ second: Comparison.Candidate) -> String {
        let margin = objective.advantage(of: first.value.mean, over: second.value.mean)
        guard margin > 0 else {
            return "\(name(first)) and \(name(second)) are level, each with a \(objective.words) of \(value(first))."
        }
        let direction =
            switch objective.metric {
            case .validationAccuracy: "above"
            case .validationLoss: "below"
            }
        let count = comparison.candidates.count
        let field = count > 2 ? ", the best of \(count) configurations" : ""
        let verb = isFinal ? "won" : "leads"
        let runnerUp = [
            foundRate(second), number(second.value), second.value.count > 1 ? "\(second.value.count) seeds" : nil,
        ]
        let details = runnerUp.compactMap { $0 }.joined(separator: ", ")
        return
            "\(winner(first)) \(verb) with a \(objective.words) of \(value(first))\(field), \(Spelling.difference(margin, objective)) "
            + "\(direction) the runner-up \(name(second)) (\(details))."
    }

    private func significance(_ first: Comparison.Candidate, _ second: Comparison.Candidate) -> String {
        guard let difference = comparison.difference(of: second.group), let interval = difference.interval else {
            return tooFewSeeds(first, second)
        }
        // The difference is that of the runner-up to the winner: turned round, it is the winner's advantage.
        let (low, high) =
            switch objective.metric {
            case .validationAccuracy: (-interval.high, -interval.low)
            case .validationLoss: (interval.low, interval.high)
            }
        let range =
            "seed by seed the difference is \(Spelling.signed(low, objective)) to \(Spelling.difference(high, objective, signed: true)) "
            + "(95 % interval, \(difference.pairs) seeds)"
        return low > 0
            ? "That is more than the spread over seeds: \(range)."
            : "That is not more than the spread over seeds: \(range). Which one is better, this experiment cannot tell."
    }

    private func tooFewSeeds(_ first: Comparison.Candidate, _ second: Comparison.Candidate) -> String {
        let single = [first, second].filter { $0.value.count == 1 }.map(name)
        let pairs = comparison.difference(of: second.group)?.pairs ?? 0
        let reason =
            single.isEmpty
            ? "With \(Spelling.count(pairs, "seed")) in common" : "With one seed of \(Spelling.list(single))"
        let advice = SeedAdvice(first.group, second.group)
        let sentence = "\(reason) this cannot tell whether the difference is more than chance"
        // What is still to run will do.
        guard !advice.lacking.isEmpty else { return sentence + "." }
        let entries = single.count == 1 && advice.lacking.count == 1 ? "its entry" : "both entries"
        return "\(sentence); \(advice.line) in \(entries) would."
    }

    private func remarks(_ first: Comparison.Candidate) -> [String] {
        let missing = first.group.rows.count - first.value.count
        guard missing > 0 else { return [] }
        return ["\(Spelling.count(missing, "run")) of \(name(first)) gave no result and \(missing == 1 ? "stands" : "stand") in no mean."]
    }

    private func name(_ candidate: Comparison.Candidate) -> String {
        switch style {
        case .markdown: Markdown.code(candidate.group.name)
        case .plain: candidate.group.name
        }
    }

    private func winner(_ candidate: Comparison.Candidate) -> String {
        let rate = foundRate(candidate).map { " (\($0))" } ?? ""
        return switch style {
        case .markdown: "**\(name(candidate))**\(rate)"
        case .plain: name(candidate) + rate
        }
    }

    /// The rate, where the name only says that a range test finds it.
    private func foundRate(_ candidate: Comparison.Candidate) -> String? {
        guard case .rangeTest = candidate.group.rows.first?.run.rateSource else { return nil }
        return candidate.group.learningRate.map { "learning rate \(Spelling.rate($0))" }
    }

    private func number(_ statistic: Statistic) -> String { Spelling.value(statistic, objective) }

    private func value(_ candidate: Comparison.Candidate) -> String {
        let count = candidate.value.count
        let seeds = count > 1 ? " (mean ± standard deviation over \(count) seeds)" : ""
        return number(candidate.value) + seeds
    }
}
