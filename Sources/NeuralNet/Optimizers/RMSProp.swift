import KernelTypes

/// RMSprop (Tieleman, Hinton, lecture 6.5 of 2012), with momentum, and centered (arXiv:1308.0850)
/// (`torch.optim.RMSprop`).
struct RMSProp: UpdateRule {
    let momentum: Double
    let centered: Bool
    private var constants: RMSPropStep

    init(alpha: Double, epsilon: Double, momentum: Double, centered: Bool, weightDecay: Double) {
        self.momentum = momentum
        self.centered = centered
        constants = RMSPropStep(
            learningRate: 0, alpha: Float(alpha), oneMinusAlpha: Float(1 - alpha), epsilon: Float(epsilon),
            momentum: Float(momentum), weightDecay: Float(weightDecay))
    }

    var stateNames: [String] {
        ["square_average"] + (momentum == 0 ? [] : ["momentum"]) + (centered ? ["mean_gradient"] : [])
    }

    mutating func prepare(step: Int, learningRate: Double) { constants.learningRate = Float(learningRate) }

    func apply(_ parameters: FloatSlice, _ gradients: FloatSlice, state: StateSlices, _ kernels: CheckedKernels) {
        guard let squareAverage = state[0] else { return }
        let hasMomentum = momentum != 0
        kernels.rmsProp(
            parameters, gradients, squareAverage: squareAverage, momentum: hasMomentum ? state[1] : nil,
            meanGradient: centered ? state[hasMomentum ? 2 : 1] : nil, constants)
    }
}
