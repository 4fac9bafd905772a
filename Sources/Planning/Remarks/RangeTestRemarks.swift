import Experiment

/// What a user should know of the cost of a range test: where it is not what the budget says. One that is more than may be
/// is refused (`RangeTestBudget`).
enum RangeTestRemarks {
    /// Tells of a cost that is not what the budget says, beside the shortest run: curves serve runs of any length.
    /// - Parameter served: all runs that wait for the range test.
    static func remark(on served: [Candidate], _ remarks: inout DiagnosticList) {
        let costs = served.compactMap { candidate in
            candidate.estimate?.rangeTest.map { (run: candidate.run, cost: $0, samples: $0.run.trainingSamples) }
        }
        guard let shortest = costs.min(by: { $0.samples < $1.samples }) else { return }
        let name = costs.contains { $0.samples > shortest.samples } ? "the shortest of its runs" : "the run"
        guard let message = text(on: shortest.cost, name) else { return }
        let place = shortest.run.sources.location(of: "learning_rate")
        // A part that the command line sets, as `learning_rate.auto.min`, would stand for the whole, and has no say in
        // this: better no place than that one.
        let isOfFile = place?.file != SourceLocation.settings
        remarks.append(Diagnostic(message, at: isOfFile ? place : nil, severity: .note))
    }

    /// - Parameter run: what to call the run that it serves.
    private static func text(on cost: RangeTestCost, _ run: String) -> String? {
        guard cost.finder.hasTrials else { return textOnSweeps(of: cost, run) }
        guard cost.budgetSteps > cost.run.steps else { return nil }
        return
            "the range test and its trials take \(RangeTestCost.leastSteps) steps, more than the \(cost.run.steps) of the"
            + " run that they serve: shorter ones would show nothing"
    }

    /// A rule that reads the curve needs the sweeps that it asks for, whatever the budget.
    private static func textOnSweeps(of cost: RangeTestCost, _ run: String) -> String? {
        let workload = cost.workload
        let samples = workload.trainingSamples + workload.evaluationSamples
        let share = Double(samples) / Double(max(1, cost.run.trainingSamples))
        guard workload.steps > RangeTestCost.leastSteps, share > cost.finder.budget else { return nil }
        let percent = Int(min(share * 100, 1e6).rounded())
        return
            "\(samples) samples go through the range test's \(cost.spelledSweeps), \(percent) % of what \(run)"
            + " trains on: 'budget' bounds trials, and '\(cost.finder.suggestion.rawValue)' makes none"
    }
}
