import Experiment

/// Whether names are marked for Markdown.
package enum AnswerStyle: Sendable { case markdown, plain }

extension Report {
    /// What the experiment says, in one or a few sentences: which runs won, by how much, and whether that is more than
    /// the spread over seeds.
    package func answer(_ style: AnswerStyle) -> String {
        let rows = rows
        let groups = RunGroup.ranked(RunGroup.groups(of: rows), by: experiment.objective)
        let candidates = groups.compactMap { group in
            group.statistic(experiment.objective.value).map { Candidate(group: group, value: $0) }
        }
        let open = rows.count { $0.state == .running || $0.state == .notStarted || $0.state == .interrupted }
        let comparison = Comparison(
            candidates: candidates, objective: experiment.objective, style: style, isFinal: open == 0)
        let soFar = "So far, with \(rows.count - open) of \(Spelling.count(rows.count, "run")) finished:"
        return ((open > 0 ? [soFar] : []) + comparison.sentences(rows: rows)).joined(separator: " ")
    }
}

/// Runs of one kind with the value that decides.
private struct Candidate {
    var group: RunGroup
    var value: Statistic
}

/// The candidates, the best first, put into words.
private struct Comparison {
    var candidates: [Candidate]
    var objective: Objective
    var style: AnswerStyle
    /// Whether no run is open.
    var isFinal: Bool

    func sentences(rows: [ReportRow]) -> [String] {
        guard let first = candidates.first else { return [nothing(rows)] }
        if candidates.allSatisfy(\.group.isAtChance) {
            let best = "the best being \(name(first)) with \(value(first))"
            return ["No run learned anything: all results are at chance, \(best)."]
        }
        guard candidates.count > 1 else { return [alone(first, rows: rows)] + remarks(first) }
        let second = candidates[1]
        return [headline(first, second), significance(first, second)] + remarks(first)
    }

    private func nothing(_ rows: [ReportRow]) -> String {
        let counts = [ReportRow.State.diverged, .failed].compactMap { state -> String? in
            let count = rows.count { $0.state == state }
            return count > 0 ? "\(count) \(state.words)" : nil
        }
        return counts.isEmpty ? "No run has a result yet." : "No run has a result: \(Spelling.list(counts))."
    }

    private func alone(_ candidate: Candidate, rows: [ReportRow]) -> String {
        let sentence = "\(winner(candidate)) reached a \(objective.words) of \(value(candidate))"
        let others = Set(rows.map(\.run.group)).count - 1
        return sentence + (others > 0 ? "; nothing else has a result to compare it with." : ".")
    }

    private func headline(_ first: Candidate, _ second: Candidate) -> String {
        let margin = objective.advantage(of: first.value.mean, over: second.value.mean)
        guard margin > 0 else {
            return "\(name(first)) and \(name(second)) are level, each with a \(objective.words) of \(value(first))."
        }
        let direction =
            switch objective.metric {
            case .validationAccuracy: "above"
            case .validationLoss: "below"
            }
        let verb = isFinal ? "won" : "leads"
        let runnerUp = [
            foundRate(second), number(second.value), second.value.count > 1 ? "\(second.value.count) seeds" : nil,
        ]
        let details = runnerUp.compactMap { $0 }.joined(separator: ", ")
        return
            "\(winner(first)) \(verb) with a \(objective.words) of \(value(first)), \(difference(margin)) \(direction) "
            + "the runner-up \(name(second)) (\(details))."
    }

    /// The spread of the difference between one run of each: the root of the sum of the variances.
    private func significance(_ first: Candidate, _ second: Candidate) -> String {
        guard let left = first.value.deviation, let right = second.value.deviation else {
            let single = [first, second].filter { $0.value.deviation == nil }.map(name)
            return
                "With one seed of \(Spelling.list(single)) this cannot tell whether the difference is more than "
                + "chance; 'seeds: 3' would."
        }
        let margin = objective.advantage(of: first.value.mean, over: second.value.mean)
        let spread = (left * left + right * right).squareRoot()
        return margin > spread
            ? "The difference is more than the spread over seeds (\(difference(spread)))."
            : "The difference is not more than the spread over seeds (\(difference(spread))): which one is better, "
                + "this experiment cannot tell."
    }

    private func remarks(_ first: Candidate) -> [String] {
        let missing = first.group.rows.count - first.value.count
        guard missing > 0 else { return [] }
        return ["\(Spelling.count(missing, "run")) of \(name(first)) gave no result and \(missing == 1 ? "stands" : "stand") in no mean."]
    }

    private func name(_ candidate: Candidate) -> String {
        switch style {
        case .markdown: Markdown.code(candidate.group.name)
        case .plain: candidate.group.name
        }
    }

    private func winner(_ candidate: Candidate) -> String {
        let rate = foundRate(candidate).map { " (\($0))" } ?? ""
        return switch style {
        case .markdown: "**\(name(candidate))**\(rate)"
        case .plain: name(candidate) + rate
        }
    }

    /// The rate, where the name only says that a range test finds it.
    private func foundRate(_ candidate: Candidate) -> String? {
        guard case .rangeTest = candidate.group.rows.first?.run.rateSource else { return nil }
        return candidate.group.learningRate.map { "learning rate \(Spelling.rate($0))" }
    }

    private func number(_ statistic: Statistic) -> String {
        switch objective.metric {
        case .validationAccuracy: Spelling.percent(statistic)
        case .validationLoss: Spelling.loss(statistic)
        }
    }

    private func value(_ candidate: Candidate) -> String {
        let count = candidate.value.count
        let seeds = count > 1 ? " (mean ± standard deviation over \(count) seeds)" : ""
        return number(candidate.value) + seeds
    }

    private func difference(_ amount: Double) -> String {
        switch objective.metric {
        case .validationAccuracy: Spelling.fixed(amount * 100, 2) + " points"
        case .validationLoss: Spelling.loss(amount)
        }
    }
}
