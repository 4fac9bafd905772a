import Experiment

/// Smith's cyclical learning rate (arXiv:1506.01186, section 3): up from the minimum to the maximum and down again, in
/// straight lines of `halfCycle` steps each.
struct CyclicalCourse {
    private let minimum: Double
    private let maximum: Double
    private let halfCycle: Int
    private let policy: ScheduleSpec.Cyclical.Policy
    private let gamma: Double

    init(_ spec: ScheduleSpec.Cyclical, runRate: Double, halfCycle: Int) {
        (minimum, maximum) = spec.bounds(runRate: runRate)
        self.halfCycle = halfCycle
        policy = spec.policy
        gamma = spec.gamma
    }

    func rate(at step: Int) -> Double {
        let (cycle, position) = step.quotientAndRemainder(dividingBy: 2 * halfCycle)
        let height = Double(min(position, 2 * halfCycle - position)) / Double(halfCycle)
        let amplitude =
            switch policy {
            case .triangular: 1.0
            case .triangular2: PortableMath.power(0.5, cycle)
            case .expRange: PortableMath.power(gamma, step)
            }
        return minimum + (maximum - minimum) * height * amplitude
    }
}
