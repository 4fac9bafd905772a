package import Experiment

/// The plan on a terminal that has no room for the whole table: names and states, and what else fits.
package enum PlanPage {
    /// Columns that a long state leaves to the names.
    private static let nameWidth = 18

    /// - Parameters:
    ///   - states: what is known of the items; an item that is not in it is new.
    ///   - whole: the whole table below its heading, for a terminal that has room for it.
    ///   - width: columns of the terminal.
    package static func text(
        _ plan: RunPlan, states: [PlanItemID: ItemState], whole: String, width: Int
    ) -> String {
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let heading = lines.first, lines.contains(where: { $0.displayWidth > width }) else { return whole }
        let table = TextTable.text(
            ["name", "changes", "steps", "state"],
            plan.items.map { item in
                [
                    item.id.folder, changes(item), String(item.workload.steps),
                    cut((states[item.id] ?? .new).text, to: max(nameWidth, width - nameWidth - 2)),
                ]
            }, numbers: [2], names: 0, optional: [1, 2], width: width)
        return "\(heading.wrapped(to: width))\n\n\(table)\n\nA wider terminal or a pipe gets the whole table.\n"
    }

    private static func changes(_ item: PlanItem) -> String {
        switch item {
        case .rangeTest: "range test"
        case .run(let run): run.varied.map { "\($0.path): \($0.value.spelling)" }.joined(separator: ", ")
        }
    }

    private static func cut(_ text: String, to columns: Int) -> String {
        text.displayWidth > columns ? text.clipped(to: columns - 1) + "…" : text
    }
}
