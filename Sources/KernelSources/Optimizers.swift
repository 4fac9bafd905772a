import KernelTypes

@inline(never)
func sgd(
    _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
    _ momentum: UnsafeMutablePointer<Float>?, _ step: SGDStep, _ count: Int
) {
    let (p, g) = unsafe (Destination(parameters), Source(gradients))
    let decay = Vector(repeating: step.weightDecay)
    var i = 0
    guard let momentum = unsafe momentum else {
        while i < count {
            let gradient = multiplyAdd(p.vector(at: i), decay, g.vector(at: i))
            p.store(multiplyAdd(gradient, Vector(repeating: -step.learningRate), p.vector(at: i)), at: i)
            i &+= laneCount
        }
        return
    }
    let buffer = unsafe Destination(momentum)
    let factor = Vector(repeating: step.momentum)
    while i < count {
        let gradient = multiplyAdd(p.vector(at: i), decay, g.vector(at: i))
        let velocity = step.isFirst ? gradient : multiplyAdd(buffer.vector(at: i), factor, gradient)
        buffer.store(velocity, at: i)
        let direction = step.nesterov ? multiplyAdd(velocity, factor, gradient) : velocity
        p.store(multiplyAdd(direction, Vector(repeating: -step.learningRate), p.vector(at: i)), at: i)
        i &+= laneCount
    }
}

@inline(never)
func adam(
    _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
    _ firstMoment: UnsafeMutablePointer<Float>, _ secondMoment: UnsafeMutablePointer<Float>, _ step: AdamStep,
    _ count: Int
) {
    let (p, g) = unsafe (Destination(parameters), Source(gradients))
    let (m, v) = unsafe (Destination(firstMoment), Destination(secondMoment))
    var i = 0
    while i < count {
        let gradient = multiplyAdd(p.vector(at: i), Vector(repeating: step.weightDecay), g.vector(at: i))
        let first = m.vector(at: i)
        let mean = multiplyAdd(gradient - first, Vector(repeating: step.oneMinusBeta1), first)
        let square = multiplyAdd(
            gradient * step.oneMinusBeta2, gradient, v.vector(at: i) * step.beta2)
        m.store(mean, at: i)
        v.store(square, at: i)
        let root = multiplyAdd(
            square.squareRoot(), Vector(repeating: step.inverseRootCorrection2), Vector(repeating: step.epsilon))
        p.store(
            multiplyAdd(mean / root, Vector(repeating: -step.stepSize), p.vector(at: i) * step.decayFactor), at: i)
        i &+= laneCount
    }
}

@inline(never)
func rmsProp(
    _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
    _ squareAverage: UnsafeMutablePointer<Float>, _ momentum: UnsafeMutablePointer<Float>?,
    _ meanGradient: UnsafeMutablePointer<Float>?, _ step: RMSPropStep, _ count: Int
) {
    let (p, g, average) = unsafe (Destination(parameters), Source(gradients), Destination(squareAverage))
    var i = 0
    while i < count {
        let gradient = multiplyAdd(p.vector(at: i), Vector(repeating: step.weightDecay), g.vector(at: i))
        let square = multiplyAdd(gradient * step.oneMinusAlpha, gradient, average.vector(at: i) * step.alpha)
        average.store(square, at: i)
        var variance = square
        if let meanGradient = unsafe meanGradient {
            let means = unsafe Destination(meanGradient)
            let old = means.vector(at: i)
            let mean = multiplyAdd(gradient - old, Vector(repeating: step.oneMinusAlpha), old)
            means.store(mean, at: i)
            // Rounding may leave a constant gradient's variance just below 0, whose root would be NaN.
            variance = multiplyAdd(0 - mean, mean, square).clampedAtZero
        }
        var direction = gradient / (variance.squareRoot() + step.epsilon)
        if let momentum = unsafe momentum {
            let buffer = unsafe Destination(momentum)
            direction = multiplyAdd(buffer.vector(at: i), Vector(repeating: step.momentum), direction)
            buffer.store(direction, at: i)
        }
        p.store(multiplyAdd(direction, Vector(repeating: -step.learningRate), p.vector(at: i)), at: i)
        i &+= laneCount
    }
}

@inline(never)
func adagrad(
    _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
    _ squareSum: UnsafeMutablePointer<Float>, _ step: AdagradStep, _ count: Int
) {
    let (p, g, sums) = unsafe (Destination(parameters), Source(gradients), Destination(squareSum))
    var i = 0
    while i < count {
        let gradient = multiplyAdd(p.vector(at: i), Vector(repeating: step.weightDecay), g.vector(at: i))
        let sum = multiplyAdd(gradient, gradient, sums.vector(at: i))
        sums.store(sum, at: i)
        let direction = gradient / (sum.squareRoot() + step.epsilon)
        p.store(multiplyAdd(direction, Vector(repeating: -step.learningRate), p.vector(at: i)), at: i)
        i &+= laneCount
    }
}
