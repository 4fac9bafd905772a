import Experiment
import Foundation
import TestSupport
import Testing

/// What `Fixtures/make_fixtures.py` left.
enum Fixtures {
    static let networks: [NetworkCase] = load("networks.json", empty: [])
    static let optimizers: [OptimizerCase] = load("optimizers.json", empty: [])
    static let movingMomentum: [MovingMomentumCase] = load("momentum.json", empty: [])
    static let lenet: LeNetCase? = load("lenet.json", empty: nil)

    /// All parameters after the last step, in order.
    static var lenetParameters: [Float] {
        let data = (try? Data(contentsOf: url("lenet_parameters.bin"))) ?? Data()
        return stride(from: 0, to: data.count - 3, by: 4).map { start in
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[start + $1]) << (8 * UInt32($1)) }
            return Float(bitPattern: bits)
        }
    }

    private static func url(_ name: String) -> URL {
        URL(fileURLWithPath: "\(Repository.root)/Tests/NeuralNetTests/Fixtures/\(name)")
    }

    private static func load<Value: Decodable>(_ name: String, empty: Value) -> Value {
        (try? JSONDecoder().decode(Value.self, from: Data(contentsOf: url(name)))) ?? empty
    }
}

struct NetworkCase: Decodable, CustomTestStringConvertible {
    var name: String
    var input: [Int]
    var classes: Int
    var samples: Int
    var smoothing: Double
    var scale: Float
    var offset: Float
    var layers: [LayerCase]
    var step: Int
    var lossSum: Double
    var correct: Int
    var evaluatedLossSum: Double
    var evaluatedCorrect: Int
    var gradients: [[Double]]
    var runningStatistics: [[Double]]

    var testDescription: String { name }

    var shape: SampleShape { SampleShape(channels: input[0], height: input[1], width: input[2]) }
}

struct LayerCase: Decodable {
    enum Kind: String, Decodable {
        case conv2d
        case maxPool2D = "max_pool2d"
        case averagePool2D = "average_pool2d"
        case dense, flatten, relu, tanh, sigmoid, gelu, dropout
        case leakyReLU = "leaky_relu"
        case batchNorm = "batch_norm"
    }

    var kind: Kind
    var numbers: [Double]

    private var sizes: [Int] { numbers.map(Int.init) }

    var spec: LayerSpec {
        switch kind {
        case .conv2d: .convolution(sizes[0], kernel: sizes[1], stride: sizes[2], padding: sizes[3])
        case .maxPool2D: .maxPool(sizes[0], stride: sizes[1])
        case .averagePool2D: .averagePool(sizes[0], stride: sizes[1])
        case .dense: .dense(sizes[0])
        case .flatten: LayerSpec(.flatten)
        case .relu: LayerSpec(.relu)
        case .tanh: LayerSpec(.tanh)
        case .sigmoid: LayerSpec(.sigmoid)
        case .gelu: LayerSpec(.gelu)
        case .dropout: LayerSpec(.dropout(rate: numbers[0]))
        case .batchNorm: LayerSpec(.batchNorm(momentum: numbers[0], epsilon: numbers[1]))
        case .leakyReLU: LayerSpec(.leakyReLU(negativeSlope: numbers[0]))
        }
    }
}

struct OptimizerCase: Decodable {
    struct Kept: Decodable {
        var step: Int
        var parameters: [[Double]]
    }

    var name: String
    var learningRate: Double
    var clip: Double?
    var kept: [Kept]
}

struct MovingMomentumCase: Decodable {
    var name: String
    /// Of each step.
    var rates: [Double]
    var momentums: [Double]
    var kept: [OptimizerCase.Kept]
}

struct LeNetCase: Decodable {
    struct Float32Distances: Decodable {
        var lossDistance: Double
        var parameterDistance: Double
        var largestParameterDistance: Double
    }

    var losses: [Double]
    var float32: Float32Distances
}

extension LayerSpec {
    static func convolution(_ filters: Int, kernel: Int, stride: Int = 1, padding: Int = 0) -> LayerSpec {
        LayerSpec(
            .convolution2D(
                filters: filters, kernel: kernel, stride: stride, padding: padding, initializer: .pytorch))
    }

    static func maxPool(_ size: Int, stride: Int) -> LayerSpec { LayerSpec(.maxPool2D(size: size, stride: stride)) }

    static func averagePool(_ size: Int, stride: Int) -> LayerSpec {
        LayerSpec(.averagePool2D(size: size, stride: stride))
    }

    static func dense(_ units: Int) -> LayerSpec { LayerSpec(.dense(units: units, initializer: .pytorch)) }
}
