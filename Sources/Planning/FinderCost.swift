import Experiment

/// What a range test costs, with the trials that follow it.
enum FinderCost {
    /// Steps that trials may take where the training is so short that its share would show nothing.
    static let leastSteps = 200
    /// Share of a budget that the sweeps may take: the trials decide.
    static let largestSweepShare = 0.5
    /// A budget is below 1.
    private static let largestBudget = 0.99

    /// Where trials follow, the whole budget: the share of the training that is served, or `leastSteps`. Else the
    /// sweeps: one batch a step; an epoch's last batch may be smaller.
    static func workload(
        _ finder: FinderSettings, batchSize: Int, of run: Workload, dataset: DatasetSummary
    ) -> Workload {
        let sweepSteps = saturating(finder.steps, finder.repeats)
        let heldOut = finder.heldOutCount(of: dataset.trainingCount, batchSize: batchSize)
        var cost = Workload(
            parameterCount: run.parameterCount, stepsPerEpoch: run.stepsPerEpoch, steps: sweepSteps, trainingSamples: 0,
            evaluationSamples: saturating(sweepSteps, heldOut))
        if finder.hasTrials {
            cost.steps = budgetSteps(finder, batchSize: batchSize, of: run)
            cost.trainingSamples = max(0, saturating(cost.steps, batchSize) - cost.evaluationSamples)
        } else {
            let sweep = samples(
                steps: finder.steps, batchSize: batchSize, trainingCount: max(1, dataset.trainingCount - heldOut))
            cost.trainingSamples = saturating(sweep, finder.repeats)
        }
        return cost
    }

    static func budgetSteps(_ finder: FinderSettings, batchSize: Int, of run: Workload) -> Int {
        max(leastSteps, Int(finder.budget * Double(run.trainingSamples) / Double(max(1, batchSize))))
    }

    /// Samples of the sweeps and of the whole budget, where the sweeps take more than their share.
    static func sweepsBeyondShare(
        _ finder: FinderSettings, batchSize: Int, of run: Workload, dataset: DatasetSummary
    ) -> (sweeps: Int, budget: Int)? {
        guard finder.hasTrials else { return nil }
        let step = batchSize + finder.heldOutCount(of: dataset.trainingCount, batchSize: batchSize)
        let sweeps = saturating(saturating(finder.steps, finder.repeats), step)
        let budget = saturating(budgetSteps(finder, batchSize: batchSize, of: run), batchSize)
        return Double(sweeps) > largestSweepShare * Double(budget) ? (sweeps, budget) : nil
    }

    /// Whether a larger budget would leave these sweeps their share.
    static func fitSomeBudget(
        _ finder: FinderSettings, batchSize: Int, of run: Workload, dataset: DatasetSummary
    ) -> Bool {
        var generous = finder
        generous.budget = largestBudget
        return sweepsBeyondShare(generous, batchSize: batchSize, of: run, dataset: dataset) == nil
    }

    /// What a user should know of the cost: nil where it is what the budget says.
    static func remark(_ test: PlannedRangeTest, of run: Workload) -> String? {
        let finder = test.settings
        guard finder.hasTrials else { return remark(onSweeps: test, of: run) }
        guard budgetSteps(finder, batchSize: test.configuration.batchSize, of: run) > run.steps else { return nil }
        return "the range test and its trials take \(leastSteps) steps, more than the \(run.steps) of the run that they"
            + " serve: shorter ones would show nothing"
    }

    /// A rule that reads the curve needs the sweeps that it asks for, whatever the budget.
    private static func remark(onSweeps test: PlannedRangeTest, of run: Workload) -> String? {
        let (finder, cost) = (test.settings, test.workload)
        let samples = cost.trainingSamples + cost.evaluationSamples
        let share = Double(samples) / Double(max(1, run.trainingSamples))
        guard cost.steps > leastSteps, share > finder.budget else { return nil }
        let percent = Int(min(share * 100, 1e6).rounded())
        return
            "\(samples) samples go through the range test's \(sweeps(finder)), \(percent) % of what the run trains on:"
            + " 'budget' bounds trials, and '\(finder.suggestion.rawValue)' makes none"
    }

    /// `3 sweeps of 40 steps`
    static func sweeps(_ finder: FinderSettings) -> String {
        finder.repeats == 1 ? "sweep of \(finder.steps) steps" : "\(finder.repeats) sweeps of \(finder.steps) steps"
    }

    private static func samples(steps: Int, batchSize: Int, trainingCount: Int) -> Int {
        let stepsPerEpoch = Workload.stepsPerEpoch(samples: trainingCount, batchSize: batchSize)
        let (epochs, rest) = steps.quotientAndRemainder(dividingBy: max(1, stepsPerEpoch))
        return saturating(epochs, trainingCount) + min(saturating(rest, batchSize), trainingCount)
    }

    private static func saturating(_ a: Int, _ b: Int) -> Int {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        // Sums of a few of them must not overflow either.
        return overflow ? .max / 4 : product
    }
}
