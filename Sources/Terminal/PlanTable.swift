package import Experiment

/// The plan as an aligned table for people. The same plan, states and width give the same bytes.
package enum PlanTable {
    /// Columns of a setting; a list of layers would otherwise push everything else off the screen.
    private static let settingLimit = 40
    /// Columns of all settings of a run, where these tell it from the others.
    private static let cellLimit = 60
    /// Columns that a long state leaves to the names where room is short.
    private static let leastNameWidth = 18

    /// - Parameters:
    ///   - states: what is known of the items from earlier starts; an item that is not in it is new.
    ///   - width: columns of a terminal. Where the whole table has no room, names and states stand, and what else fits.
    package static func render(_ plan: RunPlan, states: [PlanItemID: ItemState] = [:], width: Int = .max) -> String {
        let heading = PlanHeading.text(plan, states).wrapped(to: width)
        // Specs that differ in what the lines do not tell have the same ones.
        let datasets = plan.datasets.map { "\n" + DatasetLines.text($0, width: width) }.uniqued().joined()
        let runs = plan.runs.map { SharedSettings.Run(configuration: $0.configuration.settings, said: settings($0)) }
        let shared = SharedSettings.line(runs, besides: ["seed"])
        let about = datasets + (shared.map { "\n" + DisplayText.shown($0).wrapped(to: width) } ?? "")
        let whole = whole(plan, states)
        if whole.width <= width { return "\(heading)\(about)\n\n\(whole.text)\n" }
        return """
            \(heading)\(about)

            \(narrow(plan, states, width: width).text)

            A wider terminal or a pipe gets the whole table.

            """
    }

    private static func whole(_ plan: RunPlan, _ states: [PlanItemID: ItemState]) -> TextTable {
        let changes = changes(plan)
        let standingFor = Dictionary(grouping: Set(changes)) { $0.cut(to: cellLimit) }
        // What is cut as another one stands whole.
        let cells = changes.map { standingFor[$0.cut(to: cellLimit)]?.count == 1 ? $0.cut(to: cellLimit) : $0 }
        let rows = zip(plan.items, cells).map { item, cell in
            let workload = item.workload
            return [
                item.id.folder, cell, String(seed(of: item)),
                NumberSpelling.grouped(workload.parameterCount), NumberSpelling.grouped(workload.steps),
                NumberSpelling.grouped(workload.trainingSamples), NumberSpelling.grouped(workload.evaluationSamples),
                (states[item.id] ?? .new).text,
            ]
        }
        return TextTable(
            ["name", "changes", "seed", "parameters", "steps", "training samples", "evaluation samples", "state"], rows,
            numbers: [2, 3, 4, 5, 6])
    }

    private static func narrow(_ plan: RunPlan, _ states: [PlanItemID: ItemState], width: Int) -> TextTable {
        let rows = zip(plan.items, changes(plan)).map { item, changes in
            let told = item.run == nil ? "range test" : changes
            let state = (states[item.id] ?? .new).text.cut(to: max(leastNameWidth, width - leastNameWidth - 2))
            return [item.id.folder, told, NumberSpelling.grouped(item.workload.steps), state]
        }
        return TextTable(
            ["name", "changes", "steps", "state"], rows, numbers: [2], names: (0, plan.items.map(\.shortName)),
            optional: [1, 2], width: width)
    }

    /// What each item sets, or what it tries.
    private static func changes(_ plan: RunPlan) -> [String] {
        let spellings = SettingSpellings(plan.runs.map(settings), limit: settingLimit)
        return plan.items.map { item in
            switch item {
            case .run(let run):
                return run.varied.isEmpty ? "–" : spellings.text(settings(run))
            case .rangeTest(let test):
                let (low, high) = (
                    NumberSpelling.canonical(test.settings.minimum), NumberSpelling.canonical(test.settings.maximum)
                )
                let trials = test.settings.hasTrials ? ", then trials" : ""
                return "range test \(low) … \(high), \(test.settings.mode.rawValue)\(trials)"
            }
        }
    }

    /// What its entry sets.
    private static func settings(_ run: PlannedRun) -> [Setting] { run.varied.map { Setting($0.path, $0.value) } }

    private static func seed(of item: PlanItem) -> UInt64 {
        switch item {
        case .run(let run): run.configuration.seed
        case .rangeTest(let test): test.seed
        }
    }
}
