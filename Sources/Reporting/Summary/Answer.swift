import Experiment

extension Comparison {
    /// What it says, in one or a few sentences: which runs won, by how much, and whether that is more than chance.
    package func answer(_ style: Markup) -> String {
        let rows = groups.flatMap(\.rows)
        let open = rows.count { $0.state.isOpen }
        let finished = rows.count { $0.state.hasResult }
        let all = rows.count { $0.state != .notSelected }
        let answer = Answer(comparison: self, style: style, isFinal: open == 0)
        let verb = finished == 1 || all == 1 ? "has" : "have"
        let soFar = "So far \(finished) of \(WordList.count(all, "run")) \(verb) finished."
        return ((open > 0 ? [soFar] : []) + answer.sentences).joined(separator: " ")
    }
}

/// A comparison, put into words.
private struct Answer {
    var comparison: Comparison
    var style: Markup
    /// Whether no run is open.
    var isFinal: Bool

    /// Of more groups than these in one place only the number is told.
    private static let namedAtMost = 4
    private static let undecided = "Which one is better, this experiment cannot tell."

    private var objective: Objective { comparison.objective }

    var sentences: [String] {
        guard let first = comparison.contenders.first else { return [nothing] }
        if comparison.isAtChance {
            let best = "the best being \(name(first)) with \(value(first))"
            return ["No run learned anything: all results are at chance, \(best)."] + lost(besides: []) + doubts
        }
        guard let second = comparison.challenger else { return [alone(first)] + remarks([first]) + edges(of: first) }
        let level = comparison.levelWithBest
        var sentences =
            level.isEmpty
            ? [headline(first, second), significance(first, second)] : [tie([first] + level), cause(first, level)]
        let ahead = comparison.aheadOfBest.filter { !level.isEmpty || $0 != second }
        if !ahead.isEmpty { sentences.append(behind(first, ahead)) }
        if level.isEmpty { sentences += alike(first, besides: second) }
        sentences += remarks([first] + level)
        if comparison.isBestAhead { sentences += edges(of: first) }
        return sentences
    }

    private var nothing: String {
        let counts = lost(comparison.groups)
        return counts.isEmpty ? "No run has a result yet." : "No run has a result: \(WordList.text(counts))."
    }

    private func alone(_ candidate: Comparison.Candidate) -> String {
        let sentence = "\(winner(candidate)) reached a \(objective.words) of \(value(candidate))"
        if comparison.candidates.count > 1 { return sentence + "; all others that have one lost runs by diverging." }
        return sentence + (comparison.groups.count > 1 ? "; nothing else ended with one to compare it with." : ".")
    }

    /// - Parameter level: the best, and those that are level with it.
    private func tie(_ level: [Comparison.Candidate]) -> String {
        let field = comparison.ended > level.count ? ", the best of \(comparison.ended) configurations" : ""
        let names = level.map { name($0) + (foundRate($0).map { " (\($0))" } ?? "") }
        let values = Set(level.map(value))
        if values.count == 1, let value = values.first {
            return "\(list(names)) are level\(field), each with a \(objective.words) of \(value)."
        }
        let each = level.map { number($0.value) + (seeds(of: $0).map { " (\($0))" } ?? "") }
        return "\(list(names)) are level\(field), with the same mean \(objective.words): \(list(each))."
    }

    /// Whether those that are level only happen to be, where that can be told.
    private func cause(_ first: Comparison.Candidate, _ level: [Comparison.Candidate]) -> String {
        if level.allSatisfy({ first.group.isSameTraining(as: $0.group) }) { return sameTraining([first] + level) }
        if level.count == 1, let second = level.first { return significance(first, second) }
        return Self.undecided
    }

    /// - Parameter subject: what stands in place of them.
    private func sameTraining(_ candidates: [Comparison.Candidate], subject: String = "They") -> String {
        let groups = candidates.map(\.group)
        let otherSettings = Set(
            groups.map { group in
                let settings = group.rows.first?.run.configuration.decidingOnGivenData ?? []
                return Set(settings.filter { $0.key != "validate_every" && $0.key != "seed" })
            })
        let difference =
            if Set(groups.compactMap(\.validations)).count <= 1 {
                "what differs in their settings has no influence here"
            } else if otherSettings.count <= 1 {
                "they differ only in how often they were validated"
            } else {
                "they were not validated equally often, and what else differs in their settings has no influence here"
            }
        return "\(subject) are the same training to the last bit: \(difference)."
    }

