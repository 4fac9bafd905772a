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
        let (kind, entries) = kindAndEntries
        return entries.isEmpty ? .string(kind) : .mapping([Setting(kind, .mapping(entries))])
    }

    /// As the file writes the layer: `conv2d` and what stands below it.
    var kindAndEntries: (kind: String, entries: [Setting]) {
        var entries = kind.entries
        if let name { entries.append(Setting("name", .string(name))) }
        return (kind.name, entries)
    }
}

extension LayerKind {
    /// The name in the experiment language.
    var name: String {
        switch self {
        case .convolution2D: "conv2d"
        case .maxPool2D: "max_pool2d"
        case .averagePool2D: "average_pool2d"
        case .dense: "dense"
        case .flatten: "flatten"
        case .relu: "relu"
        case .tanh: "tanh"
        case .sigmoid: "sigmoid"
        case .leakyReLU: "leaky_relu"
        case .gelu: "gelu"
        case .dropout: "dropout"
        case .batchNorm: "batch_norm"
        }
    }

    /// What parameters are called after, with the ordinal among the layers of the kind: `conv1`.
    package var shortName: String {
        if case .convolution2D = self { "conv" } else { name }
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
