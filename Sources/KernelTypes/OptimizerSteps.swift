// The constants of one step of each optimizer (PyTorch's `torch.optim`), computed in Double by the caller and rounded
// once. g is the gradient with weightDecay · parameter added to it.

/// buffer ← momentum · buffer + g; parameter ← parameter − learningRate · buffer, or with `nesterov` less learningRate ·
/// (g + momentum · buffer).
package struct SGDStep: Sendable {
    package var learningRate: Float
    package var momentum: Float
    package var nesterov: Bool
    package var weightDecay: Float
    /// The momentum buffer starts as the gradient itself.
    package var isFirst: Bool

    package init(learningRate: Float, momentum: Float, nesterov: Bool, weightDecay: Float, isFirst: Bool) {
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
        self.isFirst = isFirst
    }
}

/// parameter ← parameter · decayFactor − stepSize · m / (√v · inverseRootCorrection2 + epsilon), with
/// stepSize = learningRate / (1 − β₁ᵗ) and inverseRootCorrection2 = 1 / √(1 − β₂ᵗ).
package struct AdamStep: Sendable {
    package var beta2: Float
    /// 1 − β₁ and 1 − β₂, rounded from Double.
    package var oneMinusBeta1: Float
    package var oneMinusBeta2: Float
    package var stepSize: Float
    package var inverseRootCorrection2: Float
    package var epsilon: Float
    /// Adam: added to the gradient as weightDecay · parameter. 0 for AdamW.
    package var weightDecay: Float
    /// AdamW: 1 − learningRate · weightDecay. 1 for Adam.
    package var decayFactor: Float

    package init(
        beta2: Float, oneMinusBeta1: Float, oneMinusBeta2: Float, stepSize: Float, inverseRootCorrection2: Float,
        epsilon: Float, weightDecay: Float, decayFactor: Float
    ) {
        self.beta2 = beta2
        self.oneMinusBeta1 = oneMinusBeta1
        self.oneMinusBeta2 = oneMinusBeta2
        self.stepSize = stepSize
        self.inverseRootCorrection2 = inverseRootCorrection2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.decayFactor = decayFactor
    }
}

/// v ← alpha · v + oneMinusAlpha · g²; parameter ← parameter − learningRate · g / (√v + epsilon), with `momentum` over a
/// buffer of that quotient. Centred: √(v − the square of g's moving mean) for √v.
package struct RMSPropStep: Sendable {
    package var learningRate: Float
    package var alpha: Float
    package var oneMinusAlpha: Float
    package var epsilon: Float
    package var momentum: Float
    package var weightDecay: Float

    package init(
        learningRate: Float, alpha: Float, oneMinusAlpha: Float, epsilon: Float, momentum: Float, weightDecay: Float
    ) {
        self.learningRate = learningRate
        self.alpha = alpha
        self.oneMinusAlpha = oneMinusAlpha
        self.epsilon = epsilon
        self.momentum = momentum
        self.weightDecay = weightDecay
    }
}

/// sum ← sum + g²; parameter ← parameter − learningRate · g / (√sum + epsilon).
package struct AdagradStep: Sendable {
    /// learningRate / (1 + (t − 1) · learningRateDecay)
    package var learningRate: Float
    package var epsilon: Float
    package var weightDecay: Float

    package init(learningRate: Float, epsilon: Float, weightDecay: Float) {
        self.learningRate = learningRate
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }
}
