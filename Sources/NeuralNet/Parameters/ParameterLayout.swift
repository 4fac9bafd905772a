package import Experiment

/// One tensor of a network and its place in an arena.
package struct ParameterTensor: Hashable, Sendable {
    /// `conv1.weight`, `dense2.bias`, `batch_norm1.running_mean`; with the layer's own name where the file gives one.
    package let name: String
    /// PyTorch's: (K, C, R, R) and (K) for a convolution, (O, I) and (O) for a dense layer, (C) for batch
    /// normalization.
    package let shape: [Int]
    /// Where it starts in the arena: on a cache line.
    package let offset: Int
    let initialization: Initialization

    /// Numbers in the tensor.
    package var count: Int { shape.reduce(1, *) }
    /// Its numbers' indices in the arena.
    package var range: Range<Int> { offset..<offset + count }
    /// With the padding up to the next tensor.
    package var paddedCount: Int { CacheLine.padded(count) }
}

/// Where the tensors of a network lie, and what they are called: layer by layer in PyTorch's order, weight before bias.
/// Parameters, gradients and the optimizer's state share a layout, so what works on all of them is a flat loop.
package struct ParameterLayout: Hashable, Sendable {
    package let tensors: [ParameterTensor]
    /// Numbers of an arena, padding included.
    package let count: Int
    /// Index of the first of two tensors by index of the layer.
    private let firstOfLayer: [Int: Int]

    /// Which of a layer's tensors are laid out.
    package enum Role: Hashable, Sendable {
        /// Weight and bias: what an optimizer changes.
        case trained
        /// Mean and variance of batch normalization: what training passes leave for evaluation.
        case runningStatistics
    }

    /// - Throws: the second of two layers that would give their tensors the same names.
    package init(
        _ role: Role, layers: [LayerSpec], input: SampleShape, outputs: [SampleShape]
    ) throws(ModelShapeError) {
        var tensors: [ParameterTensor] = []
        var end = 0
        var firstOfLayer: [Int: Int] = [:]
        var names: Set<String> = []
        for (index, (layer, name)) in zip(layers, layers.layerNames).enumerated() {
            let inputShape = index == 0 ? input : outputs[index - 1]
            guard let ofLayer = LayerTensors(layer.kind, input: inputShape) else { continue }
            guard names.insert(name).inserted else {
                throw ModelShapeError(layerIndex: index, message: "two layers are called '\(name)'")
            }
            guard let pair = ofLayer.pair(role) else { continue }
            firstOfLayer[index] = tensors.count
            for tensor in [pair.first, pair.second] {
                let placed = ParameterTensor(
                    name: "\(name).\(tensor.name)", shape: tensor.shape, offset: end,
                    initialization: tensor.initialization)
                tensors.append(placed)
                end += placed.paddedCount
            }
        }
        self.tensors = tensors
        self.firstOfLayer = firstOfLayer
        count = end
    }

    /// The two tensors of the layer at `index` of the model's list; nil where it has none.
    func tensors(ofLayer index: Int) -> (first: ParameterTensor, second: ParameterTensor)? {
        firstOfLayer[index].map { (tensors[$0], tensors[$0 + 1]) }
    }
}

/// What the tensors of a layer look like.
private struct LayerTensors {
    struct Tensor {
        var name: String
        var shape: [Int]
        var initialization: Initialization
    }

    private var trained: (first: Tensor, second: Tensor)
    private var runningStatistics: (first: Tensor, second: Tensor)?

    func pair(_ role: ParameterLayout.Role) -> (first: Tensor, second: Tensor)? {
        switch role {
        case .trained: trained
        case .runningStatistics: runningStatistics
        }
    }

    /// Nil for a layer without tensors.
    init?(_ kind: LayerKind, input: SampleShape) {
        switch kind {
        case .convolution2D(let filters, let kernel, _, _, let initializer):
            trained = Self.weightAndBias(
                outputs: filters, inputs: input.channels, window: [kernel, kernel], initializer)
        case .dense(let units, let initializer):
            trained = Self.weightAndBias(outputs: units, inputs: input.count, window: [], initializer)
        case .batchNorm:
            func tensor(_ name: String, _ initialization: Initialization) -> Tensor {
                Tensor(name: name, shape: [input.channels], initialization: initialization)
            }
            trained = (tensor("weight", .ones), tensor("bias", .zeros))
            runningStatistics = (tensor("running_mean", .zeros), tensor("running_var", .ones))
        case .maxPool2D, .averagePool2D, .flatten, .relu, .tanh, .sigmoid, .leakyReLU, .gelu, .dropout:
            return nil
        }
    }

    /// - Parameter window: sizes of the window of weights between one input and one output.
    private static func weightAndBias(
        outputs: Int, inputs: Int, window: [Int], _ initializer: Initializer
    ) -> (first: Tensor, second: Tensor) {
        let area = window.reduce(1, *)
        let fan = Fan(in: inputs * area, out: outputs * area)
        return (
            Tensor(name: "weight", shape: [outputs, inputs] + window, initialization: .weight(initializer, fan)),
            Tensor(name: "bias", shape: [outputs], initialization: .bias(initializer, fan))
        )
    }
}
