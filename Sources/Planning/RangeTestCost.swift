import Experiment

/// What a range test costs, with the trials that follow it.
struct RangeTestCost {
    /// Steps that trials may take where the training is so short that its share would show nothing.
    static let leastSteps = 200
    /// Share of a budget that the sweeps may take: the trials decide. With the words that an error has for the number:
    /// they change with it.
    static let largestSweepShare = (value: 0.5, words: "half")
    /// A budget is below 1.
    private static let largestBudget = 0.99

    private(set) var finder: FinderSettings
    private let batchSize: Int
    /// Of the run that it serves.
    let run: Workload
    private let trainingCount: Int

    init(_ finder: FinderSettings, batchSize: Int, of run: Workload, dataset: DatasetSummary) {
        self.finder = finder
        self.batchSize = batchSize
        self.run = run
        trainingCount = dataset.trainingCount
    }

    /// Where trials follow, the whole budget: the share of the training that is served, or `leastSteps`; what judges
    /// the trials by held-out samples comes from their training. Else the sweeps: one batch a step; an epoch's last
    /// batch may be smaller.
    var workload: Workload {
        let sweepSteps = Self.saturating(finder.steps, finder.repeats)
        var cost = Workload(
            parameterCount: run.parameterCount, stepsPerEpoch: run.stepsPerEpoch, steps: sweepSteps, trainingSamples: 0,
            evaluationSamples: Self.saturating(sweepSteps, heldOut.perStep))
        if finder.hasTrials {
            cost.steps = budgetSteps
            cost.trainingSamples = max(0, budgetSamples - cost.evaluationSamples)
        } else {
            cost.trainingSamples = Self.saturating(sweepSamples, finder.repeats)
        }
        return cost
    }

    /// Samples that are set apart to judge by.
    var heldOut: HeldOutCounts {
        finder.heldOutCounts(of: trainingCount, batchSize: batchSize, budget: budgetSamples)
    }

    private var budgetSamples: Int { Self.saturating(budgetSteps, batchSize) }

    /// Of the sweeps and trials together.
    var budgetSteps: Int {
        max(Self.leastSteps, Int(finder.budget * Double(run.trainingSamples) / Double(max(1, batchSize))))
    }

    /// Samples that one of its epochs trains on.
    var samplesPerEpoch: Int { max(1, trainingCount - heldOut.all) }

    /// Without the samples that are held out: its workload counts in epochs of the run.
    private var ownStepsPerEpoch: Int {
        max(1, Workload.stepsPerEpoch(samples: samplesPerEpoch, batchSize: batchSize))
    }

    /// Whether a whole sweep, or a trial, comes to the end of an epoch.
    var endsEpochs: Bool { max(finder.steps, trialSteps) >= ownStepsPerEpoch }

    /// Of a trial where the first ones share all that whole sweeps leave: about as long are those that decide.
    private var trialSteps: Int {
        guard finder.hasTrials else { return 0 }
        let (sweeps, budget) = samples
        return min(run.steps, max(0, budget - sweeps) / max(1, batchSize) / FinderSettings.firstTrials)
    }

    /// Of one sweep, which goes on with the next epoch where it is longer than one.
    private var sweepSamples: Int {
        let (epochs, rest) = finder.steps.quotientAndRemainder(dividingBy: ownStepsPerEpoch)
        return Self.saturating(epochs, samplesPerEpoch) + min(Self.saturating(rest, batchSize), samplesPerEpoch)
    }

    /// Samples of the sweeps and of the whole budget, where the sweeps take more than their share.
    var sweepsBeyondShare: (sweeps: Int, budget: Int)? {
        guard finder.hasTrials else { return nil }
        let (sweeps, budget) = samples
        return Double(sweeps) > Self.largestSweepShare.value * Double(budget) ? (sweeps, budget) : nil
    }

    /// Of whole sweeps, held-out ones with each step, and of the budget that trials share with them.
    private var samples: (sweeps: Int, budget: Int) {
        let sweepSteps = Self.saturating(finder.steps, finder.repeats)
        return (Self.saturating(sweepSteps, batchSize + heldOut.perStep), budgetSamples)
    }

    /// Whether a larger budget would leave these sweeps their share.
    var fitsSomeBudget: Bool {
        var generous = self
        generous.finder.budget = Self.largestBudget
        return generous.sweepsBeyondShare == nil
    }

    /// Whether a look at held-out samples follows each step of the sweeps.
    var looksAtHeldOut: Bool { heldOut.perStep > 0 }

    /// Whether without that look these sweeps would keep to their share.
    var fitsByTrainingLoss: Bool {
        var bare = self
        bare.finder.metric = .trainLoss
        return bare.sweepsBeyondShare == nil
    }

    /// `3 sweeps of 40 steps`
    var spelledSweeps: String {
        finder.repeats == 1 ? "sweep of \(finder.steps) steps" : "\(finder.repeats) sweeps of \(finder.steps) steps"
    }

    private static func saturating(_ a: Int, _ b: Int) -> Int {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        // Sums of a few of them must not overflow either.
        return overflow ? .max / 4 : product
    }
}
