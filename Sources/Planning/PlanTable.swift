package import Experiment

/// The plan as an aligned table for people. The same plan and states give the same bytes.
package enum PlanTable {
    /// Characters of the longest cell; a list of layers would otherwise push everything else off the screen.
    private static let cellLimit = 60

    /// - Parameter states: what is known of the items from earlier starts; an item that is not in it is new.
    package static func render(_ plan: RunPlan, states: [PlanItemID: ItemState] = [:]) -> String {
        var rows = [
            ["name", "changes", "seed", "parameters", "steps", "training samples", "evaluation samples", "state"]
        ]
        for item in plan.items {
            let (changes, seed, workload) = description(of: item)
            rows.append([
                cut(item.id.folder, to: 110), cut(changes, to: cellLimit), String(seed),
                grouped(workload.parameterCount), grouped(workload.steps), grouped(workload.trainingSamples),
                grouped(workload.evaluationSamples), (states[item.id] ?? .new).text,
            ])
        }
        let table = align(rows, textColumns: [0, 1, 7])
        return "\(heading(plan))\n\n\(table)"
    }

    private static func heading(_ plan: RunPlan) -> String {
        func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
        let runs = count(plan.runs.count, "run")
        let tests = plan.rangeTests.isEmpty ? "" : ", \(count(plan.rangeTests.count, "range test"))"
        let samples = plan.items.reduce(0) { sum, item in
            let (total, overflow) = sum.addingReportingOverflow(item.workload.trainingSamples)
            return overflow ? .max : total
        }
        return "\(plan.experiment): \(runs)\(tests), \(grouped(samples)) training samples"
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

    private static func align(_ rows: [[String]], textColumns: Set<Int>) -> String {
        let widths = rows.reduce(into: [Int]()) { widths, row in
            for (column, cell) in row.enumerated() {
                if column < widths.count {
                    widths[column] = max(widths[column], cell.count)
                } else {
                    widths.append(cell.count)
                }
            }
        }
        return rows.map { row in
            var line = ""
            for (column, (cell, width)) in zip(row, widths).enumerated() {
                let gap = String(repeating: " ", count: width - cell.count)
                line += (column == 0 ? "" : "  ") + (textColumns.contains(column) ? cell + gap : gap + cell)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line + "\n"
        }.joined()
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        text.count <= limit ? text : text.prefix(limit - 1) + "…"
    }

    /// `1,234,567`.
    private static func grouped(_ number: Int) -> String {
        var digits = String(number)
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = String(digits.dropLast(3))
        }
        return ([digits[...]] + groups).joined(separator: ",")
    }
}
