package import Experiment

/// The plan as an aligned table for people. The same plan, states and width give the same bytes.
package enum PlanTable {
    /// Characters of the longest cell; a list of layers would otherwise push everything else off the screen.
    private static let cellLimit = 60
    /// Characters of the longest name.
    private static let nameLimit = 110
    /// Columns that a long state leaves to the names where room is short.
    private static let leastNameWidth = 18

    /// - Parameters:
    ///   - states: what is known of the items from earlier starts; an item that is not in it is new.
    ///   - width: columns of a terminal. Where the whole table has no room, names and states stand, and what else fits.
    package static func render(_ plan: RunPlan, states: [PlanItemID: ItemState] = [:], width: Int = .max) -> String {
        let heading = PlanHeading.text(plan, states)
        let whole = whole(plan, states)
        if max(heading.displayWidth, whole.width) <= width { return "\(heading)\n\n\(whole.text)\n" }
        return """
            \(heading.wrapped(to: width))

            \(narrow(plan, states, width: width).text)

            A wider terminal or a pipe gets the whole table.

            """
    }

    private static func whole(_ plan: RunPlan, _ states: [PlanItemID: ItemState]) -> TextTable {
        let rows = plan.items.map { item in
            let (changes, seed, workload) = description(of: item)
            return [
                cut(item.id.folder, to: nameLimit), cut(changes, to: cellLimit), String(seed),
                PlanHeading.grouped(workload.parameterCount), PlanHeading.grouped(workload.steps),
                PlanHeading.grouped(workload.trainingSamples), PlanHeading.grouped(workload.evaluationSamples),
                (states[item.id] ?? .new).text,
            ]
        }
        return TextTable(
            ["name", "changes", "seed", "parameters", "steps", "training samples", "evaluation samples", "state"], rows,
            numbers: [2, 3, 4, 5, 6])
    }

    private static func narrow(_ plan: RunPlan, _ states: [PlanItemID: ItemState], width: Int) -> TextTable {
        let rows = plan.items.map { item in
            let changes = if item.run == nil { "range test" } else { description(of: item).changes }
            let state = cut((states[item.id] ?? .new).text, to: max(leastNameWidth, width - leastNameWidth - 2))
            return [item.id.folder, changes, PlanHeading.grouped(item.workload.steps), state]
        }
        return TextTable(
            ["name", "changes", "steps", "state"], rows, numbers: [2], names: (0, plan.items.map(\.shortName)),
            optional: [1, 2], width: width)
    }

    private static func description(of item: PlanItem) -> (changes: String, seed: UInt64, workload: Workload) {
        switch item {
        case .run(let run):
            let changes = run.varied.map { "\($0.path): \($0.value.spelling)" }.joined(separator: ", ")
            return (changes.isEmpty ? "–" : changes, run.configuration.seed, run.workload)
        case .rangeTest(let test):
            let (low, high) = (
                NumberSpelling.canonical(test.settings.minimum), NumberSpelling.canonical(test.settings.maximum)
            )
            let trials = test.settings.hasTrials ? ", then trials" : ""
            return ("range test \(low) … \(high), \(test.settings.mode.rawValue)\(trials)", test.seed, test.workload)
        }
    }

    private static func cut(_ text: String, to columns: Int) -> String {
        text.displayWidth > columns ? text.clipped(to: columns - 1) + "…" : text
    }
}
