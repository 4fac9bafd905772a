import Experiment
import KernelTypes

/// Stochastic gradient descent with weight decay, momentum and Nesterov's momentum (`torch.optim.SGD`).
struct SGD: UpdateRule {
    let momentum: Double
    let nesterov: Bool
    let weightDecay: Double
    private var constants = SGDStep(learningRate: 0, momentum: 0, nesterov: false, weightDecay: 0, isFirst: true)

    init(momentum: Double, nesterov: Bool, weightDecay: Double) {
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    mutating func prepare(step: Int, learningRate: Double, momentum: Double?) {
        constants = SGDStep(
            learningRate: Float(learningRate), momentum: Float(momentum ?? self.momentum), nesterov: nesterov,
            weightDecay: Float(weightDecay), isFirst: step == 1)
    }

    func apply(_ parameters: FloatSlice, _ gradients: FloatSlice, state: StateSlices, _ kernels: CheckedKernels) {
        // A step without momentum leaves the buffer alone, as PyTorch's.
        kernels.sgd(parameters, gradients, momentum: constants.momentum != 0 ? state[.momentum] : nil, constants)
    }
}
