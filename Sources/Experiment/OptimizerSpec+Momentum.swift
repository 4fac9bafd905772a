extension OptimizerSpec {
    /// What a schedule may move, by its key in the file; nil where the update has no momentum.
    package var momentum: (key: String, value: Double)? {
        switch self {
        case .sgd(let momentum, _, _), .rmsProp(_, _, let momentum, _, _): ("momentum", momentum)
        case .adam(let beta1, _, _, _), .adamW(let beta1, _, _, _): ("beta1", beta1)
        case .adagrad: nil
        }
    }

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
