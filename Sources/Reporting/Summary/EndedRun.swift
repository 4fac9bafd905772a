import Experiment

/// A run that is done or diverged, by what decides. One that is done has a value: where it lost the validation that
/// decides, nothing is known of it.
struct EndedRun {
    let seed: UInt64
    /// Nil where it diverged.
    let value: Double?
    /// The value of a uniform guess.
    private let guess: Double
    /// Whether that is no worse: the run diverged, or, where the loss decides, has a higher one.
    let isGuess: Bool
    /// Whether it says no more than a guess does: it counts as one, or learned nothing by the validation that decides.
    let isNoBetterThanGuess: Bool

    /// Nil for a run that has not ended, and for one that is done and whose value is not known.
    init?(_ row: ReportRow, _ objective: Objective) {
        let value = row.finalResults.flatMap(objective.value)
        guard let record = row.record, value != nil || row.state == .diverged else { return nil }
        let guess = objective.number(in: record.dataset.uniformGuess)
        isGuess =
            switch objective.metric {
            case .validationAccuracy: value == nil
            case .validationLoss: value.map { $0 > guess } ?? true
            }
        (seed, self.value, self.guess) = (row.run.seed, value, guess)
        isNoBetterThanGuess = isGuess || row.learnedNothing(by: objective)
    }

    /// Its value for shares of a variance. How far a broken network is off says nothing, and one that exploded would be
    /// all that there is.
    var noWorseThanGuess: Double { isGuess ? guess : value ?? guess }

    /// Its value where the best is chosen: the same, and the worst one of all runs for one that diverged.
    /// - Parameter worst: of `noWorseThanGuess`.
    func merit(worst: Double?) -> Double { value == nil ? worst ?? guess : noWorseThanGuess }

    /// Its value where that leaves open which is the best. Of one that diverged, that of a uniform guess or the worst one
    /// of all runs, whichever is worse: to diverge is no advantage over a loss that exploded.
    func result(worst: Double?, by objective: Objective) -> Double {
        value ?? worst.map { objective.advantage(of: guess, over: $0) > 0 ? $0 : guess } ?? guess
    }
}
