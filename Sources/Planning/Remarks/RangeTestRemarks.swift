import Experiment

/// What a user should know of the cost of a range test: where it is more than may be, or not what the budget says.
enum RangeTestRemarks {
    /// Refuses sweeps that leave the trials too little of the budget.
    /// - Parameter served: the run that waits for the range test.
    static func check(_ cost: RangeTestCost, of served: RunSpec, _ problems: inout DiagnosticList) {
        guard let (sweeps, budget) = cost.sweepsBeyondShare else { return }
        let look = cost.looksAtHeldOut ? " with the look at held-out samples that 'metric' asks for" : ""
        var waysOut = ["lower 'repeats' or 'steps'"]
        if cost.fitsByTrainingLoss { waysOut.append("choose 'metric: train_loss'") }
        if cost.fitsSomeBudget { waysOut.append("raise 'budget'") }
        problems.append(
            Diagnostic(
                "the range test's \(spelledSweeps(of: cost.finder)) would process \(sweeps) samples\(look), and its"
                    + " budget with the trials is \(budget); at most \(RangeTestCost.largestSweepShare.words) of it may go"
                    + " to the sweeps: \(waysOut.joined(separator: ", or "))",
                at: served.sources.location(of: "learning_rate.auto")))
    }

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
            "\(samples) samples go through the range test's \(spelledSweeps(of: cost.finder)), \(percent) % of what the"
            + " run trains on: 'budget' bounds trials, and '\(cost.finder.suggestion.rawValue)' makes none"
    }

    /// `3 sweeps of 40 steps`
    private static func spelledSweeps(of finder: FinderSettings) -> String {
        finder.repeats == 1 ? "sweep of \(finder.steps) steps" : "\(finder.repeats) sweeps of \(finder.steps) steps"
    }
}
