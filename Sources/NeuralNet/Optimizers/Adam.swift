import Experiment
import KernelTypes

/// Adam (arXiv:1412.6980) with weight decay as part of the gradient, and AdamW (arXiv:1711.05101) with weight decay
/// apart from it (`torch.optim.Adam`, `torch.optim.AdamW`).
struct Adam: UpdateRule {
    enum Decay { case inGradient, decoupled }

    let beta1: Double
    let beta2: Double
    let epsilon: Double
    let weightDecay: Double
    let decay: Decay
    private var beta1Powers: PowerSequence
    private var beta2Powers: PowerSequence
    private var constants: AdamStep

    init(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double, decay: Decay) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.decay = decay
        beta1Powers = PowerSequence(beta1)
        beta2Powers = PowerSequence(beta2)
        constants = AdamStep(
            beta2: Float(beta2), oneMinusBeta1: Float(1 - beta1), oneMinusBeta2: Float(1 - beta2),
            stepSize: 0, inverseRootCorrection2: 1, epsilon: Float(epsilon),
            weightDecay: decay == .inGradient ? Float(weightDecay) : 0, decayFactor: 1)
    }

    /// A momentum of its own is the step's β₁. As in PyTorch, the bias correction takes its power to the number of
    /// steps, though earlier steps had others.
    mutating func prepare(step: Int, learningRate: Double, momentum: Double?) {
        let power = momentum.map { PortableMath.power($0, step) } ?? beta1Powers.power(step)
        constants.oneMinusBeta1 = Float(1 - (momentum ?? beta1))
        constants.stepSize = Float(learningRate / (1 - power))
        constants.inverseRootCorrection2 = Float(1 / (1 - beta2Powers.power(step)).squareRoot())
        if decay == .decoupled { constants.decayFactor = Float(1 - learningRate * weightDecay) }
    }

    func apply(_ parameters: FloatSlice, _ gradients: FloatSlice, state: StateSlices, _ kernels: CheckedKernels) {
        kernels.adam(
            parameters, gradients, firstMoment: state[.firstMoment], secondMoment: state[.secondMoment], constants)
    }
}
