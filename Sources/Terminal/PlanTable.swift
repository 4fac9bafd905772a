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
        let runs = plan.runs.map { SharedSettings.Run(configuration: $0.configuration.settings, said: $0.varied) }
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
        let workloads = plan.items.map(\.workload)
        func counts(_ title: String, _ count: (Workload) -> Int) -> TableColumn {
            TableColumn(title, .number, cells: workloads.map { NumberSpelling.grouped(count($0)) })
        }
        return TextTable([
            TableColumn("name", cells: plan.items.map(\.id.folder)), TableColumn("changes", cells: cells),
            TableColumn("seed", .number, cells: plan.items.map { String(seed(of: $0)) }),
            counts("parameters") { $0.parameterCount }, counts("steps") { $0.steps },
            counts("training samples") { $0.trainingSamples }, counts("evaluation samples") { $0.evaluationSamples },
            TableColumn("state", cells: plan.items.map { (states[$0.id] ?? .new).text }),
        ])
    }

    private static func narrow(_ plan: RunPlan, _ states: [PlanItemID: ItemState], width: Int) -> TextTable {
        let items = plan.items
        let told = zip(items, changes(plan)).map { item, changes in item.run == nil ? "range test" : changes }
        let stateWidth = max(leastNameWidth, width - leastNameWidth - 2)
        let columns = [
            TableColumn("name", .name(short: items.map(\.shortName)), cells: items.map(\.id.folder)),
            TableColumn("changes", spare: 1, cells: told),
            TableColumn(
                "steps", .number, spare: 0, cells: items.map { NumberSpelling.grouped($0.workload.steps) }),
            TableColumn(
                "state", cells: items.map { DisplayText.line((states[$0.id] ?? .new).text).cut(to: stateWidth) }),
        ]
        return TextTable(columns, width: width)
    }

    /// What each item sets, or what it tries, as a terminal may show it: a cell that is cut must not grow after.
    private static func changes(_ plan: RunPlan) -> [String] {
        let spellings = SettingSpellings(plan.runs.map(\.varied), limit: settingLimit)
        return plan.items.map { item in
            switch item {
            case .run(let run):
                return run.varied.isEmpty ? TableColumn.none : DisplayText.line(spellings.text(run.varied))
            case .rangeTest(let test):
                let (low, high) = (
                    NumberSpelling.canonical(test.settings.minimum), NumberSpelling.canonical(test.settings.maximum)
                )
                let trials = test.settings.hasTrials ? ", then trials" : ""
                return "range test \(low) … \(high), \(test.settings.mode.rawValue)\(trials)"
            }
        }
    }

    private static func seed(of item: PlanItem) -> UInt64 {
        switch item {
        case .run(let run): run.configuration.seed
        case .rangeTest(let test): test.seed
        }
    }
}
