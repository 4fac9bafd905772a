import Experiment

/// Every kind of runs beside the best one, by what the experiment is decided by. What the summary says of the winner,
/// in words, in tables, figures and `summary.json`, is read from here.
package struct Comparison: Hashable, Sendable {
    /// A kind of runs with a result.
    struct Candidate: Hashable, Sendable {
        var group: RunGroup
        /// Over its runs that are done.
        var value: Statistic
    }

    let objective: Objective
    /// With and without a result, as they are given.
    let groups: [RunGroup]
    /// The same, the best first.
    let ranked: [RunGroup]
    /// Who may not win, for runs that diverged.
    let losers: Losers
    /// Those with a result, the best first.
    let candidates: [Candidate]
    /// The candidates that may win, the best first; the losers stand behind them.
    let contenders: [Candidate]
    /// Kinds of runs of which one ended, be it by diverging.
    let ended: Int
    /// Whether nothing learned anything, by the validation that decides.
    let isAtChance: Bool
    /// The value of each less that of the best, by name; none for the best itself, or where there is no best.
    private let differences: [String: PairedDifference]
    /// The best and those that are level with it, by name.
    private var bestNames: Set<String> = []
    /// Of all differences to the best; nil where there are none, or all have exploded.
    private(set) var differenceNotation: DifferenceNotation?

    init(_ groups: [RunGroup], objective: Objective) {
        (self.objective, self.groups) = (objective, groups)
        ended = groups.count(where: \.hasResult)
        let losers = Losers(among: groups, by: objective)
        let ranked = RunGroup.ranked(groups, by: objective, losers)
        (self.losers, self.ranked) = (losers, ranked)
        let candidates = ranked.compactMap { group in
            group.statistic(objective.value).map { Candidate(group: group, value: $0) }
        }
        self.candidates = candidates
        isAtChance = !candidates.isEmpty && candidates.allSatisfy { $0.group.isAtChance(by: objective) }
        contenders = candidates.filter { !losers.contains($0.group) }
        var differences: [String: PairedDifference] = [:]
        if !isAtChance, let best = candidates.first {
            for candidate in candidates.dropFirst() {
                differences[candidate.group.name] = candidate.group.difference(from: best.group, by: objective)
            }
        }
        self.differences = differences
        if let best { bestNames = Set(([best] + levelWithBest).map(\.group.name)) }
        differenceNotation = DifferenceNotation.finest(candidates.compactMap { notationOfDifference(of: $0.group) })
    }

    /// Nil where nothing has a result, or all results are at chance.
    var best: Candidate? { isAtChance ? nil : candidates.first }

    /// Whether it is to be marked: as the best, or as level with it.
    func isBest(_ group: RunGroup) -> Bool { bestNames.contains(group.name) }

    /// Whether there are others to tell the distance of.
    var hasDifferences: Bool { best != nil && candidates.count > 1 }

    /// Whether a group is of several runs.
    var repeatsSeeds: Bool { groups.contains { $0.rows.count > 1 } }

    var runnerUp: Candidate? { contenders.dropFirst().first }

    /// Whom the best mean is held against: a rival that is ahead of it on the seeds that both have, or else one that is
    /// level with it there, whatever their place; only where there is none, the runner-up.
    var challenger: Candidate? {
        guard let best = contenders.first else { return nil }
        let level = others { $0.margin == 0 }
        return (aheadOfBest + level).first { isRival($0, of: best) } ?? runnerUp
    }

    /// Those that lost runs, and whose other runs have a better mean than the best.
    var passedOver: [Candidate] {
        candidates.dropFirst(contenders.count).filter { other in
            contenders.first.map { objective.advantage(of: other.value.mean, over: $0.value.mean) > 0 } ?? false
        }
    }

    /// Among whom the best is the best, where that needs saying: ` of those without a diverged run`.
    var field: String { passedOver.isEmpty ? "" : " of those without a diverged run" }

    /// The other contenders whose mean is that of the best, and that are no better or worse on the seeds that both have.
    var levelWithBest: [Candidate] { others { $0.isLevel } }

    /// The other contenders that are better than the best mean on the seeds that both have.
    var aheadOfBest: [Candidate] { others { $0.margin < 0 } }

    /// The other contenders that the best mean is ahead of, on the seeds that both have, by no more than their spread, or
    /// that are level with it there.
    var notToldFromBest: [Candidate] {
        contenders.dropFirst().filter { other in
            guard let best = contenders.first, isRival(other, of: best),
                let interval = difference(of: other.group)?.interval
            else { return false }
            return interval.low <= 0 && interval.high >= 0 && lead(of: best, over: other).margin >= 0
        }
    }

    /// Whether it may be as good, for all that a spread over seeds can tell: who is no better than a guess is behind who
    /// is, however wide either spreads. How far a broken network is off may be anything.
    func isRival(_ other: Candidate, of best: Candidate) -> Bool {
        best.group.isNoBetterThanGuess(by: objective) || !other.group.isNoBetterThanGuess(by: objective)
    }

    /// Whether no other contender is better than the best mean, or level with it, on the seeds that both have.
    var isBestAhead: Bool { others { $0.margin <= 0 }.isEmpty }

    private func others(whereBest isMeant: (Lead) -> Bool) -> [Candidate] {
        guard let best = contenders.first else { return [] }
        return contenders.dropFirst().filter { isMeant(lead(of: best, over: $0)) }
    }

    func difference(of group: RunGroup) -> PairedDifference? { differences[group.name] }

    func lead(of best: Candidate, over other: Candidate) -> Lead {
        Lead(of: best.value, over: other.value, difference: difference(of: other.group), objective)
    }
}

extension RunGroup {
    /// Whether the runs of both measured the same to the last bit, seed by seed.
    func isSameTraining(as other: RunGroup) -> Bool {
        Set(recordsBySeed.keys) == Set(other.recordsBySeed.keys) && isSameTrainingOnCommonSeeds(as: other)
    }

    /// The same of the seeds that both have; of none it is not so.
    func isSameTrainingOnCommonSeeds(as other: RunGroup) -> Bool {
        let others = other.recordsBySeed
        let common = recordsBySeed.filter { others[$0.key] != nil }
        return !common.isEmpty
            && common.allSatisfy { seed, record in others[seed].map { record.isSameTraining(as: $0) } ?? false }
    }

    private var recordsBySeed: [UInt64: RunRecord] {
        var records: [UInt64: RunRecord] = [:]
        for row in rows where row.finalResults != nil { records[row.run.seed] = row.record }
        return records
    }

    /// How often each of its runs that are done was validated; nil where that is not known of all.
    var validations: ClosedRange<Int>? {
        let counts = rows.filter { $0.state == .done }.map { $0.record?.validations }
        let known = counts.compactMap { $0 }
        guard known.count == counts.count, let fewest = known.min(), let most = known.max() else { return nil }
        return fewest...most
    }
}

extension RunRecord {
    /// Of one that was validated more often another validation may be the best.
    fileprivate func isSameTraining(as other: RunRecord) -> Bool {
        guard let results, let others = other.results, results.trainingBits == others.trainingBits else { return false }
        guard let validations, let otherValidations = other.validations, validations != otherValidations else {
            return results.bestBits == others.bestBits
        }
        return true
    }
}
