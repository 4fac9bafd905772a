import Experiment
import NeuralNet

extension Trainer {
    /// Copies of the parameters and the running statistics, by PyTorch's names.
    var weights: [NetworkState.Tensor] {
        [network.parameters, network.runningStatistics].flatMap { arena in
            Self.tensors(arena.layout) { arena.values(of: $0) }
        }
    }

    /// Where training stands, by PyTorch's names.
    var networkState: NetworkState {
        NetworkState(
            step: optimizer.stepCount, weights: weights,
            optimizer: optimizer.slotNames.enumerated().map { slot, name in
                NetworkState.OptimizerSlot(
                    name: name,
                    tensors: Self.tensors(network.parameters.layout) { optimizer.values(of: $0, inSlot: slot) })
            })
    }

    /// The same, of a snapshot of this trainer's.
    func networkState(at snapshot: Snapshot) -> NetworkState {
        let (state, layout) = (snapshot.state, network.parameters.layout)
        return NetworkState(
            step: state.stepCount,
            weights: Self.tensors(layout, of: state.parameters)
                + Self.tensors(network.runningStatistics.layout, of: state.runningStatistics),
            optimizer: state.optimizerState.map { slot in
                NetworkState.OptimizerSlot(name: slot.name, tensors: Self.tensors(layout, of: slot.values))
            })
    }

    /// Goes back to `checkpoint`; one that does not fit changes nothing.
    /// - Throws: where it is another network's or optimizer's.
    func restore(_ checkpoint: RunCheckpoint) throws(CheckpointFault) {
        let snapshot = try snapshot(of: checkpoint.network)
        if let best = checkpoint.best { _ = try arenas(of: best) }
        restore(snapshot)
    }

    /// What a checkpoint's `state` stands for, to be restored.
    /// - Throws: where it is another network's or optimizer's.
    func snapshot(of state: NetworkState) throws(CheckpointFault) -> Snapshot {
        let (parameters, runningStatistics) = try arenas(of: state.weights)
        let own = optimizer.copyState()
        guard own.map(\.name) == state.optimizer.map(\.name) else {
            throw CheckpointFault("its optimizer keeps something else")
        }
        var slots: [TrainingState.NamedState] = []
        for (slot, kept) in zip(own, state.optimizer) {
            slots.append(
                TrainingState.NamedState(
                    name: slot.name,
                    values: try Self.arena(network.parameters.layout, kept.tensors[...], over: slot.values)))
        }
        return snapshot(
            at: TrainingState(
                parameters: parameters, runningStatistics: runningStatistics, optimizerState: slots,
                stepCount: state.step))
    }

    /// Parameters and running statistics as the network keeps them.
    private func arenas(
        of weights: [NetworkState.Tensor]
    ) throws(CheckpointFault) -> (parameters: [Float], runningStatistics: [Float]) {
        let count = network.parameters.layout.tensors.count
        return (
            try Self.arena(network.parameters.layout, weights.prefix(count), over: network.parameters.copy()),
            try Self.arena(
                network.runningStatistics.layout, weights.dropFirst(count), over: network.runningStatistics.copy())
        )
    }

    private static func tensors(
        _ layout: ParameterLayout, values: (ParameterTensor) -> [Float]
    ) -> [NetworkState.Tensor] {
        layout.tensors.map { NetworkState.Tensor(name: $0.name, shape: $0.shape, values: values($0)) }
    }

    private static func tensors(_ layout: ParameterLayout, of arena: [Float]) -> [NetworkState.Tensor] {
        tensors(layout) { Array(arena[$0.range]) }
    }

    /// `tensors` in their places of an arena that holds `padding` between them.
    private static func arena(
        _ layout: ParameterLayout, _ tensors: ArraySlice<NetworkState.Tensor>, over padding: [Float]
    ) throws(CheckpointFault) -> [Float] {
        guard layout.tensors.count == tensors.count else {
            throw CheckpointFault("it holds \(tensors.count) tensors where the model has \(layout.tensors.count)")
        }
        var arena = padding
        for (own, kept) in zip(layout.tensors, tensors) {
            guard own.name == kept.name, own.shape == kept.shape, kept.values.count == own.count else {
                throw CheckpointFault("its tensor '\(kept.name)' is not the model's '\(own.name)'")
            }
            arena.replaceSubrange(own.range, with: kept.values)
        }
        return arena
    }
}
