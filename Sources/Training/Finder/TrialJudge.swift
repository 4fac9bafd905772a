import Experiment

/// Compares trials by what decides the experiment.
struct TrialJudge {
    /// Decades by which the best rate of a short training often differs from what a sweep shows.
    private static let expectation = 0.5
    /// Of the trials' spacing: rates over a wider stretch that did about as well are no clear choice. Neighbours that
    /// were tried first are farther apart.
    private static let clearStretch = 0.8

    /// Standard errors of one trial: a smaller difference to the best is no difference. The trials see the same samples,
    /// so that this is more than the chance in their difference.
    private static let levelErrors = 2.0

    let objective: Objective
    let classes: Int
    /// What naming the most frequent class for all training samples gets; nil where none is clearly more frequent.
    let constantGuess: Score?

    var uniformGuess: Double { Score.uniformGuessLoss(classes: classes) }

    /// The best trial; where none has a finite loss, the one of the lowest rate.
    func best(of trials: [TrialState]) -> TrialState? { best(of: trials, by: objective.metric) }

    private func best(of trials: [TrialState], by metric: Objective.Metric) -> TrialState? {
        // A network that was destroyed may have a lower loss than one that is right more often, and sure of it when it
        // is wrong. Accuracy says nothing while all are at chance; the loss may.
        let learned = trials.filter(hasLearned)
        let metric = learned.isEmpty ? .validationLoss : metric
        return (learned.isEmpty ? trials : learned).min { a, b in
            let (x, y) = (value(a, metric), value(b, metric))
            // All may be right about every sample.
            return x != y ? x < y : (a.score?.loss ?? .infinity) < (b.score?.loss ?? .infinity)
        }
    }

    /// Whether more samples were right than by chance, which is what one class for all, or a guess, gets right. Who is
    /// right no more often than by naming one class may know which samples are not of it: then the loss is clearly below
    /// the entropy of the classes' shares.
    func hasLearned(_ trial: TrialState) -> Bool {
        guard let score = trial.score else { return false }
        let chance = max(ChanceAccuracy.uniformGuess(classes: classes), constantGuess?.accuracy ?? 0)
        if score.accuracy > chance + ChanceAccuracy.reach(of: chance, count: trial.judged) { return true }
        return constantGuess.map { score.loss < (1 - SweepReading.nearGuess) * $0.loss } ?? false
    }

    /// Lower is better.
    private func value(_ trial: TrialState, _ metric: Objective.Metric) -> Double {
        guard let score = trial.score else { return .infinity }
        return switch metric {
        case .validationAccuracy: 1 - score.accuracy
        case .validationLoss: score.loss
        }
    }

    /// log₁₀ of the best rate as far as trials and sweep together tell: the middle between what the objective says and
    /// what the loss says, which is less noisy than an accuracy. Above the loss of a uniform guess the loss tells how
    /// large the logits are, and has no say.
    /// - Parameters:
    ///   - spacing: decades between neighbouring trials. The loss moves the rate by half of it at most.
    ///   - expected: log₁₀ of the rate that was most probable before the first trial.
    func estimate(from trials: [TrialState], spacing: Double, expected: Double) -> Double? {
        guard let best = best(of: trials) else { return nil }
        let learned = trials.filter(hasLearned)
        guard let lowest = learned.compactMap(\.score?.loss).min() else {
            return vertex(of: trials, around: best, spacing: spacing, by: .validationLoss)
        }
        // The loss of a destroyed network says nothing of its rate.
        let byLoss = mean(of: learned, spacing: spacing, expected: expected, by: .validationLoss)
        guard objective.metric == .validationAccuracy else { return byLoss }
        let byObjective = mean(of: trials, spacing: spacing, expected: expected, by: .validationAccuracy)
        guard lowest < uniformGuess else { return byObjective }
        return byObjective + max(-spacing, min(spacing, byLoss - byObjective)) / 2
    }

    /// The mean over the trials' log₁₀ of the rate, each weighed by how likely it is the best one, by what it did worse
    /// than the best in terms of chance and by how far it lies from what was expected. The best stands for the bottom
    /// of the parabola. So what did much worse has no say, and where trials hardly differ, their accidents cancel.
    private func mean(
        of trials: [TrialState], spacing: Double, expected: Double, by metric: Objective.Metric
    ) -> Double {
        guard let best = best(of: trials, by: metric) else { return expected }
        let vertex = vertex(of: trials, around: best, spacing: spacing, by: metric)
        var (sum, weights) = (0.0, 0.0)
        for trial in trials {
            let logRate = trial == best ? vertex : trial.logRate
            // Standard errors of a difference, doubled: batches are not all that differs from one training to another.
            let worse = max(0, deficit(of: trial, to: best, by: metric)) / (2 * 2.0.squareRoot())
            // Cauchy's distribution: a sweep that misleads, misleads by decades.
            let away = (logRate - expected) / Self.expectation
            let weight = PortableMath.exp(-0.5 * worse * worse) / (1 + away * away)
            sum += weight * logRate
            weights += weight
        }
        return weights > 0 ? sum / weights : vertex
    }

