import Experiment

/// Runs that differ in nothing but their seed.
struct RunGroup: Hashable, Sendable {
    var name: String
    /// In plan order; never empty.
    var rows: [ReportRow]

    /// The name where there is little room. The first run's own entry gave the group its name.
    var shortName: String { ShortName.of(name, settings: rows.first?.run.varied.map(\.key) ?? []) }

    /// Over the runs that are done.
    func statistic(_ value: (RunRecord.Results) -> Double?) -> Statistic? {
        Statistic(rows.compactMap { $0.finalResults.flatMap(value) })
    }

    var doneCount: Int { rows.count { $0.state == .done } }
    var divergedCount: Int { rows.count { $0.state == .diverged } }

    /// Whether one of its runs has a result, be it that it diverged.
    var hasResult: Bool { rows.contains { $0.state == .done || $0.state == .diverged } }

    /// Whether none of its runs that are done learned anything, by the validation that decides.
    func isAtChance(by objective: Objective) -> Bool {
        let done = rows.filter { $0.state == .done }
        return !done.isEmpty && done.allSatisfy { $0.learnedNothing(by: objective) }
    }

    /// The rate of its runs, which is one: a range test does not depend on the seed. Bounds are known of those that
    /// have begun.
    var learningRate: UsedRate? {
        let rates = rows.compactMap(\.usedRate)
        return rates.first { $0.bounds != nil } ?? rates.first
    }

    /// The groups of all rows, in plan order.
    static func groups(of rows: [ReportRow]) -> [RunGroup] {
        var groups: [RunGroup] = []
        var indices: [String: Int] = [:]
        for row in rows {
            if let index = indices[row.run.group] {
                groups[index].rows.append(row)
            } else {
                indices[row.run.group] = groups.count
                groups.append(RunGroup(name: row.run.group, rows: [row]))
            }
        }
        return groups
    }
}
