import Experiment
import Foundation
import Kernels
import NeuralNet
import Testing

@Suite struct ParameterTests {
    private func network(_ layers: [LayerSpec], seed: UInt64 = 7) throws -> Network {
        try Network(
            layers: layers, input: SampleShape(channels: 2, height: 8, width: 8), classes: 3, batchSize: 8,
            labelSmoothing: 0, seed: seed, kernels: #require(InstructionSet.best.table), maximumCores: 1)
    }

    private func dense(_ units: Int, _ initializer: Initializer, name: String? = nil) -> LayerSpec {
        LayerSpec(.dense(units: units, initializer: initializer), name: name)
    }

    @Test func `tensors have PyTorch's shapes and order, and begin on a cache line`() throws {
        let layout = try network([
            .convolution(3, kernel: 3), LayerSpec(.relu), .convolution(5, kernel: 2), LayerSpec(.flatten),
            dense(7, .pytorch, name: "head"), dense(3, .pytorch),
        ]).parameters.layout
        #expect(
            layout.tensors.map(\.name) == [
                "conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "head.weight", "head.bias", "dense2.weight",
                "dense2.bias",
            ])
        #expect(
            layout.tensors.map(\.shape) == [[3, 2, 3, 3], [3], [5, 3, 2, 2], [5], [7, 125], [7], [3, 7], [3]])
        #expect(layout.tensors.allSatisfy { $0.offset.isMultiple(of: 16) })
        #expect(zip(layout.tensors, layout.tensors.dropFirst()).allSatisfy { $0.range.upperBound <= $1.offset })
    }

    @Test func `batch normalization starts at the identity, with its statistics beside the parameters`() throws {
        let layers = [
            .convolution(3, kernel: 3), LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5)), LayerSpec(.flatten),
            LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5), name: "last"), dense(3, .pytorch),
        ]
        let network = try network(layers)
        let layout = network.parameters.layout
        #expect(
            layout.tensors.map(\.name) == [
                "conv1.weight", "conv1.bias", "batch_norm1.weight", "batch_norm1.bias", "last.weight", "last.bias",
                "dense1.weight", "dense1.bias",
            ])
        #expect(layout.tensors[2...5].map(\.shape) == [[3], [3], [108], [108]])
        #expect(network.parameters.values(of: layout.tensors[4]) == [Float](repeating: 1, count: 108))
        #expect(network.parameters.values(of: layout.tensors[5]) == [Float](repeating: 0, count: 108))
        let statistics = network.runningStatistics
        #expect(
            statistics.layout.tensors.map(\.name) == [
                "batch_norm1.running_mean", "batch_norm1.running_var", "last.running_mean", "last.running_var",
            ])
        #expect(statistics.values(of: statistics.layout.tensors[0]) == [0, 0, 0])
        #expect(statistics.values(of: statistics.layout.tensors[1]) == [1, 1, 1])
    }

    @Test func `two layers of one name are refused at the second`() {
        let layers = [LayerSpec(.flatten), dense(4, .pytorch, name: "dense2"), dense(3, .pytorch)]
        #expect(throws: ModelShapeError(layerIndex: 2, message: "two layers are called 'dense2'")) {
            try network(layers)
        }
    }

    @Test func `parameters follow from the seed, and no tensor from another's size`() throws {
        func values(_ width: Int, _ seed: UInt64) throws -> [[Float]] {
            try network([LayerSpec(.flatten), dense(width, .pytorch), dense(3, .pytorch)], seed: seed)
                .parameters.tensorValues
        }
        let (first, again, wider, other) = (try values(5, 1), try values(5, 1), try values(9, 1), try values(5, 2))
        #expect(first == again)
        #expect(first[3] != other[3])
        // The last bias keeps its random numbers; only their bound follows from the layer's inputs.
        let ratios = zip(first[3], wider[3]).map { $0 / $1 }
        #expect(ratios.allSatisfy { abs($0 - (9.0 / 5.0 as Float).squareRoot()) < 1e-5 })
    }

    /// The first of each tensor of a layer of 128 inputs, by `Fixtures/make_random_stream.py`.
    @Test func `a seed's initial numbers stay what they are`() throws {
        func beginnings(_ initializer: Initializer) throws -> [[Float]] {
            let parameters = try network([LayerSpec(.flatten), dense(3, initializer)]).parameters
            return parameters.tensorValues.map { Array($0.prefix(3)) }
        }
        #expect(
            try beginnings(.pytorch) == [
                [0.055282104, -0.00057474604, 0.069061036], [0.029495555, -0.0006727691, -0.08760573],
            ])
        #expect(try beginnings(.heNormal) == [[0.11099684, -0.00101871842, 0.15376121], [0, 0, 0]])
    }

    /// Initializer, variance for 128 inputs and 1000 outputs, whether uniform.
    static let variances: [(Initializer, Double, Bool)] = [
        (.pytorch, 1.0 / 384, true), (.heNormal, 1.0 / 64, false), (.heUniform, 1.0 / 64, true),
        (.glorotNormal, 2.0 / 1128, false), (.glorotUniform, 2.0 / 1128, true), (.lecunNormal, 1.0 / 128, false),
        (.standardNormal, 1, false), (.zeros, 0, false),
    ]

    @Test(arguments: variances)
    func `initializers have their variance and shape`(
        _ initializer: Initializer, _ variance: Double, _ isUniform: Bool
    ) throws {
        let parameters = try network([LayerSpec(.flatten), dense(1000, initializer), dense(3, .pytorch)]).parameters
        let weight = parameters.values(of: parameters.layout.tensors[0]).map(Double.init)
        let bias = parameters.values(of: parameters.layout.tensors[1])
        let count = Double(weight.count)
        let mean = weight.reduce(0, +) / count
        let square = weight.reduce(0) { $0 + $1 * $1 } / count
        // Five standard errors of the mean, and of the variance where the kurtosis is at most 3.
        #expect(abs(mean) <= 5 * (variance / count).squareRoot())
        #expect(abs(square - variance) <= 5 * variance * (2 / count).squareRoot())
        if variance > 0 {
            let kurtosis = weight.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count / (square * square)
            #expect(abs(kurtosis - (isUniform ? 1.8 : 3)) < 0.1)
        }
        if isUniform { #expect(weight.allSatisfy { $0.magnitude <= (3 * variance).squareRoot() }) }
        #expect(bias.allSatisfy { $0 == 0 } == (initializer != .pytorch))
    }

    /// Python's `statistics.NormalDist().inv_cdf`, 3.11.
    @Test(arguments: [
        (0.5, 0.0), (0.075, -1.4395314709384557), (0.6, 0.2533471031357998), (0.93, 1.4757910281791708),
        (0.99, 2.3263478740408408), (1e-6, -4.753424308822899), (0x1p-33, -6.337957754553789),
    ])
    func `normal quantiles agree with Python's`(_ p: Double, _ z: Double) {
        #expect(abs(StandardNormal.quantile(p) - z) <= 1e-14 * max(1, z.magnitude))
    }

    @Test(arguments: [1.0, 2.0, 0.7, 1.4142135623730951, 1.5, 1e-10, 3e5, 0.9999999])
    func `the own logarithm is exact to the last digits`(_ x: Double) {
        let expected = log(x)
        #expect(abs(StandardNormal.naturalLogarithm(x) - expected) <= 4e-16 * max(expected.magnitude, 1e-3))
    }
}
