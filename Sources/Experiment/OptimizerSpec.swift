/// The update rule with its constants; defaults and meaning are PyTorch's (`torch.optim`).
package enum OptimizerSpec: Hashable, Sendable {
    case sgd(momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0)
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0)
    case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01)
    case rmsProp(
        alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0, centered: Bool = false,
        weightDecay: Double = 0)
    case adagrad(
        learningRateDecay: Double = 0, epsilon: Double = 1e-10, initialAccumulator: Double = 0, weightDecay: Double = 0)
}