    /// Others than the challenger that the best mean is behind.
    private func behind(_ first: Comparison.Candidate, _ ahead: [Comparison.Candidate]) -> String {
        let names = ahead.map { other in
            let lead = comparison.lead(of: first, over: other)
            let margin = Spelling.difference(abs(lead.margin), objective)
            return "\(name(other)) (\(margin), \(WordList.count(lead.seeds, "seed")))"
        }
        return "By the seeds that both have, \(list(names)) \(names.count == 1 ? "is" : "are") \(direction) "
            + "\(name(first))."
    }

    /// Others than the challenger that the best mean is ahead of by no more than chance, if at all: a mean that is further
    /// off may spread more, or be one over other seeds.
    private func alike(_ first: Comparison.Candidate, besides second: Comparison.Candidate) -> [String] {
        let alike = comparison.notToldFromBest.filter { $0 != second }
        let same = alike.filter { first.group.isSameTrainingOnCommonSeeds(as: $0.group) }
        let others = alike.filter { !same.contains($0) }
        var sentences: [String] = []
        if !others.isEmpty {
            let names = list(others.map(name))
            sentences.append("By the spread over seeds \(name(first)) cannot be told apart from \(names).")
        }
        if !same.isEmpty {
            let verb = same.count == 1 ? "is" : "are"
            sentences.append(
                "On the seeds that both have, \(list(same.map(name))) \(verb) the same training as \(name(first)) to the "
                    + "last bit.")
        }
        // Without an interval a spread tells nothing, and the headline spoke of another one.
        if let runnerUp = comparison.runnerUp, runnerUp != second, comparison.isRival(runnerUp, of: first),
            comparison.difference(of: runnerUp.group)?.interval == nil
        {
            sentences.append("The seeds in common are too few to tell \(name(first)) from \(name(runnerUp)).")
        }
        return sentences
    }

    /// Where the winner lies at the end of what was tried.
    private func edges(of first: Comparison.Candidate) -> [String] {
        guard isFinal else { return [] }
        let edges = GridEdge.edges(of: first.group, among: comparison.groups)
        guard let last = edges.last else { return [] }
        let parts = edges.map { edge in
            "\(style.code("\(edge.path): \(NumberSpelling.canonical(edge.value))")) is the "
                + (edge.isHighest ? "highest" : "lowest")
        }
        let others = edges.count == 1 ? "a \(last.isHighest ? "higher" : "lower") one" : "values beyond them"
        let beside = edges.contains(where: \.isPassedElsewhere) ? " beside the same other settings" : ""
        return ["\(WordList.text(parts)) that was tried\(beside): \(others) may be better."]
    }

    /// - Parameter second: the challenger: who is behind it is so on the seeds that both have, and has not won.
    private func headline(_ first: Comparison.Candidate, _ second: Comparison.Candidate) -> String {
        let lead = comparison.lead(of: first, over: second)
        let onCommon = lead.isOfAllRuns ? "" : " on the \(WordList.count(lead.seeds, "seed")) that both have"
        let margin = "\(Spelling.difference(abs(lead.margin), objective)) \(direction)"
        let details = details(second)
        guard lead.margin > 0 else {
            return
                "\(winner(first)) has the best mean, a \(objective.words) of \(value(first)), but by its seeds: "
                + "\(name(second)) (\(details)) is \(lead.margin < 0 ? "\(margin) it" : "level with it")\(onCommon)."
        }
        let field = comparison.ended > 2 ? ", the best of \(comparison.ended) configurations" : ""
        let verb = isFinal ? "won" : "leads"
        return
            "\(winner(first)) \(verb) with a \(objective.words) of \(value(first))\(field), \(margin) the runner-up "
            + "\(name(second)) (\(details))\(onCommon)."
    }

    /// Where the better one of two values lies.
    private var direction: String { objective.metric.betterSide }

    private func significance(_ first: Comparison.Candidate, _ second: Comparison.Candidate) -> String {
        if first.group.isSameTraining(as: second.group) { return sameTraining([first, second]) }
        guard let difference = comparison.difference(of: second.group), let interval = difference.interval else {
            return tooFewSeeds(first, second)
        }
        // Groups that have other seeds too. That fewer are alike says as little as their difference does.
        if first.group.isSameTrainingOnCommonSeeds(as: second.group) {
            return sameTraining([first, second], subject: "On the seeds that both have they")
        }
        // The known difference is the other's less the best mean's. What is told is that of who is ahead seed by seed
        // less the other, so that its sign says what "above" and "below" do.
        let margin = comparison.lead(of: first, over: second).margin
        let (low, high) = margin >= 0 ? (-interval.high, -interval.low) : (interval.low, interval.high)
        let range = "\(Spelling.bounds(low, high, objective)) (95 % interval, \(difference.pairs) seeds)"
        if margin == 0 {
            let spread = low == 0 && high == 0 ? "are equal" : "differ by \(range)"
            return "Seed by seed they \(spread). \(Self.undecided)"
        }
        if low > 0 || high < 0 {
            return "That is more than the spread over seeds: seed by seed the difference is \(range)."
        }
        let meaning =
            comparison.isRival(second, of: first) ? Self.undecided : "But \(name(second)) is no better than a guess."
        return "That is not more than the spread over seeds: seed by seed the difference is \(range). \(meaning)"
    }

