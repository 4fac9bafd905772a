import Experiment

/// Checks that the sweeps of a range test leave the trials enough of the budget.
enum RangeTestBudget {
    /// - Parameter served: the run that waits for the range test.
    static func check(_ cost: RangeTestCost, of served: RunSpec, _ problems: inout DiagnosticList) {
        guard let (sweeps, budget) = cost.sweepsBeyondShare else { return }
        let look = cost.looksAtHeldOut ? " with the look at held-out samples that 'metric' asks for" : ""
        var waysOut = ["lower 'repeats' or 'steps'"]
        if cost.fitsByTrainingLoss { waysOut.append("choose 'metric: train_loss'") }
        if cost.fitsSomeBudget { waysOut.append("raise 'budget'") }
        problems.append(
            Diagnostic(
                "the range test's \(cost.spelledSweeps) would process \(sweeps) samples\(look), and its"
                    + " budget with the trials is \(budget); at most \(RangeTestCost.largestSweepShare.words) of it may go"
                    + " to the sweeps: \(waysOut.joined(separator: ", or "))",
                at: served.sources.location(of: "learning_rate.auto")))
    }
}
