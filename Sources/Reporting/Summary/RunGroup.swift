import Experiment

/// Runs that differ in nothing but their seed.
struct RunGroup: Hashable, Sendable {
    private(set) var name: String
    /// The name where there is little room.
    private(set) var shortName: String
    /// In plan order; never empty.
    let rows: [ReportRow]

    /// - Parameter rows: at least one; the first run's own entry gave the group its name.
    init(name: String, rows: [ReportRow]) {
        self.name = name
        self.rows = rows
        shortName = ShortName.of(name, settings: rows.first?.run.varied.map(\.key) ?? [])
    }

    /// What decides its numbers but the seed, by dotted path, in the order of the documents: runs that are logged
    /// differently are tried all the same.
    var decidingSettings: [Setting] {
        rows.first?.run.configuration.deciding.filter { $0.key != "seed" } ?? []
    }

    /// The same among the groups of several experiments: `fashion: learning_rate=auto`.
    func labelled(_ experiment: String) -> RunGroup {
        var group = self
        group.name = "\(experiment): \(name)"
        group.shortName = "\(experiment): \(shortName)"
        return group
    }

    /// The data of its runs; nil until one has begun.
    var dataset: DatasetSummary? { rows.lazy.compactMap(\.record).first?.dataset }

    /// Over the runs that are done.
    func statistic(_ value: (RunResults) -> Double?) -> Statistic? {
        Statistic(rows.compactMap { $0.finalResults.flatMap(value) })
    }

    /// The same of what they took.
    func costStatistic(_ value: (RunCost) -> Double) -> Statistic? {
        Statistic(rows.compactMap { $0.state == .done ? $0.record?.cost.map(value) : nil })
    }

    var doneCount: Int { rows.count { $0.state == .done } }
    var divergedCount: Int { rows.count { $0.state == .diverged } }

    /// `1 of 3 diverged`; nil where none did.
    var divergence: String? { divergedCount > 0 ? "\(divergedCount) of \(rows.count) diverged" : nil }

    /// Whether one of its runs has a result, be it that it diverged.
    var hasResult: Bool { rows.contains(where: \.state.hasResult) }

    /// Whether none of its runs that are done learned anything, by the validation that decides.
    func isAtChance(by objective: Objective) -> Bool { eachDone { $0.learnedNothing(by: objective) } }

    /// Whether each of its runs that are done learned nothing, or, where the loss decides, has a higher one than a uniform
    /// guess. One whose value is not known says nothing.
    func isNoBetterThanGuess(by objective: Objective) -> Bool {
        eachDone { EndedRun($0, objective)?.isNoBetterThanGuess ?? true }
    }

    private func eachDone(_ isMeant: (ReportRow) -> Bool) -> Bool {
        let done = rows.filter { $0.state == .done }
        return !done.isEmpty && done.allSatisfy(isMeant)
    }

    /// The rates of its runs, each once: one in one experiment, where a range test does not depend on the seed. Bounds are
    /// known of those that have begun.
    var usedRates: [UsedRate] {
        let rates = rows.compactMap(\.usedRate)
        let bounded = rates.filter { $0.bounds != nil }
        return (bounded.isEmpty ? rates : bounded).grouped(by: \.told).compactMap(\.elements.first)
    }

    /// Nil where there are several.
    var usedRate: UsedRate? { usedRates.count == 1 ? usedRates.first : nil }

    /// What its runs have in common, of those that have it at all; nil where they differ.
    func common(_ value: (ReportRow) -> Double?) -> Double? {
        let values = Set(rows.compactMap(value))
        return values.count == 1 ? values.first : nil
    }

    /// The groups of all rows, in plan order.
    static func groups(of rows: [ReportRow]) -> [RunGroup] {
        rows.grouped(by: \.run.group).map { RunGroup(name: $0.key, rows: $0.elements) }
    }
}
