import Experiment

/// Smith's super-convergence cycle (arXiv:1708.07120) over a whole run, in PyTorch's form: the rate rises to the
/// maximum and falls far below where it began, in two phases, or in three where it first falls back to the beginning.
/// Momentum takes the same way between its own bounds, and ends where it began.
struct OneCycleCourse: CycleCourse {
    private struct Phase {
        /// The step of its last value; not whole, where the rise takes no whole number of steps.
        var end: Double
        var from: Double
        var to: Double
    }

    private let phases: [Phase]
    /// What the run ends with.
    private let last: Double
    private let anneal: ScheduleSpec.OneCycle.Anneal

    init(_ spec: ScheduleSpec.OneCycle, runRate: Double, steps: Int) {
        let (first, peak, last) = spec.rates(runRate: runRate)
        self.init(spec, first: first, peak: peak, last: last, steps: steps)
    }

    /// Momentum, which is at its smallest where the rate is at its peak.
    init(_ spec: ScheduleSpec.OneCycle, momentum: MomentumCycle, steps: Int) {
        self.init(
            spec, first: momentum.maximum, peak: momentum.minimum, last: momentum.maximum, steps: steps)
    }

    private init(_ spec: ScheduleSpec.OneCycle, first: Double, peak: Double, last: Double, steps: Int) {
        self.last = last
        let rise = spec.riseFraction * Double(steps)
        let end = Double(steps - 1)
        anneal = spec.anneal
        phases =
            spec.threePhase
            ? [
                Phase(end: rise - 1, from: first, to: peak), Phase(end: 2 * rise - 2, from: peak, to: first),
                Phase(end: end, from: first, to: last),
            ]
            : [Phase(end: rise - 1, from: first, to: peak), Phase(end: end, from: peak, to: last)]
    }

    func value(at step: Int) -> Double {
        var begin = 0.0
        for phase in phases {
            if Double(step) <= phase.end {
                return value(at: Double(step), in: phase, begin: begin)
            }
            begin = phase.end
        }
        return last
    }

    private func value(at step: Double, in phase: Phase, begin: Double) -> Double {
        let length = phase.end - begin
        guard length > 0 else { return phase.to }  // a rise of a single step
        return switch anneal {
        case .cosine: Annealing.cosine(from: phase.from, to: phase.to, remaining: (phase.end - step) / length)
        case .linear: Annealing.linear(from: phase.from, to: phase.to, share: (step - begin) / length)
        }
    }
}
