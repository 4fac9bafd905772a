extension RunConfiguration {
    /// Whether the optimizer's own momentum counts: in the run's steps, or in those of its range test, which has no
    /// schedule.
    package var readsMomentum: Bool { schedule.momentum == nil || rangeTestSettings != nil }
}

extension OptimizerSpec {
    /// The optimizer with the one momentum that stands for all where none decides anything: its default, as of who writes
    /// none. Nesterov's, of which the file must write one, has 0.9, the usual one.
    package var withUsualMomentum: OptimizerSpec {
        switch self {
        case .sgd(_, let nesterov, let weightDecay):
            .sgd(momentum: nesterov ? 0.9 : 0, nesterov: nesterov, weightDecay: weightDecay)
        case .adam(_, let beta2, let epsilon, let weightDecay):
            .adam(beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
        case .adamW(_, let beta2, let epsilon, let weightDecay):
            .adamW(beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)
        case .rmsProp(let alpha, let epsilon, _, let centered, let weightDecay):
            .rmsProp(alpha: alpha, epsilon: epsilon, centered: centered, weightDecay: weightDecay)
        case .adagrad: self
        }
    }

    /// Whether the file must write a momentum.
    package var needsMomentum: Bool {
        switch self {
        case .sgd(_, let nesterov, _): nesterov
        case .adam, .adamW, .rmsProp, .adagrad: false
        }
    }
}
