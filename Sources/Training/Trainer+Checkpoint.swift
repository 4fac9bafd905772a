import Experiment
import NeuralNet

extension Trainer {
    /// Copies of the parameters and the running statistics, by PyTorch's names.
    var weights: [RunCheckpoint.Tensor] {
        Self.tensors(network.parameters.layout, network.parameters.copy())
            + Self.tensors(network.runningStatistics.layout, network.runningStatistics.copy())
    }

    var optimizerSlots: [RunCheckpoint.OptimizerSlot] {
        optimizer.copyState().map { slot in
            RunCheckpoint.OptimizerSlot(
                name: slot.name, tensors: Self.tensors(network.parameters.layout, slot.values))
        }
    }

    /// Goes back to `checkpoint`; one that does not fit changes nothing.
    mutating func restore(_ checkpoint: RunCheckpoint) throws(CheckpointFault) {
        let (trained, statistics) = (network.parameters.layout, network.runningStatistics.layout)
        let count = trained.tensors.count
        let parameters = try Self.arena(trained, checkpoint.weights.prefix(count), over: network.parameters.copy())
        let running = try Self.arena(
            statistics, checkpoint.weights.dropFirst(count), over: network.runningStatistics.copy())
        let own = optimizer.copyState()
        guard own.map(\.name) == checkpoint.optimizer.map(\.name) else {
            throw CheckpointFault("its optimizer keeps something else")
        }
        var slots: [[Float]] = []
        for (slot, kept) in zip(own, checkpoint.optimizer) {
            slots.append(try Self.arena(trained, kept.tensors[...], over: slot.values))
        }
        if let best = checkpoint.best {
            _ = try Self.arena(trained, best.prefix(count), over: parameters)
            _ = try Self.arena(statistics, best.dropFirst(count), over: running)
        }
        network.parameters.restore(parameters)
        network.runningStatistics.restore(running)
        restore(stepCount: checkpoint.position.step, optimizerState: slots)
    }

    private static func tensors(_ layout: ParameterLayout, _ arena: [Float]) -> [RunCheckpoint.Tensor] {
        layout.tensors.map { tensor in
            RunCheckpoint.Tensor(
                name: tensor.name, shape: tensor.shape,
                values: Array(arena[tensor.offset..<tensor.offset + tensor.count]))
        }
    }

    /// `tensors` in their places of an arena that holds `padding` between them.
    private static func arena(
        _ layout: ParameterLayout, _ tensors: ArraySlice<RunCheckpoint.Tensor>, over padding: [Float]
    ) throws(CheckpointFault) -> [Float] {
        guard layout.tensors.count == tensors.count else {
            throw CheckpointFault("it holds \(tensors.count) tensors where the model has \(layout.tensors.count)")
        }
        var arena = padding
        for (own, kept) in zip(layout.tensors, tensors) {
            guard own.name == kept.name, own.shape == kept.shape, kept.values.count == own.count else {
                throw CheckpointFault("its tensor '\(kept.name)' is not the model's '\(own.name)'")
            }
            arena.replaceSubrange(own.offset..<own.offset + own.count, with: kept.values)
        }
        return arena
    }
}
