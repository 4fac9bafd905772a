package import Experiment
package import KernelTypes

/// An update rule with its state, which may be larger than the network: there is one, whoever holds the optimizer.
package final class Optimizer {
    /// Steps done.
    package private(set) var stepCount = 0

    private var rule: any UpdateRule
    /// What it keeps besides the parameters: one arena of their layout for each.
    private let slots: [StateSlot]
    private let arenas: [ParameterArena]
    private let kernels: CheckedKernels

    /// - Parameter movesMomentum: whether steps bring a momentum of their own; the first is then greater than 0.
    package init(
        _ spec: OptimizerSpec, movesMomentum: Bool = false, layout: ParameterLayout, kernels table: KernelTable
    ) {
        let rule = Self.rule(spec)
        self.rule = rule
        slots = spec.stateSlots(movesMomentum: movesMomentum)
        kernels = CheckedKernels(table)
        arenas = slots.map { _ in
            let arena = ParameterArena(layout: layout)
            arena.all.fill(rule.initialState)
            return arena
        }
    }

    private static func rule(_ spec: OptimizerSpec) -> any UpdateRule {
        switch spec {
        case .sgd(let momentum, let nesterov, let weightDecay):
            SGD(momentum: momentum, nesterov: nesterov, weightDecay: weightDecay)
        case .adam(let beta1, let beta2, let epsilon, let weightDecay):
            Adam(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, decay: .inGradient)
        case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
            Adam(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay, decay: .decoupled)
        case .rmsProp(let alpha, let epsilon, let momentum, let centered, let weightDecay):
            RMSProp(
                alpha: alpha, epsilon: epsilon, momentum: momentum, centered: centered, weightDecay: weightDecay)
        case .adagrad(let learningRateDecay, let epsilon, let initialAccumulator, let weightDecay):
            Adagrad(
                learningRateDecay: learningRateDecay, epsilon: epsilon, initialAccumulator: initialAccumulator,
                weightDecay: weightDecay)
        }
    }

    /// Changes the network's parameters by its gradients.
    ///
    /// - Parameters:
    ///   - momentum: this step's, where it moves during the run: SGD's and RMSprop's momentum, Adam's β₁. Only for an
    ///     optimizer that was made for it (`movesMomentum`).
    ///   - gradientClip: largest Euclidean norm of the whole gradient. A longer one is scaled to it in place,
    ///     as PyTorch's `clip_grad_norm_`: by clip / (norm + 1e-6) where that is below 1; a norm that is not a number
    ///     makes every gradient so.
    package func step(
        _ network: Network, learningRate: Double, momentum: Double? = nil, gradientClip: Double?, cores: Int
    ) {
        if let gradientClip { clip(network.gradients.all, to: gradientClip) }
        stepCount += 1
        rule.prepare(step: stepCount, learningRate: learningRate, momentum: momentum)
        let (rule, slots, arenas, kernels) = (rule, slots, arenas, kernels)
        let (parameters, gradients) = (network.parameters.all, network.gradients.all)
        precondition(parameters.count.isMultiple(of: CacheLine.floats), "an arena that ends within a cache line")
        // As many stretches for each core, cut between cache lines, so that no two threads share one. Every number is
        // updated alone: the cut changes no bit.
        let stretches = max(1, parameters.count / Self.stretch)
        let workers = min(cores, stretches)
        let lines = EvenParts(parameters.count / CacheLine.floats, parts: (stretches + workers - 1) / workers * workers)
        network.team.run(tasks: lines.parts, cores: cores) { task, _ in
            let range = lines.range(task)
            let (offset, count) = (range.lowerBound * CacheLine.floats, range.count * CacheLine.floats)
            rule.apply(
                parameters.part(at: offset, count: count), gradients.part(at: offset, count: count),
                state: StateSlices(slots: slots, arenas: arenas, offset: offset, count: count), kernels)
        }
    }

    /// Numbers in one task, about: 64 KB of each arena.
    private static let stretch = 16384
    /// Numbers whose squares are added in Float before the sum goes on in Double.
    private static let normStretch = 4096

    private func clip(_ gradients: FloatSlice, to largest: Double) {
        var squares = 0.0
        for offset in stride(from: 0, to: gradients.count, by: Self.normStretch) {
            let count = min(Self.normStretch, gradients.count - offset)
            squares += Double(kernels.sumOfSquares(gradients.part(at: offset, count: count)))
        }
        let factor = largest / (squares.squareRoot() + 1e-6)
        if !(factor >= 1) { kernels.scale(gradients, by: Float(factor)) }
    }

    // MARK: State, to keep

    /// The arenas of its state by what they hold (`momentum`; `first_moment`, `second_moment`; …), in a fixed order.
    package var state: [(name: String, arena: ParameterArena)] {
        zip(slots, arenas).map { (name: $0.rawValue, arena: $1) }
    }

    /// All numbers of each.
    package func copyState() -> [TrainingState.NamedState] {
        state.map { TrainingState.NamedState(name: $0.name, values: $0.arena.copy()) }
    }

    /// Goes on from `stepCount` steps with what `copyState()` gave.
    package func restore(stepCount: Int, state values: [[Float]]) {
        precondition(values.count == arenas.count, "the state of another optimizer")
        self.stepCount = stepCount
        for (arena, values) in zip(arenas, values) { arena.restore(values) }
    }
}