    private func tooFewSeeds(_ first: Comparison.Candidate, _ second: Comparison.Candidate) -> String {
        let single = [first, second].filter { $0.value.count == 1 }.map(name)
        let pairs = comparison.difference(of: second.group)?.pairs ?? 0
        let reason =
            single.isEmpty
            ? "With \(WordList.count(pairs, "seed")) in common" : "With one seed of \(WordList.text(single))"
        let advice = SeedAdvice(first.group, second.group)
        let question =
            comparison.lead(of: first, over: second).margin == 0
            ? "which one is better" : "whether the difference is more than chance"
        let sentence = "\(reason) this cannot tell \(question)"
        let option = style.code("--only")
        guard !advice.lacking.isEmpty else {
            // What is still to run will do.
            guard !advice.leftOut.isEmpty else { return sentence + "." }
            let runs = advice.leftOut.map { name, seeds in "\(Self.words(seeds)) of \(style.code(name))" }
            let verb = advice.leftOut.flatMap(\.seeds).count == 1 ? "is" : "are"
            return "\(sentence); \(WordList.text(runs)) \(verb) left out by \(option): a start without it would tell."
        }
        let start = advice.leftOut.isEmpty ? "" : ", in a start without \(option)"
        if let additions = advice.additions {
            let words = additions.map { name, seeds in "\(Self.words(seeds)) to \(style.code(name))" }
            return "\(sentence); adding \(WordList.text(words)) would\(start)."
        }
        let lacking = advice.lacking.map { style.code($0.name) }
        let whom = lacking.count > 1 ? "both" : lacking == single ? "it" : WordList.text(lacking)
        return "\(sentence); \(advice.line) for \(whom) would\(start)."
    }

    /// `seed 7`, `seeds 1, 2 and 3`.
    private static func words(_ seeds: [UInt64]) -> String {
        "\(seeds.count == 1 ? "seed" : "seeds") \(WordList.text(seeds.map(String.init)))"
    }

    /// What a reader has to know of the runs that the sentences before rest on, or do not.
    private func remarks(_ winners: [Comparison.Candidate]) -> [String] {
        let passed = comparison.passedOver.prefix(Self.namedAtMost)
        var remarks = passed.map(passedOver) + chance(winners)
        if let missing = withoutResult(winners) { remarks.append(missing) }
        remarks += lost(besides: Set((winners + passed).map(\.group.name)))
        if let advantage = winners.first.flatMap(advantageOfValidations) { remarks.append(advantage) }
        return remarks + doubts
    }

    /// Whose runs learned nothing, or broke.
    private func chance(_ winners: [Comparison.Candidate]) -> [String] {
        if winners.count > 1, winners.allSatisfy({ $0.group.isAtChance(by: objective) }) {
            return ["None of those that are level learned anything."]
        }
        let learnedNothing = doneRuns(of: winners) { $0.learnedNothing(by: objective) }
        // Where the best validation decides, the last one may tell of a run that broke.
        let broken = doneRuns(of: winners) { $0.verdict == .atChance && !$0.learnedNothing(by: objective) }
        return [(learnedNothing, "learned nothing"), (broken, "ended at chance")].compactMap { runs, what in
            runs.map { "\($0) \(what)." }
        }
    }

    /// The runs that are meant, which are done, as a subject: `a, 2 of the 3 runs of b`; nil where there are none.
    private func doneRuns(of winners: [Comparison.Candidate], where isMeant: (ReportRow) -> Bool) -> String? {
        let parts = winners.map { (candidate: $0, meant: $0.group.rows.count(where: isMeant)) }.filter { $0.meant > 0 }
        guard !parts.isEmpty else { return nil }
        let areWhole = parts.allSatisfy { $0.meant == $0.candidate.group.doneCount }
        let names = parts.map { candidate, meant in
            let done = candidate.group.doneCount
            return meant == done ? name(candidate) : "\(meant) of the \(done) runs of \(name(candidate))"
        }
        return list(names, rest: areWhole ? "" : "runs of ")
    }

