package import Experiment

/// One trainable tensor and its place in an arena.
package struct ParameterTensor: Hashable, Sendable {
    /// `conv1.weight`, `dense2.bias`; with the layer's own name where the file gives one.
    package let name: String
    /// PyTorch's: (K, C, R, R) and (K) for a convolution, (O, I) and (O) for a dense layer.
    package let shape: [Int]
    /// Where it starts in the arena: a multiple of 16, so that it begins on a cache line.
    package let offset: Int
    let initialization: Initialization

    /// Numbers in the tensor.
    package var count: Int { shape.reduce(1, *) }
    /// With the zeros up to the next tensor.
    package var paddedCount: Int { (count + 15) / 16 * 16 }
}

/// Where the parameters of a network lie, and what they are called: layer by layer in PyTorch's order, weight before
/// bias. Parameters, gradients and the optimizer's state share it, so what works on all of them is a flat loop.
package struct ParameterLayout: Hashable, Sendable {
    package let tensors: [ParameterTensor]
    /// Numbers of an arena, padding included.
    package let count: Int
    /// Indices into `tensors` by index of the layer.
    private let tensorsOfLayer: [Int: LayerTensors]

    struct LayerTensors: Hashable, Sendable {
        var weight: Int
        var bias: Int
    }

    /// - Throws: the second of two layers that would give their tensors the same names.
    package init(layers: [LayerSpec], input: SampleShape, outputs: [SampleShape]) throws(ModelShapeError) {
        var tensors: [ParameterTensor] = []
        var end = 0
        func append(_ name: String, _ shape: [Int], _ initialization: Initialization) -> Int {
            tensors.append(ParameterTensor(name: name, shape: shape, offset: end, initialization: initialization))
            end += tensors[tensors.count - 1].paddedCount
            return tensors.count - 1
        }
        var ofLayer: [Int: LayerTensors] = [:]
        var ordinals: [String: Int] = [:]
        var names: Set<String> = []
        for (index, layer) in layers.enumerated() {
            let inputShape = index == 0 ? input : outputs[index - 1]
            guard let weights = WeightShape(layer.kind, input: inputShape) else { continue }
            // A layer with a name of its own counts too: naming one layer renames no other.
            ordinals[weights.kindName, default: 0] += 1
            let name = layer.name ?? "\(weights.kindName)\(ordinals[weights.kindName, default: 0])"
            guard names.insert(name).inserted else {
                throw ModelShapeError(layerIndex: index, message: "two layers are called '\(name)'")
            }
            let fan = Fan(in: weights.inputs * weights.window, out: weights.outputs * weights.window)
            ofLayer[index] = LayerTensors(
                weight: append("\(name).weight", weights.shape, .weight(weights.initializer, fan)),
                bias: append("\(name).bias", [weights.outputs], .bias(weights.initializer, fan)))
        }
        self.tensors = tensors
        self.tensorsOfLayer = ofLayer
        count = end
    }

    /// The tensor that is called `name`.
    package func tensor(named name: String) -> ParameterTensor? { tensors.first { $0.name == name } }

    /// Weight and bias of the layer at `index` of the model's list; nil where it has none.
    func tensors(ofLayer index: Int) -> (weight: ParameterTensor, bias: ParameterTensor)? {
        tensorsOfLayer[index].map { (tensors[$0.weight], tensors[$0.bias]) }
    }
}

/// What the weight tensor of a layer looks like.
private struct WeightShape {
    var kindName: String
    var outputs: Int
    var inputs: Int
    /// Weights between one input and one output: R · R.
    var window: Int
    var shape: [Int]
    var initializer: Initializer

    /// Nil for a layer without weights.
    init?(_ kind: LayerKind, input: SampleShape) {
        switch kind {
        case .convolution2D(let filters, let kernel, _, _, let initializer):
            (kindName, outputs, inputs, window) = ("conv", filters, input.channels, kernel * kernel)
            shape = [filters, input.channels, kernel, kernel]
            self.initializer = initializer
        case .dense(let units, let initializer):
            (kindName, outputs, inputs, window) = ("dense", units, input.count, 1)
            shape = [units, input.count]
            self.initializer = initializer
        case .maxPool2D, .averagePool2D, .flatten, .relu, .tanh, .sigmoid, .leakyReLU, .gelu, .dropout, .batchNorm:
            return nil
        }
    }
}
