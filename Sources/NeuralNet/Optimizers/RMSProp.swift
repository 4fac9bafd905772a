import Experiment
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

    mutating func prepare(step: Int, learningRate: Double, momentum: Double?) {
        constants.learningRate = Float(learningRate)
        constants.momentum = Float(momentum ?? self.momentum)
    }

    func apply(_ parameters: FloatSlice, _ gradients: FloatSlice, state: StateSlices, _ kernels: CheckedKernels) {
        kernels.rmsProp(
            parameters, gradients, squareAverage: state[.squareAverage],
            momentum: constants.momentum != 0 ? state[.momentum] : nil,
            meanGradient: centered ? state[.meanGradient] : nil, constants)
    }
}