    /// How many runs of each are missing.
    private func withoutResult(_ winners: [Comparison.Candidate]) -> String? {
        let parts = winners.map { candidate in
            (candidate: candidate, runs: candidate.group.rows.count { $0.state == .diverged || $0.state == .failed })
        }.filter { $0.runs > 0 }
        guard !parts.isEmpty else { return nil }
        let names = parts.map { "\(WordList.count($0.runs, "run")) of \(name($0.candidate))" }
        let verb = parts.reduce(0) { $0 + $1.runs } == 1 ? "stands" : "stand"
        return "\(list(names, rest: "runs of ")) gave no result and \(verb) in no mean."
    }

    /// That each run of the best was validated more often than those of others, where the best validation decides: the
    /// best of more draws is better by itself.
    private func advantageOfValidations(_ best: Comparison.Candidate) -> String? {
        guard objective.moment == .best, let own = best.group.validations else { return nil }
        func times(_ counts: ClosedRange<Int>) -> String {
            let most = WordList.count(counts.upperBound, "time")
            return counts.count == 1 ? most : "\(counts.lowerBound) to \(most)"
        }
        let others = comparison.contenders.compactMap { other in
            other.group.validations.flatMap { counts in
                counts.upperBound < own.lowerBound ? "\(name(other)) (\(times(counts)))" : nil
            }
        }
        guard !others.isEmpty else { return nil }
        return "\(name(best)) was validated more often (\(times(own))) than \(list(others)): the best of more "
            + "validations is \(objective.metric.better) by itself."
    }

    private var doubts: [String] {
        let records = comparison.candidates.flatMap(\.group.rows).compactMap(\.record)
        return [ValidationSet.remark(on: records)].compactMap { $0 }
    }

    /// Who would have won but for its lost runs.
    private func passedOver(_ candidate: Comparison.Candidate) -> String {
        let group = candidate.group
        return
            "\(group.divergedCount) of the \(group.rows.count) runs of \(name(candidate)) diverged: the mean of the others, "
            + "\(number(candidate.value)), is \(direction) the winner's, but does not count."
    }

    /// - Parameter winners: groups that are spoken of already.
    private func lost(besides winners: Set<String>) -> [String] {
        let counts = lost(comparison.groups.filter { !winners.contains($0.name) })
        return counts.isEmpty ? [] : ["Of the other runs \(WordList.text(counts))."]
    }

    /// `1 diverged`, `2 failed`.
    private func lost(_ groups: [RunGroup]) -> [String] {
        let rows = groups.flatMap(\.rows)
        return [ReportRow.State.diverged, .failed].compactMap { state in
            let count = rows.count { $0.state == state }
            return count > 0 ? "\(count) \(state.words)" : nil
        }
    }

    private func name(_ candidate: Comparison.Candidate) -> String { style.code(candidate.group.name) }

    private func winner(_ candidate: Comparison.Candidate) -> String {
        style.strong(name(candidate)) + (foundRate(candidate).map { " (\($0))" } ?? "")
    }

    /// The rate, where the name only says that a range test finds it.
    private func foundRate(_ candidate: Comparison.Candidate) -> String? {
        guard case .rangeTest = candidate.group.rows.first?.run.rateSource else { return nil }
        return candidate.group.usedRate.map { "learning rate \(Spelling.rate($0))" }
    }

    /// `learning rate 0.0025, 88.80 ± 0.44 %, 3 seeds`.
    private func details(_ candidate: Comparison.Candidate) -> String {
        [foundRate(candidate), number(candidate.value), seeds(of: candidate)].compactMap { $0 }.joined(separator: ", ")
    }

    private func seeds(of candidate: Comparison.Candidate) -> String? {
        candidate.value.count > 1 ? "\(candidate.value.count) seeds" : nil
    }

    /// - Parameter rest: what stands before the number of those that are not named.
    private func list(_ names: [String], rest: String = "") -> String {
        let others = names.count - Self.namedAtMost
        return WordList.text(
            names.prefix(Self.namedAtMost) + (others > 0 ? [rest + WordList.count(others, "other")] : []))
    }

    private func number(_ statistic: Statistic) -> String { Spelling.value(statistic, objective) }

    private func value(_ candidate: Comparison.Candidate) -> String {
        let count = candidate.value.count
        let seeds = count > 1 ? " (mean ± standard deviation over \(count) seeds)" : ""
        return number(candidate.value) + seeds
    }
}
