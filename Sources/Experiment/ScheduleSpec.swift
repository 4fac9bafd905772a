/// How the learning rate moves during a run: a course, and an optional warm-up before it takes
/// full effect. Definitions are PyTorch's (`torch.optim.lr_scheduler`), counted in steps.
package struct ScheduleSpec: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case constant
        /// Multiplied by `gamma` after every `every` (StepLR).
        case step(every: TrainingSpan, gamma: Double = 0.1)
        /// Multiplied by `gamma` at each milestone (MultiStepLR).
        case multiStep(milestones: [TrainingSpan], gamma: Double = 0.1)
        /// Multiplied by `gamma` after every epoch (ExponentialLR).
        case exponential(gamma: Double)
        /// Half a cosine from the run's rate to `minimum` over the whole run (CosineAnnealingLR,
        /// arXiv:1608.03983 without restarts).
        case cosine(minimum: Double = 0)
        case cyclical(Cyclical)
        case oneCycle(OneCycle)
    }

    /// Smith's cyclical learning rate (arXiv:1506.01186; CyclicLR).
    package struct Cyclical: Hashable, Sendable {
        package enum Policy: String, CaseIterable, Sendable {
            case triangular, triangular2
            case expRange = "exp_range"
        }
        package var policy: Policy
        /// Bounds. With `learning_rate: auto` nil takes the range test's; where the run's rate is fixed, or the test
        /// found no range, nil is that rate for the maximum and a quarter of the maximum for the minimum (the paper's
        /// rule). That ratio holds too where the test's bound would not fit the given one.
        package var minimum: Double?
        package var maximum: Double?
        /// Half a cycle, which need not be whole steps. Where the file does not set it, `wholeCycles(in:)`.
        package var stepSize: TrainingSpan
        /// Amplitude factor per step for `exp_range`, at most 1.
        package var gamma: Double
        /// nil leaves momentum to the optimizer, unlike CyclicLR, which moves it unless told not to.
        package var momentum: MomentumCycle?

        package init(
            policy: Policy = .triangular, minimum: Double? = nil, maximum: Double? = nil,
            stepSize: TrainingSpan = .epochs(1), gamma: Double = 0.9994, momentum: MomentumCycle? = nil
        ) {
            self.policy = policy
            self.minimum = minimum
            self.maximum = maximum
            self.stepSize = stepSize
            self.gamma = gamma
            self.momentum = momentum
        }

        /// Half of a cycle of two to three epochs, of one in a run of one, so that a run of `epochs` ends at the lowest
        /// rate: in the middle of a cycle it would be judged at its highest one.
        package static func wholeCycles(in epochs: Int) -> TrainingSpan {
            .epochs(Double(epochs) / Double(2 * max(1, epochs / 2)))
        }

        /// CyclicLR's bounds.
        package static let defaultMomentum = MomentumCycle(minimum: 0.8, maximum: 0.9)

        /// The bounds of a run with this rate.
        package func bounds(runRate: Double) -> (minimum: Double, maximum: Double) {
            let maximum = maximum ?? runRate
            return (minimum ?? maximum / 4, maximum)
        }
    }

    /// Smith's super-convergence cycle (arXiv:1708.07120; OneCycleLR).
    package struct OneCycle: Hashable, Sendable {
        package enum Anneal: String, CaseIterable, Sendable { case cosine, linear }
        /// The peak; nil takes the upper end of the range test's range, or the run's fixed rate.
        package var maximum: Double?
        /// Share of the run in which the rate rises.
        package var riseFraction: Double
        package var anneal: Anneal
        /// First rate = maximum / this.
        package var startDivisor: Double
        /// Last rate = first rate / this.
        package var endDivisor: Double
        /// Falls back to the first rate before it falls to the last one.
        package var threePhase: Bool
        /// nil leaves momentum to the optimizer, unlike OneCycleLR, which moves it unless told not to.
        package var momentum: MomentumCycle?

        package init(
            maximum: Double? = nil, riseFraction: Double = 0.3, anneal: Anneal = .cosine,
            startDivisor: Double = 25, endDivisor: Double = 1e4, threePhase: Bool = false,
            momentum: MomentumCycle? = nil
        ) {
            self.maximum = maximum
            self.riseFraction = riseFraction
            self.anneal = anneal
            self.startDivisor = startDivisor
            self.endDivisor = endDivisor
            self.threePhase = threePhase
            self.momentum = momentum
        }

        /// OneCycleLR's bounds.
        package static let defaultMomentum = MomentumCycle(minimum: 0.85, maximum: 0.95)

        /// Where the rate of a run with this rate begins, its peak, and where it ends. No divisor is below 1: the end
        /// is the lowest of them.
        package func rates(runRate: Double) -> (first: Double, peak: Double, last: Double) {
            let peak = maximum ?? runRate
            let first = peak / startDivisor
            return (first, peak, first / endDivisor)
        }
    }

    /// The rate rises linearly from `startFactor` times the course's value to that value (LinearLR).
    package struct Warmup: Hashable, Sendable {
        package var length: TrainingSpan
        package var startFactor: Double

        package init(length: TrainingSpan = .epochs(1), startFactor: Double = 1.0 / 3) {
            self.length = length
            self.startFactor = startFactor
        }
    }

    package var kind: Kind
    package var warmup: Warmup?

    package init(kind: Kind = .constant, warmup: Warmup? = nil) {
        self.kind = kind
        self.warmup = warmup
    }
}
