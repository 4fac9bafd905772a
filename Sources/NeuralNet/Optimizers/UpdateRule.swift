import Experiment

/// One optimizer's arithmetic. Formulas, their order and defaults are PyTorch's (`torch.optim`); constants are computed
/// in Double and rounded once.
protocol UpdateRule: Sendable {
    /// What every number of the state is at first.
    var initialState: Float { get }

    /// Sets the constants of step `step` (the first is 1).
    /// - Parameter momentum: this step's, where it moves during the run; otherwise nil, and the rule's own counts.
    mutating func prepare(step: Int, learningRate: Double, momentum: Double?)

    /// Does the prepared step on one stretch of the parameters.
    /// - Parameter state: of the optimizer's `stateSlots`.
    func apply(_ parameters: FloatSlice, _ gradients: FloatSlice, state: StateSlices, _ kernels: CheckedKernels)
}

extension UpdateRule {
    var initialState: Float { 0 }
}

/// One stretch of each state arena.
struct StateSlices {
    /// Of each arena.
    let slots: [StateSlot]
    let arenas: [ParameterArena]
    let offset: Int
    let count: Int

    /// A rule reads only what its optimizer keeps.
    subscript(slot: StateSlot) -> FloatSlice {
        guard let index = slots.firstIndex(of: slot) else {
            preconditionFailure("the optimizer keeps no \(slot.rawValue)")
        }
        return arenas[index].all.part(at: offset, count: count)
    }
}

/// βᵗ by repeated multiplication in Double. Not `PortableMath.power`, whose last bits may be others from the 65th step
/// on: trained weights could move with them.
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
