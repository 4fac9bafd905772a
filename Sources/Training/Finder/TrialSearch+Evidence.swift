import Experiment

/// What the trials and the sweep show.
extension TrialSearch {
    /// The best of `candidates`. On a plateau, which a network leaves the sooner the higher the rate is, the highest rate
    /// that destroyed nothing.
    func best(of candidates: [TrialState]) -> TrialState? {
        guard isOnPlateau else { return judge.best(of: candidates) }
        // What was trained on may have been destroyed after all.
        return candidates.last(where: isQuiet) ?? trials.last(where: isQuiet)
    }

    /// Whether no trial has left the plateau on which a network may begin, such as one of saturated units, with an
    /// optimizer that crosses it the slower the flatter it is. There the lowest loss is an accident of the batches. A
    /// single rate that destroyed nothing may as well be the first that is not too high.
    var isOnPlateau: Bool {
        guard followsGradient, farBegin == nil, trials.count(where: isQuiet) > 1 else { return false }
        return trials.allSatisfy { trial in
            guard let loss = trial.score?.loss else { return true }
            return !judge.hasLearned(trial) && loss > (1 - Self.plateau) * judge.uniformGuess
        }
    }

    /// Whether its loss never rose far above a guess's, nor in the end above the others': too high a rate shows at once.
    private func isQuiet(_ trial: TrialState) -> Bool {
        guard let loss = trial.score?.loss, let peak = trial.peakLoss,
            let lowest = trials.compactMap(\.score?.loss).min()
        else { return false }
        return peak < Self.quietPeak * judge.uniformGuess && loss < (1 + Self.shaken) * lowest
    }

    /// Whether a trial has learned nothing, or little beside what the sweep did in the few steps in which it passed its
    /// best rates: a network that is all but destroyed is right a little more often than by chance.
    func isLost(_ trial: TrialState) -> Bool {
        guard judge.hasLearned(trial), let loss = trial.score?.loss else { return true }
        guard let sweep = clearSweep else { return false }
        let origin = SweepReading.origin(begin: sweep.begin, lowest: sweep.lowest, guess: judge.uniformGuess)
        return origin - loss < Self.shareOfSweep.value * (origin - sweep.lowest)
    }

    /// Whether the loss falls from the third highest rate to the highest one, and the more the higher the rate: so it does
    /// where rates hardly move a network, by steps in proportion to them.
    var isGatheringPace: Bool {
        guard let (first, second) = falls(to: trials.count - 1) else { return false }
        return second > first
    }

    /// Whether two rates below the best one were tried, and the lower one moved the network less: further down it would
    /// be moved even less.
    func isSlower(below best: TrialState) -> Bool {
        trials.firstIndex(of: best).flatMap(falls(to:)) != nil
    }

    /// By how much the loss falls from the trial at `index` - 2 to the next, and from that one to the one at `index`.
    /// - Returns: nil where it does not both times, or by less than chance. What is left of destroyed networks has lower
    ///   losses at higher rates, too, where they begin far above a guess: nil there.
    private func falls(to index: Int) -> (Double, Double)? {
        guard farBegin == nil, index >= 2 else { return nil }
        let losses = trials[index - 2...index].compactMap(\.score?.loss)
        guard losses.count == 3 else { return nil }
        let (first, second) = (losses[0] - losses[1], losses[1] - losses[2])
        return first > 0 && second > 0 && first + second > Self.leastGain * judge.uniformGuess ? (first, second) : nil
    }

    /// Whether a trial learned, and is not sure of what it has wrong: no network that was destroyed.
    func isBelowAGuess(_ trial: TrialState) -> Bool {
        guard let loss = trial.score?.loss else { return false }
        // A loss clearly below shows it also where few samples were judged, and their accuracy is no more than chance.
        return loss < judge.uniformGuess * (judge.hasLearned(trial) ? 1 : 1 - SweepReading.nearGuess)
    }

    /// Whether the best trial is the one of the lowest or the highest rate, and its neighbour did about as well.
    func isOutermostByChance(_ best: TrialState) -> Bool {
        (best == trials.first || best == trials.last) && judge.clearEnd(best, of: trials) == nil
    }

    func isStoppedByBound(_ best: TrialState) -> Bool {
        bounds.hasEnd(at: best.logRate) && judge.clearEnd(best, of: trials) != nil
    }

    /// The trials that were left to decide. Where a plateau's were destroyed by then, shorter ones do (`best(of:)`).
    var longest: [TrialState] { scored(after: trials.filter { $0.score != nil }.map(\.steps).max() ?? 0) }

    /// Those of just so many steps whose loss stayed finite.
    func scored(after steps: Int) -> [TrialState] { trials.filter { $0.steps == steps && $0.score != nil } }
}
