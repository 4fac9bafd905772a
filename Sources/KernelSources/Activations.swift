import KernelTypes

@inline(never)
func activationForward(
    _ activation: Activation, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
) {
    let (x, y) = unsafe (Source(input), Destination(output))
    var i = 0
    switch activation {
    case .relu:
        while i < count {
            y.store(x.vector(at: i).clampedAtZero, at: i)
            i &+= laneCount
        }
    case .tanh:
        while i < count {
            y.store(hyperbolicTangent(x.vector(at: i)), at: i)
            i &+= laneCount
        }
    case .sigmoid:
        while i < count {
            y.store(sigmoid(x.vector(at: i)), at: i)
            i &+= laneCount
        }
    case .leakyReLU(let slope):
        while i < count {
            let value = x.vector(at: i)
            y.store(value.replacing(with: value * slope, where: value .< Vector()), at: i)
            i &+= laneCount
        }
    case .gelu:
        while i < count {
            y.store(gelu(x.vector(at: i)), at: i)
            i &+= laneCount
        }
    }
}

@inline(never)
func activationBackward(
    _ activation: Activation, _ kept: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    _ inputGradient: UnsafeMutablePointer<Float>, _ count: Int
) {
    let (kept, dy, dx) = unsafe (Source(kept), Source(outputGradient), Destination(inputGradient))
    var i = 0
    switch activation {
    case .relu:
        while i < count {
            dx.store(dy.vector(at: i).replacing(with: Vector(), where: kept.vector(at: i) .<= Vector()), at: i)
            i &+= laneCount
        }
    case .tanh:
        while i < count {
            let value = kept.vector(at: i)
            dx.store(dy.vector(at: i) * multiplyAdd(0 - value, value, Vector(repeating: 1)), at: i)
            i &+= laneCount
        }
    case .sigmoid:
        while i < count {
            let value = kept.vector(at: i)
            dx.store(dy.vector(at: i) * (value * (1 - value)), at: i)
            i &+= laneCount
        }
    case .leakyReLU(let slope):
        while i < count {
            let gradient = dy.vector(at: i)
            dx.store(gradient.replacing(with: gradient * slope, where: kept.vector(at: i) .<= Vector()), at: i)
            i &+= laneCount
        }
    case .gelu:
        while i < count {
            dx.store(dy.vector(at: i) * geluDerivative(kept.vector(at: i)), at: i)
            i &+= laneCount
        }
    }
}

@inline(never)
func exponentials(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int) {
    let (x, y) = unsafe (Source(input), Destination(output))
    var i = 0
    while i < count {
        y.store(exponential(x.vector(at: i)), at: i)
        i &+= laneCount
    }
}

@inline(never)
func logarithms(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int) {
    let (x, y) = unsafe (Source(input), Destination(output))
    var i = 0
    while i < count {
        y.store(logarithm(x.vector(at: i)), at: i)
        i &+= laneCount
    }
}
