import Experiment

/// How a network lies in a file, whether a run's or a range test's: a tensor each of its weights, and one each of what the
/// optimizer keeps of a weight.
extension NetworkState {
    private static let optimizerPrefix = "optimizer."

    /// By their names in a file: `conv1.weight`, `optimizer.momentum.conv1.weight`.
    var fileTensors: [NetworkState.Tensor] {
        weights
            + optimizer.flatMap { slot in
                slot.tensors.map { $0.renamed(after: "\(Self.optimizerPrefix)\(slot.name).") }
            }
    }

    /// Takes a tensor of a file to the others.
    /// - Throws: where it is none of a network's.
    mutating func take(_ tensor: NetworkState.Tensor) throws(CheckpointFault) {
        // A parameter's name is `layer.tensor`: neither part has a dot.
        if tensor.nameParts == 2 { return weights.append(tensor) }
        guard tensor.nameParts == 4, let kept = tensor.named(behind: Self.optimizerPrefix),
            let slot = kept.name.split(separator: ".", omittingEmptySubsequences: false).first.map(String.init),
            let own = kept.named(behind: "\(slot).")
        else { throw tensor.isUnknown }
        if optimizer.last?.name != slot {
            optimizer.append(NetworkState.OptimizerSlot(name: slot, tensors: []))
        }
        optimizer[optimizer.count - 1].tensors.append(own)
    }
}

extension NetworkState.Tensor {
    var isUnknown: CheckpointFault { CheckpointFault("nothing is called '\(name.prefix(120))'") }

    var nameParts: Int { name.split(separator: ".", omittingEmptySubsequences: false).count }

    func renamed(after prefix: String) -> NetworkState.Tensor {
        NetworkState.Tensor(name: prefix + name, shape: shape, values: values)
    }

    /// Under the rest of its name; nil where that does not begin with `prefix`.
    func named(behind prefix: String) -> NetworkState.Tensor? {
        guard name.hasPrefix(prefix) else { return nil }
        return NetworkState.Tensor(name: String(name.dropFirst(prefix.count)), shape: shape, values: values)
    }
}
