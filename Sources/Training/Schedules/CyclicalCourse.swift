import Experiment

/// Smith's cyclical learning rate (arXiv:1506.01186, section 3), and momentum against it: from one bound to the other
/// and back again, in straight lines of `halfCycle` steps each.
struct CyclicalCourse {
    /// Where cycles begin and end.
    private let base: Double
    private let peak: Double
    private let halfCycle: Int
    private let policy: ScheduleSpec.Cyclical.Policy
    private let gamma: Double

    init(_ spec: ScheduleSpec.Cyclical, runRate: Double, halfCycle: Int) {
        let (minimum, maximum) = spec.bounds(runRate: runRate)
        self.init(spec, base: minimum, peak: maximum, halfCycle: halfCycle)
    }

    /// Momentum, which is at its largest where the rate is at its smallest.
    init(_ spec: ScheduleSpec.Cyclical, momentum: MomentumCycle, halfCycle: Int) {
        self.init(spec, base: momentum.maximum, peak: momentum.minimum, halfCycle: halfCycle)
    }

    private init(_ spec: ScheduleSpec.Cyclical, base: Double, peak: Double, halfCycle: Int) {
        self.base = base
        self.peak = peak
        self.halfCycle = halfCycle
        policy = spec.policy
        gamma = spec.gamma
    }

    func value(at step: Int) -> Double {
        let (cycle, position) = step.quotientAndRemainder(dividingBy: 2 * halfCycle)
        let height = Double(min(position, 2 * halfCycle - position)) / Double(halfCycle)
        let amplitude =
            switch policy {
            case .triangular: 1.0
            case .triangular2: PortableMath.power(0.5, cycle)
            case .expRange: PortableMath.power(gamma, step)
            }
        return base + (peak - base) * height * amplitude
    }
}
