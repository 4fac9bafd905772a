/// What an optimizer may keep of each parameter, by the names that checkpoints write. In PyTorch's order of the same:
/// `momentum_buffer`, `exp_avg`, `exp_avg_sq`, `square_avg`, `grad_avg`, `sum`.
package enum StateSlot: String, Sendable {
    case momentum
    case firstMoment = "first_moment"
    case secondMoment = "second_moment"
    case squareAverage = "square_average"
    case meanGradient = "mean_gradient"
    case squareSum = "square_sum"
}

extension OptimizerSpec {
    /// What it keeps of each parameter, one number each, in the order of checkpoints.
    /// - Parameter movesMomentum: whether steps bring a momentum of their own.
    package func stateSlots(movesMomentum: Bool) -> [StateSlot] {
        switch self {
        case .sgd(let momentum, _, _): return momentum != 0 || movesMomentum ? [.momentum] : []
        case .adam, .adamW: return [.firstMoment, .secondMoment]
        case .rmsProp(_, _, let momentum, let centered, _):
            var slots: [StateSlot] = [.squareAverage]
            if momentum != 0 || movesMomentum { slots.append(.momentum) }
            if centered { slots.append(.meanGradient) }
            return slots
        case .adagrad: return [.squareSum]
        }
    }
}
