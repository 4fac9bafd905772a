package import Experiment
package import KernelTypes

/// One piece of the network's work, named by how much of the batch it needs at once.
package enum StagePlan: Hashable, Sendable {
    /// Micro-batches are independent.
    case perMicroBatch(MicroBatchStagePlan)
    /// The whole batch goes through before the next stage begins.
    case wholeBatch(WholeBatchStagePlan)
}

package enum WholeBatchStagePlan: Hashable, Sendable {
    /// The weights are read once for the whole batch: they are larger than a micro-batch's activations.
    case dense(DensePlan)
    /// The statistics are the whole batch's.
    case batchNorm(BatchNormPlan)
}

package enum MicroBatchStagePlan: Hashable, Sendable {
    case convolution(ConvolutionPlan)
    case maxPool(PoolShape)
    case averagePool(PoolShape)
    case activation(Activation)
    case dropout(DropoutPlan)

    var hasParameters: Bool {
        switch self {
        case .convolution: true
        case .maxPool, .averagePool, .activation, .dropout: false
        }
    }
}

/// A convolution, and what is done to its output before anything else reads it.
package struct ConvolutionPlan: Hashable, Sendable {
    /// Index of the layer whose parameters it uses.
    package var layer: Int
    package var shape: ConvolutionShape
    package var activation: Activation?
    package var pool: PoolShape?

    package init(layer: Int, shape: ConvolutionShape, activation: Activation? = nil, pool: PoolShape? = nil) {
        self.layer = layer
        self.shape = shape
        self.activation = activation
        self.pool = pool
    }

    var outputFeatures: Int { pool?.outputFeatures ?? shape.outputStride / Lanes.count }
}

/// A dense layer, and the function on its output.
package struct DensePlan: Hashable, Sendable {
    /// Index of the layer whose parameters it uses.
    package var layer: Int
    package var inputs: Int
    package var outputs: Int
    package var activation: Activation?

    package init(layer: Int, inputs: Int, outputs: Int, activation: Activation? = nil) {
        self.layer = layer
        self.inputs = inputs
        self.outputs = outputs
        self.activation = activation
    }
}

/// Batch normalization, and the function on its output.
package struct BatchNormPlan: Hashable, Sendable {
    /// Index of the layer whose parameters it uses.
    package var layer: Int
    package var shape: ChannelShape
    /// Weight of the batch in the running statistics.
    package var momentum: Double
    package var epsilon: Double
    package var activation: Activation?

    package init(layer: Int, shape: ChannelShape, momentum: Double, epsilon: Double, activation: Activation? = nil) {
        self.layer = layer
        self.shape = shape
        self.momentum = momentum
        self.epsilon = epsilon
        self.activation = activation
    }
}

package struct DropoutPlan: Hashable, Sendable {
    /// Index of the layer, which its masks are drawn for.
    package var layer: Int
    /// Above 0, below 1.
    package var rate: Double

    package init(layer: Int, rate: Double) {
        self.layer = layer
        self.rate = rate
    }
}

extension PoolShape {
    /// Windows over a sample of this shape.
    init(_ input: SampleShape, size: Int, stride: Int) {
        self.init(
            channels: input.channels, inputHeight: input.height, inputWidth: input.width, size: size, stride: stride)
    }

    /// Numbers per sample that come out.
    var outputFeatures: Int { channels * outputHeight * outputWidth }
}

extension StagePlan {
    /// One stage for each layer that computes. `flatten` does not: (M, C, H, W, 8) and (M, C·H·W, 8) are one memory;
    /// nor does dropout that takes nothing out.
    ///
    /// - Parameter outputs: the shape after each layer.
    package static func stages(layers: [LayerSpec], input: SampleShape, outputs: [SampleShape]) -> [StagePlan] {
        var stages: [StagePlan] = []
        for (index, layer) in layers.enumerated() {
            let shape = index == 0 ? input : outputs[index - 1]
            switch layer.kind {
            case .convolution2D(let filters, let kernel, let stride, let padding, _):
                let convolution = ConvolutionShape(
                    inputChannels: shape.channels, inputHeight: shape.height, inputWidth: shape.width,
                    outputChannels: filters, kernel: kernel, stride: stride, padding: padding)
                stages.append(.perMicroBatch(.convolution(ConvolutionPlan(layer: index, shape: convolution))))
            case .maxPool2D(let size, let stride):
                stages.append(.perMicroBatch(.maxPool(PoolShape(shape, size: size, stride: stride))))
            case .averagePool2D(let size, let stride):
                stages.append(.perMicroBatch(.averagePool(PoolShape(shape, size: size, stride: stride))))
            case .dense(let units, _):
                stages.append(.wholeBatch(.dense(DensePlan(layer: index, inputs: shape.count, outputs: units))))
            case .relu:
                stages.append(.perMicroBatch(.activation(.relu)))
            case .tanh:
                stages.append(.perMicroBatch(.activation(.tanh)))
            case .sigmoid:
                stages.append(.perMicroBatch(.activation(.sigmoid)))
            case .leakyReLU(let slope):
                stages.append(.perMicroBatch(.activation(.leakyReLU(negativeSlope: Float(slope)))))
            case .gelu:
                stages.append(.perMicroBatch(.activation(.gelu)))
            case .dropout(let rate):
                guard rate > 0 else { continue }
                stages.append(.perMicroBatch(.dropout(DropoutPlan(layer: index, rate: rate))))
            case .flatten:
                continue
            case .batchNorm(let momentum, let epsilon):
                let channels = ChannelShape(channels: shape.channels, area: shape.height * shape.width)
                stages.append(
                    .wholeBatch(
                        .batchNorm(
                            BatchNormPlan(layer: index, shape: channels, momentum: momentum, epsilon: epsilon))))
            }
        }
        return stages
    }
}
