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
        return "\(heading(plan, states))\n\n\(table)"
    }

    private static func heading(_ plan: RunPlan, _ states: [PlanItemID: ItemState]) -> String {
        let left = plan.items.filter { states[$0.id]?.isLeftToDo ?? true }
        let (all, rest) = (cost(of: plan.items), cost(of: left, after: states))
        let addition = left.isEmpty ? "; nothing left to do" : rest == all ? "" : "; \(rest) left to do"
        return "\(plan.experiment): \(all)\(addition)"
    }

    /// `2 runs, 1 range test, 16,800 training samples`
    private static func cost(of items: [PlanItem], after states: [PlanItemID: ItemState] = [:]) -> String {
        func count(_ number: Int, _ noun: String) -> [String] {
            number == 0 ? [] : ["\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"]
        }
        let samples = items.reduce(0) { sum, item in
            let (total, overflow) = sum.addingReportingOverflow(item.samplesLeft(after: states[item.id]?.step ?? 0))
            return overflow ? .max : total
        }
        let counts = count(items.compactMap(\.run).count, "run") + count(items.compactMap(\.rangeTest).count, "range test")
        return (counts + ["\(grouped(samples)) training samples"]).joined(separator: ", ")
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

extension ItemState {
    /// Whether the next start works on it. A run that diverged has its result.
    fileprivate var isLeftToDo: Bool {
        switch word {
        case .new, .failed, .interrupted, .running: true
        case .done, .diverged, .notSelected: false
        }
    }
}

extension PlanItem {
    /// Training samples of a run that is taken up after `step` steps. A range test is repeated as a whole.
    fileprivate func samplesLeft(after step: Int) -> Int {
        guard let run, run.workload.stepsPerEpoch > 0 else { return workload.trainingSamples }
        let (epochs, steps) = step.quotientAndRemainder(dividingBy: workload.stepsPerEpoch)
        // Only an epoch's last batch is smaller.
        let perEpoch = workload.trainingSamples / max(1, run.configuration.epochs)
        return max(0, workload.trainingSamples - epochs * perEpoch - steps * run.configuration.batchSize)
    }
}
