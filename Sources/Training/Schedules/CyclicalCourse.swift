import Experiment

/// Smith's cyclical learning rate (arXiv:1506.01186, section 3), and momentum against it: from one bound to the other
/// and back again, in straight lines of `halfCycle` steps each. That need not be a whole number: rounded, what it is off
/// by would add up over many cycles, and the run would end away from where a cycle does.
struct CyclicalCourse: CycleCourse {
    /// Where cycles begin and end.
    private let base: Double
    private let peak: Double
    private let halfCycle: Double
    private let policy: ScheduleSpec.Cyclical.Policy
    private let gamma: Double

    init(_ spec: ScheduleSpec.Cyclical, runRate: Double, stepsPerEpoch: Int) {
        let (minimum, maximum) = spec.bounds(runRate: runRate)
        self.init(spec, base: minimum, peak: maximum, stepsPerEpoch: stepsPerEpoch)
    }

    /// Momentum, which is at its largest where the rate is at its smallest.
    init(_ spec: ScheduleSpec.Cyclical, momentum: MomentumCycle, stepsPerEpoch: Int) {
        self.init(spec, base: momentum.maximum, peak: momentum.minimum, stepsPerEpoch: stepsPerEpoch)
    }

    private init(_ spec: ScheduleSpec.Cyclical, base: Double, peak: Double, stepsPerEpoch: Int) {
        self.base = base
        self.peak = peak
        halfCycle = spec.stepSize.exactSteps(perEpoch: stepsPerEpoch)
        policy = spec.policy
        gamma = spec.gamma
    }

    func value(at step: Int) -> Double {
        // The remainder is exact; so is the number of whole cycles, once rounded.
        let position = Double(step).truncatingRemainder(dividingBy: 2 * halfCycle)
        let cycle = Int(((Double(step) - position) / (2 * halfCycle)).rounded())
        let height = min(position, 2 * halfCycle - position) / halfCycle
        let amplitude =
            switch policy {
            case .triangular: 1.0
            case .triangular2: PortableMath.power(0.5, cycle)
            case .expRange: PortableMath.power(gamma, step)
            }
        return base + (peak - base) * height * amplitude
    }
}
