package import Experiment
import NeuralNet

/// The networks whose training step is timed.
package enum BenchmarkNetwork: String, CaseIterable, Sendable {
    case lenet5
    case mlp
    /// Three 3×3 convolutions with 32, 64 and 128 filters on one 28×28 channel.
    case cnn28
    /// The same on three 32×32 channels.
    case cnn32

    package static let classes = 10
    package static let batchSize = 64

    package var input: SampleShape {
        switch self {
        case .lenet5, .mlp, .cnn28: SampleShape(channels: 1, height: 28, width: 28)
        case .cnn32: SampleShape(channels: 3, height: 32, width: 32)
        }
    }

    package var layers: [LayerSpec] {
        switch self {
        case .lenet5: ModelSpec.named(.lenet5).layers(classes: Self.classes)
        case .mlp: ModelSpec.named(.mlp).layers(classes: Self.classes)
        case .cnn28, .cnn32:
            [32, 64, 128].flatMap { filters in
                [
                    LayerSpec(
                        .convolution2D(filters: filters, kernel: 3, stride: 1, padding: 1, initializer: .pytorch)),
                    LayerSpec(.relu), LayerSpec(.maxPool2D(size: 2, stride: 2)),
                ]
            } + [LayerSpec(.flatten), LayerSpec(.dense(units: Self.classes, initializer: .pytorch))]
        }
    }

    /// The model as an experiment file names it, for runs on the built-in data set; nil where that has another shape,
    /// or the model no name.
    package var modelSetting: String? {
        switch self {
        case .lenet5, .mlp: rawValue
        case .cnn28, .cnn32: nil
        }
    }

    /// The networks of which a whole run can be timed.
    package static var withRuns: [BenchmarkNetwork] { allCases.filter { $0.modelSetting != nil } }

    /// The stages that the network builder makes of the layers.
    func stages() throws(ModelShapeError) -> [StagePlan] {
        let shapes = try ModelShape.infer(layers: layers, input: input, classes: Self.classes)
        return StagePlan.fused(StagePlan.stages(layers: layers, input: input, outputs: shapes.outputs))
    }
}
