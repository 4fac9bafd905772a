import Experiment
import NeuralNet

/// States and weights as checkpoints hold them, by PyTorch's names.
extension Trainer {
    /// Copies of the parameters and the running statistics.
    var weights: [NetworkState.Tensor] {
        weights(network.parameters.values(of:), network.runningStatistics.values(of:))
    }

    /// Where training stands.
    var networkState: NetworkState {
        networkState(
            step: optimizer.stepCount, parameters: network.parameters.values(of:),
            runningStatistics: network.runningStatistics.values(of:),
            optimizer: optimizer.state.map { (name: $0.name, values: $0.arena.values(of:)) })
    }

    /// The same, of a snapshot of this trainer's.
    func networkState(at snapshot: Snapshot) -> NetworkState {
        let state = snapshot.state
        return networkState(
            step: state.stepCount, parameters: Self.values(in: state.parameters),
            runningStatistics: Self.values(in: state.runningStatistics),
            optimizer: state.optimizerState.map { (name: $0.name, values: Self.values(in: $0.values)) })
    }

    /// Goes back to `checkpoint`; one that does not fit changes nothing.
    /// - Throws: where it is another network's or optimizer's.
    func restore(_ checkpoint: RunCheckpoint) throws(CheckpointFault) {
        let snapshot = try snapshot(of: checkpoint.network)
        if let best = checkpoint.best { _ = try parts(of: best) }
        restore(snapshot)
    }

    /// What a checkpoint's `state` stands for, to be restored.
    /// - Throws: where it is another network's or optimizer's.
    func snapshot(of state: NetworkState) throws(CheckpointFault) -> Snapshot {
        let (parameters, runningStatistics) = try parts(of: state.weights)
        let own = optimizer.state
        guard own.map({ $0.name }) == state.optimizer.map(\.name) else {
            throw CheckpointFault("its optimizer keeps something else")
        }
        var slots: [TrainingState.NamedState] = []
        for (slot, kept) in zip(own, state.optimizer) {
            let tensors = kept.tensors[...]
            try Self.check(tensors, fit: slot.arena.layout)
            slots.append(TrainingState.NamedState(name: slot.name, values: Self.numbers(tensors, of: slot.arena)))
        }
        return snapshot(
            at: TrainingState(
                parameters: Self.numbers(parameters, of: network.parameters),
                runningStatistics: Self.numbers(runningStatistics, of: network.runningStatistics),
                optimizerState: slots, stepCount: state.step))
    }

    // MARK: From arenas to tensors

    /// The numbers of one tensor.
    private typealias Values = (ParameterTensor) -> [Float]

    private func networkState(
        step: Int, parameters: Values, runningStatistics: Values, optimizer: [(name: String, values: Values)]
    ) -> NetworkState {
        NetworkState(
            step: step, weights: weights(parameters, runningStatistics),
            optimizer: optimizer.map { slot in
                NetworkState.OptimizerSlot(
                    name: slot.name, tensors: Self.tensors(network.parameters.layout, slot.values))
            })
    }

    private func weights(_ parameters: Values, _ runningStatistics: Values) -> [NetworkState.Tensor] {
        Self.tensors(network.parameters.layout, parameters)
            + Self.tensors(network.runningStatistics.layout, runningStatistics)
    }

    private static func tensors(_ layout: ParameterLayout, _ values: Values) -> [NetworkState.Tensor] {
        layout.tensors.map { NetworkState.Tensor(name: $0.name, shape: $0.shape, values: values($0)) }
    }

    /// In a copy of an arena.
    private static func values(in arena: [Float]) -> Values {
        return { tensor in Array(arena[tensor.range]) }
    }

    // MARK: From tensors to arenas

    /// Takes `weights` apart again.
    /// - Throws: where they are another network's.
    private func parts(
        of weights: [NetworkState.Tensor]
    ) throws(CheckpointFault) -> (
        parameters: ArraySlice<NetworkState.Tensor>, runningStatistics: ArraySlice<NetworkState.Tensor>
    ) {
        let count = network.parameters.layout.tensors.count
        let (parameters, runningStatistics) = (weights.prefix(count), weights.dropFirst(count))
        try Self.check(parameters, fit: network.parameters.layout)
        try Self.check(runningStatistics, fit: network.runningStatistics.layout)
        return (parameters, runningStatistics)
    }

    private static func check(
        _ tensors: ArraySlice<NetworkState.Tensor>, fit layout: ParameterLayout
    ) throws(CheckpointFault) {
        guard layout.tensors.count == tensors.count else {
            throw CheckpointFault("it holds \(tensors.count) tensors where the model has \(layout.tensors.count)")
        }
        for (own, kept) in zip(layout.tensors, tensors) {
            guard own.name == kept.name, own.shape == kept.shape, kept.values.count == own.count else {
                throw CheckpointFault("its tensor '\(kept.name)' is not the model's '\(own.name)'")
            }
        }
    }

    /// What `arena` would hold with `tensors`, which fit it, in their places: between them its padding.
    private static func numbers(
        _ tensors: ArraySlice<NetworkState.Tensor>, of arena: ParameterArena
    ) -> [Float] {
        var numbers = arena.copy()
        for (own, kept) in zip(arena.layout.tensors, tensors) {
            numbers.replaceSubrange(own.range, with: kept.values)
        }
        return numbers
    }
}
