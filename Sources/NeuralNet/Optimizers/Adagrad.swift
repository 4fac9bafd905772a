import Experiment
import KernelTypes

/// Adagrad (Duchi, Hazan, Singer, JMLR 12, 2011; `torch.optim.Adagrad`).
struct Adagrad: UpdateRule {
    let learningRateDecay: Double
    let initialState: Float
    private var constants: AdagradStep

    init(learningRateDecay: Double, epsilon: Double, initialAccumulator: Double, weightDecay: Double) {
        self.learningRateDecay = learningRateDecay
        initialState = Float(initialAccumulator)
        constants = AdagradStep(learningRate: 0, epsilon: Float(epsilon), weightDecay: Float(weightDecay))
    }

    mutating func prepare(step: Int, learningRate: Double, momentum _: Double?) {
        constants.learningRate = Float(learningRate / (1 + Double(step - 1) * learningRateDecay))
    }

    func apply(_ parameters: FloatSlice, _ gradients: FloatSlice, state: StateSlices, _ kernels: CheckedKernels) {
        kernels.adagrad(parameters, gradients, squareSum: state[.squareSum], constants)
    }
}
