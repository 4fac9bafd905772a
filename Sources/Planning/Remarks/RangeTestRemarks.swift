import Experiment

/// What a user should know of the cost of a range test: where it is not what the budget says. One that is more than may be
/// is refused (`RangeTestBudget`).
enum RangeTestRemarks {
    /// Tells of a cost that is not what the budget says.
    /// - Parameter served: the first run that waits for the range test.
    static func remark(on cost: RangeTestCost, of served: RunSpec, _ remarks: inout DiagnosticList) {
        guard let message = text(on: cost) else { return }
        let place = served.sources.location(of: "learning_rate")
        // A part that the command line sets, as `learning_rate.auto.min`, would stand for the whole, and has no say in
        // this: better no place than that one.
        let isOfFile = place?.file != SourceLocation.settings
        remarks.append(Diagnostic(message, at: isOfFile ? place : nil, severity: .note))
    }

    private static func text(on cost: RangeTestCost) -> String? {
        guard cost.finder.hasTrials else { return textOnSweeps(of: cost) }
        guard cost.budgetSteps > cost.run.steps else { return nil }
        return
            "the range test and its trials take \(RangeTestCost.leastSteps) steps, more than the \(cost.run.steps) of the"
            + " run that they serve: shorter ones would show nothing"
    }

    /// A rule that reads the curve needs the sweeps that it asks for, whatever the budget.
    private static func textOnSweeps(of cost: RangeTestCost) -> String? {
        let workload = cost.workload
        let samples = workload.trainingSamples + workload.evaluationSamples
        let share = Double(samples) / Double(max(1, cost.run.trainingSamples))
        guard workload.steps > RangeTestCost.leastSteps, share > cost.finder.budget else { return nil }
        let percent = Int(min(share * 100, 1e6).rounded())
        return
            "\(samples) samples go through the range test's \(cost.spelledSweeps), \(percent) % of what the"
            + " run trains on: 'budget' bounds trials, and '\(cost.finder.suggestion.rawValue)' makes none"
    }
}
