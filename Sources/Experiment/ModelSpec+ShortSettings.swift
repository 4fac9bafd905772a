extension ModelSpec {
    /// The model as a person would write it: `{dense: 10}`, nothing that a layer has by default. Decoding it gives the
    /// same model, so that two models that differ are written differently.
    package var shortSettings: SettingValue {
        switch self {
        case .named: settings
        case .layers(let layers): .mapping([Setting("layers", .list(layers.map(\.shortSettings)))])
        }
    }
}

extension LayerSpec {
    fileprivate var shortSettings: SettingValue {
        let layer = kind.name
        let defaults = LayerSpec(kind.withDefaults).entries
        let written = entries.filter { layer.requiredSettings.contains($0.key) || !defaults.contains($0) }
        guard let first = written.first else { return .string(layer.rawValue) }
        let isMain = written.count == 1 && first.key == layer.mainSetting
        return .mapping([Setting(layer.rawValue, isMain ? first.value : .mapping(written))])
    }
}

extension LayerName {
    /// The setting that a bare number stands for: `{dense: 120}`.
    package var mainSetting: String? {
        switch self {
        case .dense: "units"
        case .maxPool2D, .averagePool2D: "size"
        case .leakyReLU: "negative_slope"
        case .dropout: "rate"
        case .convolution2D, .flatten, .relu, .tanh, .sigmoid, .gelu, .batchNorm: nil
        }
    }

    /// What has no default, in the order of `LayerKind`.
    package var requiredSettings: [String] {
        switch self {
        case .convolution2D: ["filters", "kernel"]
        case .maxPool2D, .averagePool2D: ["size"]
        case .dense: ["units"]
        case .dropout: ["rate"]
        case .flatten, .relu, .tanh, .sigmoid, .leakyReLU, .gelu, .batchNorm: []
        }
    }
}

extension LayerKind {
    /// The layer with all that it need not be given at its default.
    fileprivate var withDefaults: LayerKind {
        switch self {
        case .convolution2D(let filters, let kernel, _, _, _): .convolution2D(filters: filters, kernel: kernel)
        case .maxPool2D(let size, _): .maxPool2D(size: size, stride: size)
        case .averagePool2D(let size, _): .averagePool2D(size: size, stride: size)
        case .dense(let units, _): .dense(units: units)
        case .leakyReLU: .leakyReLU()
        case .batchNorm: .batchNorm()
        case .flatten, .relu, .tanh, .sigmoid, .gelu, .dropout: self
        }
    }
}
