import KernelTypes

/// RMSprop (Tieleman, Hinton, lecture 6.5 of 2012), with momentum, and centered (arXiv:1308.0850)
/// (`torch.optim.RMSprop`).
struct RMSProp: UpdateRule {
    let momentum: Double
    let centered: Bool
    private let keepsMomentum: Bool
    private var constants: RMSPropStep

    /// - Parameter movesMomentum: whether steps bring a momentum of their own.
    init(
        alpha: Double, epsilon: Double, momentum: Double, centered: Bool, weightDecay: Double, movesMomentum: Bool
    ) {
        self.momentum = momentum
        self.centered = centered
        keepsMomentum = momentum != 0 || movesMomentum
        constants = RMSPropStep(
            learningRate: 0, alpha: Float(alpha), oneMinusAlpha: Float(1 - alpha), epsilon: Float(epsilon),
            momentum: Float(momentum), weightDecay: Float(weightDecay))
    }

    var slots: [StateSlot] {
        var slots: [StateSlot] = [.squareAverage]
        if keepsMomentum { slots.append(.momentum) }
        if centered { slots.append(.meanGradient) }
        return slots
    }

    mutating func prepare(step: Int, learningRate: Double, momentum: Double?) {
        precondition(momentum == nil || keepsMomentum, "a step's momentum needs a buffer")
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
