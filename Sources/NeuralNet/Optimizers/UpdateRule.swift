/// One optimizer's arithmetic. Formulas, their order and defaults are PyTorch's (`torch.optim`); constants are computed
/// in Double and rounded once.
protocol UpdateRule: Sendable {
    /// What it keeps besides the parameters: one arena of their layout for each.
    var slots: [StateSlot] { get }
    /// What every number of the state is at first.
    var initialState: Float { get }

    /// Sets the constants of step `step` (the first is 1).
    /// - Parameter momentum: this step's, where it moves during the run; otherwise nil, and the rule's own counts.
    mutating func prepare(step: Int, learningRate: Double, momentum: Double?)

    /// Does the prepared step on one stretch of the parameters.
    /// - Parameter state: of this rule's `slots`.
    func apply(_ parameters: FloatSlice, _ gradients: FloatSlice, state: StateSlices, _ kernels: CheckedKernels)
}

extension UpdateRule {
    var initialState: Float { 0 }
}

/// What an update rule may keep of each parameter, by the names that checkpoints write.
enum StateSlot: String {
    case momentum
    case firstMoment = "first_moment"
    case secondMoment = "second_moment"
    case squareAverage = "square_average"
    case meanGradient = "mean_gradient"
    case squareSum = "square_sum"
}

/// One stretch of each state arena.
struct StateSlices {
    /// Of each arena.
    let slots: [StateSlot]
    let arenas: [ParameterArena]
    let offset: Int
    let count: Int

    /// A rule reads only what it keeps.
    subscript(slot: StateSlot) -> FloatSlice {
        guard let index = slots.firstIndex(of: slot) else {
            preconditionFailure("the optimizer keeps no \(slot.rawValue)")
        }
        return arenas[index].all.part(at: offset, count: count)
    }
}

/// βᵗ by repeated multiplication in Double: the C library's `pow` need not give the same bits on every machine.
struct PowerSequence: Sendable {
    let base: Double
    private var exponent = 0
    private var value = 1.0

    init(_ base: Double) { self.base = base }

    /// The power with exponent `wanted`; cheap where `wanted` grows by one.
    mutating func power(_ wanted: Int) -> Double {
        if wanted < exponent { (exponent, value) = (0, 1) }
        while exponent < wanted {
            value *= base
            exponent += 1
        }
        return value
    }
}
