import Experiment

/// What a plan comes to in one line.
enum PlanHeading {
    /// `fashion: 12 runs, 1 range test, 2,915,968 training samples; nothing left to do`
    static func text(_ plan: RunPlan, _ states: [PlanItemID: ItemState]) -> String {
        let left = plan.items.filter { states[$0.id]?.isLeftToDo ?? true }
        let (all, rest) = (cost(of: plan.items), cost(of: left, after: states))
        let addition = left.isEmpty ? "; nothing left to do" : rest == all ? "" : "; \(rest) left to do"
        return "\(plan.experiment): \(all)\(addition)"
    }

    /// `2 runs, 1 range test, 16,800 training samples`
    private static func cost(of items: [PlanItem], after states: [PlanItemID: ItemState] = [:]) -> String {
        let samples = items.reduce(0) { sum, item in
            let (total, overflow) = sum.addingReportingOverflow(item.samplesLeft(after: states[item.id]?.step ?? 0))
            return overflow ? .max : total
        }
        let (runs, rangeTests) = (items.compactMap(\.run).count, items.compactMap(\.rangeTest).count)
        let kinds = [(runs, "run"), (rangeTests, "range test")].filter { number, _ in number > 0 }
        return (kinds + [(samples, "training sample")]).map { counted($0, $1) }.joined(separator: ", ")
    }

    /// `16,800 training samples`
    static func counted(_ number: Int, _ noun: String) -> String {
        WordList.count(number, spelled: NumberSpelling.grouped(number), noun)
    }
}

extension ItemState {
    /// Whether the next start works on it. A run that diverged has its result.
    fileprivate var isLeftToDo: Bool {
        switch word {
        case .new, .failed, .interrupted, .running: true
        case .done, .diverged, .notSelected, .notNeeded: false
        }
    }
}

extension PlanItem {
    /// Training samples of an item that is taken up after `step` steps.
    fileprivate func samplesLeft(after step: Int) -> Int {
        // As far as the item goes, whatever a record says.
        let step = min(max(0, step), workload.steps)
        guard let run, run.workload.stepsPerEpoch > 0 else {
            // About: some steps cost an evaluation besides, and with trials `steps` are the budget's batches.
            let share = Double(step) / Double(max(1, workload.steps))
            return Int(Double(workload.trainingSamples) * (1 - share))
        }
        let (epochs, steps) = step.quotientAndRemainder(dividingBy: workload.stepsPerEpoch)
        // Only an epoch's last batch is smaller.
        let perEpoch = workload.trainingSamples / max(1, run.configuration.epochs)
        return max(0, workload.trainingSamples - epochs * perEpoch - steps * run.configuration.batchSize)
    }
}
