extension ModelSpec {
    package var settings: SettingValue {
        switch self {
        case .named(let model): .string(model.rawValue)
        case .layers(let layers): .mapping([Setting("layers", .list(layers.map(\.settings)))])
        }
    }
}

extension LayerSpec {
    package var settings: SettingValue {
        let key = kind.name.rawValue
        return entries.isEmpty ? .string(key) : .mapping([Setting(key, .mapping(entries))])
    }

    /// What stands below the kind's name.
    var entries: [Setting] {
        var entries = kind.entries
        if let name { entries.append(Setting("name", .string(name))) }
        return entries
    }
}

/// The kinds of layers as the file names them. One more is a case here and one of `LayerKind`; the compiler then names
/// the switches that must know them, the decoder's among them. `layer` in `schemas/experiment.schema.json` it does not
/// name: a test does.
package enum LayerName: String, CaseIterable, Sendable {
    case convolution2D = "conv2d"
    case maxPool2D = "max_pool2d"
    case averagePool2D = "average_pool2d"
    case dense, flatten, relu, tanh, sigmoid
    case leakyReLU = "leaky_relu"
    case gelu, dropout
    case batchNorm = "batch_norm"

    /// With its defaults. What has none is 0 here.
    package var usual: LayerKind {
        switch self {
        case .convolution2D: .convolution2D(filters: 0, kernel: 0)
        case .maxPool2D: .maxPool2D(size: 0, stride: 0)
        case .averagePool2D: .averagePool2D(size: 0, stride: 0)
        case .dense: .dense(units: 0)
        case .flatten: .flatten
        case .relu: .relu
        case .tanh: .tanh
        case .sigmoid: .sigmoid
        case .leakyReLU: .leakyReLU()
        case .gelu: .gelu
        case .dropout: .dropout(rate: 0)
        case .batchNorm: .batchNorm()
        }
    }
}

extension LayerKind {
    /// The name in the experiment language.
    package var name: LayerName {
        switch self {
        case .convolution2D: .convolution2D
        case .maxPool2D: .maxPool2D
        case .averagePool2D: .averagePool2D
        case .dense: .dense
        case .flatten: .flatten
        case .relu: .relu
        case .tanh: .tanh
        case .sigmoid: .sigmoid
        case .leakyReLU: .leakyReLU
        case .gelu: .gelu
        case .dropout: .dropout
        case .batchNorm: .batchNorm
        }
    }

    /// What parameters are called after, with the ordinal among the layers of the kind: `conv1`.
    package var shortName: String {
        name == .convolution2D ? "conv" : name.rawValue
    }

    fileprivate var entries: [Setting] {
        switch self {
        case .convolution2D(let filters, let kernel, let stride, let padding, let initializer):
            [
                Setting("filters", .integer(filters)), Setting("kernel", .integer(kernel)),
                Setting("stride", .integer(stride)), Setting("padding", .integer(padding)),
                Setting("initializer", .string(initializer.rawValue)),
            ]
        case .maxPool2D(let size, let stride), .averagePool2D(let size, let stride):
            [Setting("size", .integer(size)), Setting("stride", .integer(stride))]
        case .dense(let units, let initializer):
            [Setting("units", .integer(units)), Setting("initializer", .string(initializer.rawValue))]
        case .flatten, .relu, .tanh, .sigmoid, .gelu: []
        case .leakyReLU(let slope): [Setting("negative_slope", .number(slope))]
        case .dropout(let rate): [Setting("rate", .number(rate))]
        case .batchNorm(let momentum, let epsilon):
            [Setting("momentum", .number(momentum)), Setting("epsilon", .number(epsilon))]
        }
    }
}