    /// log₁₀ of the rate at the bottom of the parabola through the best trial and its neighbours; the best one's own
    /// where it has none on one side.
    private func vertex(
        of trials: [TrialState], around best: TrialState, spacing: Double, by metric: Objective.Metric
    ) -> Double {
        guard let index = trials.firstIndex(of: best), index > 0, index + 1 < trials.count else { return best.logRate }
        let (left, right) = (trials[index - 1], trials[index + 1])
        let middle = value(best, metric)
        let (a, b) = (left.logRate - best.logRate, right.logRate - best.logRate)
        let (u, v) = (value(left, metric) - middle, value(right, metric) - middle)
        // y = p·x² + q·x through (a, u), (0, 0), (b, v)
        let determinant = a * b * (a - b)
        let p = (b * u - a * v) / determinant
        let q = (a * a * v - b * b * u) / determinant
        guard p > 0 else { return best.logRate }
        return best.logRate + max(-spacing / 2, min(spacing / 2, -q / (2 * p)))
    }

    /// - Parameters:
    ///   - survivors: the trials that decided.
    ///   - bounds: log₁₀ of the rates that trials may take.
    func confidence(
        in best: TrialState, among survivors: [TrialState], all: [TrialState], within bounds: ClosedRange<Double>
    ) -> (RangeTestOutcome.Confidence, String) {
        // Whoever stopped there may have better rates beyond.
        func end(_ logRate: Double) -> String { bounds.endName(at: logRate) }
        guard hasLearned(best) else {
            return (
                .unsure,
                "no trial of \(WordList.count(best.steps, "step")) learned more than chance; the lowest loss decided"
                    + end(best.logRate)
            )
        }
        guard all.count > 1 else { return (.unsure, "'min' and 'max' leave no other rate to compare with") }
        if let outermost = clearEnd(best, of: all) {
            return (.unsure, "the best of the rates tried is the \(outermost.rawValue) one\(end(best.logRate))")
        }
        // Who has learned no more than chance may still have done no worse than the best by more than chance.
        let level = survivors.filter { deficit(of: $0, to: best) <= Self.levelErrors }.map(\.logRate)
        let (low, high) = (level.first ?? best.logRate, level.last ?? best.logRate)
        // Rates that refine the best one are level with it as a matter of course; beyond them something did worse.
        let (below, above) = (all.last { $0.logRate < low }, all.first { $0.logRate > high })
        if let below, let above, high - low <= Self.clearStretch * TrialSearch.spacing {
            let (rates, them) =
                low < high
                ? ("\(Self.spelled(low)) to \(Self.spelled(high))", "them") : (Self.spelled(best.logRate), "it")
            let reach = (1 + TrialSearch.slack) * TrialSearch.spacing
            // Where the walk took a step of a whole decade, the best rate may lie within it.
            if let far = low - below.logRate > reach ? below : above.logRate - high > reach ? above : nil {
                let beyond = Self.spelled(far.logRate)
                return (.broad, "\(rates) did best, but none was tried between \(them) and \(beyond)")
            }
            return (.clear, "\(rates) did best, and the rates around \(them) worse by more than chance")
        }
        let ends = [low, high].map { logRate in
            let name = end(logRate)
            return Self.spelled(logRate) + (name.isEmpty ? "" : "\(name),")
        }
        return (.broad, "the trials at rates from \(ends.joined(separator: " to ")) did about as well")
    }

    /// The rate of a trial, as a suggestion is written.
    static func spelled(_ logRate: Double) -> String {
        NumberSpelling.canonical(NumberSpelling.suggestedRate(PortableMath.power10(logRate)))
    }

    /// `2.303`, `57.81`: four digits.
    static func spelled(loss: Double) -> String {
        NumberSpelling.canonical(NumberSpelling.rounded(loss, digits: 4))
    }

    /// The best trial and those that did about as well, in the order of their rates.
    func level(with best: TrialState, among trials: [TrialState]) -> [TrialState] {
        trials.filter { isLevel($0, with: best) }
    }

    /// Whether the trial learned, and did about as well as the best.
    func isLevel(_ trial: TrialState, with best: TrialState) -> Bool {
        hasLearned(trial) ? deficit(of: trial, to: best) <= Self.levelErrors : trial == best
    }

    /// An end of the trials, in the order of their rates; raw values are its words.
    enum End: String { case lowest, highest }

    /// The end at which the best of `trials` lies by more than chance: its neighbour did worse or learned nothing, or it
    /// has none.
    func clearEnd(_ best: TrialState, of trials: [TrialState]) -> End? {
        func isLeftBehind(_ neighbour: TrialState?) -> Bool { neighbour.map { !isLevel($0, with: best) } ?? true }
        if best == trials.first { return isLeftBehind(trials.dropFirst().first) ? .lowest : nil }
        if best == trials.last { return isLeftBehind(trials.dropLast().last) ? .highest : nil }
        return nil
    }

    private func deficit(of trial: TrialState, to best: TrialState) -> Double {
        deficit(of: trial, to: best, by: objective.metric)
    }

    /// What a trial did worse than the best one, in standard errors of the best one: those of a network that explodes
    /// are as large as its loss.
    private func deficit(of trial: TrialState, to best: TrialState, by metric: Objective.Metric) -> Double {
        guard let score = trial.score, let reference = best.score else { return .infinity }
        // Where an accuracy decides, a loss refines what that says, and its spread is taken in proportion to the error's.
        if metric == .validationLoss, metric == objective.metric, let error = best.lossError {
            return (score.loss - reference.loss) / max(error, 1e-12)
        }
        // Not even all samples right, or all wrong, is without a chance.
        let least = 1 / Double(max(2, best.judged))
        let share = min(max(1 - reference.accuracy, least), 1 - least)
        let difference =
            switch metric {
            case .validationAccuracy: reference.accuracy - score.accuracy
            case .validationLoss: (score.loss - reference.loss) / max(reference.loss, 1e-9) * share
            }
        return difference / ChanceAccuracy.standardError(of: share, count: best.judged)
    }
}
