package import Experiment

/// Finds a learning rate by short trainings: three rates half a decade apart, further ones where the best is the
/// outermost, then the best and its neighbours trained on with what is left of the budget (successive halving,
/// Jamieson and Talwalkar, arXiv:1502.07943, over a bracket that is kept). What the survivors and the sweep together
/// speak for is the best rate of a short run, and the drift of `RateScale` carries it to the length of the real one.
///
/// The rates are compared on the same weights and batches: what they share cancels.
package struct TrialSearch {
    /// Decades between neighbouring rates.
    static let spacing = 0.5
    /// Decades between the rates that the first trials may be around.
    static let grid = 0.25
    /// Share of the budget that the first rates get.
    static let firstShare = 0.6
    /// Shorter trials show little but the first batches.
    static let shortest = 10
    /// Of the sweep's fall: a trial that lowered the loss by less has not found its rate. With the words that a verdict
    /// has for the number: they change with it.
    static let shareOfSweep = (value: 1.0 / 3, words: "a third")
    /// Steps outwards while something was learned, and while nothing was.
    static let walks = (learning: 2, lost: FinderSettings.mostWalks)
    /// Of a uniform guess's loss: differences by less between trials that learned nothing are none. They are of the same
    /// weights and samples, so that little is left to chance where rates hardly move the network.
    static let leastGain = 0.001
    /// Times a uniform guess's loss: no batch of a trial whose rate destroys nothing comes so high.
    static let quietPeak = 1.1
    /// Of the lowest loss of all trials: who ended so far above it was shaken. Where samples that are set apart, or batches
    /// after the last step, judge the trials, that shows what the last step did, too.
    static let shaken = 0.05
    /// Of a uniform guess's loss: who lowered it by less has not left the plateau on which a network may begin.
    static let plateau = 0.02
    /// Share of a trial's own drift in what is expected of it: nearly what a short training wants, and a little of what
    /// the run does.
    static let shareOfDrift = 0.9
    /// Decades: a rate so near to another, as a bound may be, would show nothing new.
    static let sameRate = 0.01
    /// Of the spacing, for rounding where rates are told to be neighbours.
    static let slack = 0.1
    /// Decades: what lies nearer to the best rate is not worth trials as long as the run.
    static let finest = 0.1

    private let scale: RateScale
    /// Whether steps are in proportion to the gradient, so that on a plateau a lower rate only takes longer.
    let followsGradient: Bool
    let horizon: Int
    let judge: TrialJudge
    /// log₁₀ of the rates that trials may take: what the ladder climbs.
    let bounds: ClosedRange<Double>
    /// log₁₀ of the run's most probable rate before the first trial, by the usual drift.
    private let mostProbable: Double
    /// What trials are measured by; nil where the sweep's loss never fell clearly, or trials are too short for it.
    let clearSweep: SweepReading?
    /// Whether the sweep's loss never fell clearly.
    let isFlat: Bool
    /// The first loss, where it is far above a uniform guess's.
    let farBegin: Double?
    /// In the order of their rates.
    package private(set) var trials: [TrialState] = []

    /// - Parameters:
    ///   - batchSize: samples of a step.
    ///   - hasBatchNorm: whether the network has a layer that does.
    ///   - horizon: steps of the run that will train at the rate.
    ///   - objective: what the experiment is decided by, and so the trials.
    ///   - constantGuess: what naming the most frequent class for all gets; nil where none is clearly more frequent.
    ///   - ladder: the settings whose `minimum` and `maximum` bound the rates.
    ///   - sweep: nil where it shows nothing.
    package init(
        optimizer: OptimizerSpec, batchSize: Int, hasBatchNorm: Bool = false, horizon: Int, objective: Objective,
        classes: Int,
        constantGuess: Score? = nil, ladder: FinderSettings = FinderSettings(), sweep: SweepReading?
    ) {
        let low = PortableMath.log10(ladder.minimum)
        bounds = low...max(low, PortableMath.log10(ladder.maximum))
        let scale = RateScale(optimizer, batchSize: batchSize, hasBatchNorm: hasBatchNorm)
        let judge = TrialJudge(objective: objective, classes: classes, constantGuess: constantGuess)
        self.scale = scale
        if case .sgd = optimizer { followsGradient = true } else { followsGradient = false }
        self.judge = judge
        self.horizon = max(1, horizon)
        mostProbable = scale.mostProbable(after: sweep)
        // Trials are shorter than they should be where the run is: in so few steps nobody learns what the sweep's forty
        // did.
        clearSweep = sweep?.isClear == true && horizon >= Self.shortest ? sweep : nil
        isFlat = sweep?.isClear != true
        farBegin = sweep.flatMap { $0.beginsFarAbove(judge.uniformGuess) ? $0.begin : nil }
    }

    /// - Returns: nil where a stop was requested.
    package mutating func run(on bench: inout some TrialBench) -> Verdict? {
        let first = steps(share: Self.firstShare, of: bench.stepsLeft, among: FinderSettings.firstTrials)
        // On a grid, so that sweeps which hardly differ lead to the same rates.
        let center = (expected(after: first) / Self.grid).rounded() * Self.grid
        let reach = min(
            Double(FinderSettings.firstTrials - 1) / 2 * Self.spacing, (bounds.upperBound - bounds.lowerBound) / 2)
        let inside = min(max(center, bounds.lowerBound + reach), bounds.upperBound - reach)
        for index in 0..<FinderSettings.firstTrials {
            let logRate = bounded(inside + (Double(index) - Double(FinderSettings.firstTrials - 1) / 2) * Self.spacing)
            guard !hasTried(logRate) else { continue }
            guard train(logRate, to: first, on: &bench) else { return nil }
        }
        guard walk(first, on: &bench), halve(on: &bench), refine(on: &bench) else { return nil }
        return verdict()
    }

    // MARK: Where to look

    /// Decades by which the best rate usually falls from a trial of `steps` steps to the whole run.
    private func drift(from steps: Int) -> Double { scale.drift * decadesToHorizon(from: steps) }

    /// The same by what the sweep and the trials showed, with what comes late. Where the first loss is far above a
    /// guess's, the beginning decides; but a network that a higher rate destroyed warns that another initialization may
    /// be destroyed at a lower one: then the usual drift holds. On a plateau nothing has begun that could end.
    func shownDrift(from best: TrialState) -> Double {
        let decades = decadesToHorizon(from: best.steps)
        guard farBegin != nil else { return (scale.drift + (isOnPlateau ? 0 : scale.lateDrift)) * decades }
        let isWarned = trials.contains { $0.logRate > best.logRate && !judge.hasLearned($0) }
        return (isWarned ? scale.drift : scale.driftFromFarAbove) * decades
    }

    private func decadesToHorizon(from steps: Int) -> Double {
        max(0, PortableMath.log10(Double(horizon) / Double(max(1, steps))))
    }

    /// log₁₀ of what is expected to be best for a trial of `steps` steps. By the usual drift throughout, with which the
    /// sweep's lead was measured.
    func expected(after steps: Int) -> Double { mostProbable + Self.shareOfDrift * drift(from: steps) }

    private func hasTried(_ logRate: Double) -> Bool {
        trials.contains { ($0.logRate - logRate).magnitude < Self.sameRate }
    }

    func bounded(_ logRate: Double) -> Double { min(max(logRate, bounds.lowerBound), bounds.upperBound) }

    private func steps(share: Double, of left: Int, among count: Int) -> Int {
        min(horizon, max(Self.shortest, Int(share * Double(left)) / max(1, count)))
    }

    /// log₁₀ of the next rate outwards while the best rate is the outermost one by more than chance. Downwards while
    /// nothing was learned, or little, unless the highest rate learned and the others did not, or the loss falls the
    /// faster the higher the rate: then all of them are too low. Not downwards either where a lower rate than the best
    /// moved the network less.
    /// - Returns: nil where there is nothing to look for outside, or the rate was tried, as one at a bound may be.
    private func nextRate(after best: TrialState) -> Double? {
        guard let lowest = trials.first, let highest = trials.last else { return nil }
        let isLost = isLost(best)
        let isSlow = isLost && best == highest && isGatheringPace
        let isTooLow = isSlow || isLost && best == highest && isBelowAGuess(best) && !isOutermostByChance(best)
        let next: Double
        if isOnPlateau {
            guard best == highest else { return nil }
            next = highest.logRate + (isGatheringPace ? 2 : 1) * Self.spacing
        } else if best.score == nil || isLost && clearSweep != nil && !isTooLow && !isSlower(below: best) {
            // The sweep learned on its way up to its center: not here, so further down.
            next = lowest.logRate - 2 * Self.spacing
        } else if isOutermostByChance(best), !isLost {
            return nil
        } else if best == lowest {
            next = lowest.logRate - Self.spacing
        } else if best == highest {
            next = highest.logRate + (isSlow ? 2 : 1) * Self.spacing
        } else {
            return nil
        }
        let inside = bounded(next)
        return hasTried(inside) ? nil : inside
    }

    // MARK: Stages; each returns false where a stop was requested

    private mutating func train(_ logRate: Double, to steps: Int, on bench: inout some TrialBench) -> Bool {
        guard let state = bench.train(logRate: logRate, to: steps) else { return false }
        trials.removeAll { $0.logRate == logRate }
        trials.append(state)
        trials.sort { $0.logRate < $1.logRate }
        return true
    }

    /// Outwards as far as `nextRate` leads.
    private mutating func walk(_ steps: Int, on bench: inout some TrialBench) -> Bool {
        var taken = 0
        while bench.stepsLeft >= steps, let best = best(of: trials),
            taken < (isLost(best) ? Self.walks.lost : Self.walks.learning), let next = nextRate(after: best)
        {
            guard train(next, to: steps, on: &bench) else { return false }
            taken += 1
        }
        return true
    }

    /// The best rate and its neighbours share what is left; where the best is the outermost one by chance, the three
    /// outermost ones do.
    private mutating func halve(on bench: inout some TrialBench) -> Bool {
        guard let best = best(of: trials), best.score != nil else { return true }
        let reach = ((isOutermostByChance(best) ? 2 : 1) + Self.slack) * Self.spacing
        let survivors = trials.filter { $0.score != nil && ($0.logRate - best.logRate).magnitude <= reach }
        let target = min(horizon, best.steps + bench.stepsLeft / max(1, survivors.count))
        guard target > best.steps else { return true }
        bench.keep(only: Set(survivors.map(\.logRate)))
        for survivor in survivors {
            guard train(survivor.logRate, to: target, on: &bench) else { return false }
        }
        return true
    }

    /// Where trials are as long as the run itself, what is left goes to rates between the best and its neighbours.
    private mutating func refine(on bench: inout some TrialBench) -> Bool {
        var spacing = Self.spacing / 2
        while let best = best(of: longest), best.steps >= horizon, spacing > Self.finest {
            for next in [best.logRate - spacing, best.logRate + spacing]
            where bench.stepsLeft >= horizon && bounds.contains(next) && !hasTried(next) {
                guard train(next, to: horizon, on: &bench) else { return false }
            }
            spacing /= 2
        }
        return true
    }
}
