/// How many of the training samples a finder sets apart to judge by, and does not train on.
package struct HeldOutCounts: Hashable, Sendable {
    /// In all: each trial is judged by them once.
    package var all: Int
    /// Of them, those that are looked at after each step of a sweep. They are the same after every step: what is special
    /// about them moves no point against another.
    package var perStep: Int

    package init(all: Int, perStep: Int) {
        self.all = all
        self.perStep = perStep
    }
}

extension FinderSettings {
    /// However large the batch: an accuracy over as many has a standard error of about two points.
    private static let mostHeldOut = 512
    /// Of the budget: what the scores of trials may cost, so that most of it is left to training.
    private static let largestJudgingShare = 0.25
    /// Scores that trials are given, the survivors a second time.
    private static let mostScores = firstTrials + mostWalks + survivors

    /// Samples of a training part of `count` that are set apart for the metric `validation_loss`, no more than a tenth.
    /// After a step of a sweep as many as a batch has are looked at, so that a sweep costs about twice as much. As few as
    /// a small batch has tell little of a trial, which they judge only once: it is judged by more, as far as the budget
    /// goes. Of a single sample none can be spared.
    /// - Parameter budget: samples that sweeps and trials may process together.
    package func heldOutCounts(of count: Int, batchSize: Int, budget: Int) -> HeldOutCounts {
        guard metric == .validationLoss, count > 1 else { return HeldOutCounts(all: 0, perStep: 0) }
        let most = max(1, min(Self.mostHeldOut, count / 10))
        let perStep = min(batchSize, most)
        guard hasTrials else { return HeldOutCounts(all: perStep, perStep: perStep) }
        return HeldOutCounts(all: max(perStep, min(most, Self.affordableScore(of: budget))), perStep: perStep)
    }

    /// Samples that one score of a trial may cost.
    /// - Parameter budget: samples that sweeps and trials may process together.
    package static func affordableScore(of budget: Int) -> Int {
        Int(largestJudgingShare * Double(budget)) / mostScores
    }
}
