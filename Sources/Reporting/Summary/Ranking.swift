import Experiment

extension Objective {
    /// The number that it looks at.
    func number(of results: RunResults) -> Double? {
        score(of: results).map { number(in: $0) }
    }

    func number(in score: Score) -> Double {
        switch metric {
        case .validationAccuracy: score.accuracy
        case .validationLoss: score.loss
        }
    }

    /// The number that decides. What is not finite cannot win.
    func value(of results: RunResults) -> Double? {
        number(of: results).flatMap { $0.isFinite ? $0 : nil }
    }

    /// Positive where `first` is the better one; 0 where they differ by rounding alone.
    func advantage(of first: Double, over second: Double) -> Double {
        let difference =
            switch metric {
            case .validationAccuracy: first - second
            case .validationLoss: second - first
            }
        return difference.isRounding(beside: max(abs(first), abs(second))) ? 0 : difference
    }
}

/// Who is ranked behind the others: groups of which a run diverged. The mean of the runs that are left is one over lucky
/// seeds, and whoever took their settings would lose runs too. Nobody where no other group learned anything.
struct Losers: Hashable, Sendable {
    private let areBehindOthers: Bool

    init(among groups: [RunGroup], by objective: Objective) {
        areBehindOthers = groups.contains {
            $0.statistic(objective.value) != nil && $0.divergedCount == 0 && !$0.isAtChance(by: objective)
        }
    }

    func contains(_ group: RunGroup) -> Bool { areBehindOthers && group.divergedCount > 0 }
}

extension RunGroup {
    /// The best first, the losers behind the others; then those without a result: diverged, failed, interrupted, running,
    /// not begun. Equal ones in plan order.
    static func ranked(_ groups: [RunGroup], by objective: Objective, _ losers: Losers) -> [RunGroup] {
        let keyed = groups.enumerated().map { index, group in
            (
                value: group.statistic(objective.value)?.mean, loses: losers.contains(group), rank: group.rank,
                index: index
            )
        }
        return keyed.sorted { first, second in
            switch (first.value, second.value) {
            case (_?, _?) where first.loses != second.loses: return second.loses
            case (let left?, let right?):
                let advantage = objective.advantage(of: left, over: right)
                return advantage == 0 ? first.index < second.index : advantage > 0
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return (first.rank, first.index) < (second.rank, second.index)
            }
        }.map { groups[$0.index] }
    }

    private var rank: Int { rows.map(\.state.rank).min() ?? 0 }
}
