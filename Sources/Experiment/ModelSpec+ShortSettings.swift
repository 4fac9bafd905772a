extension ModelSpec {
    /// The model as a person would write it: `{dense: 10}`, nothing that a layer has by default. Decoding it gives the
    /// same model, so that two models that differ are written differently.
    package var shortSettings: SettingValue { settings.shortModel }
}

extension SettingValue {
    /// The same of a model's settings as a record has them. What is no list of layers stays as it is, and so does a
    /// layer that this version does not know.
    package var shortModel: SettingValue {
        guard case .mapping(let entries) = self, entries.count == 1, let entry = entries.first, entry.key == "layers",
            case .list(let layers) = entry.value
        else { return self }
        return .mapping([Setting(entry.key, .list(layers.map { $0.shortLayer }))])
    }

    private var shortLayer: SettingValue {
        guard case .mapping(let entries) = self, entries.count == 1, let entry = entries.first,
            let layer = LayerName(rawValue: entry.key), case .mapping(let settings) = entry.value
        else { return self }
        let defaults = layer.defaults(beside: settings)
        let written = settings.filter { layer.requiredSettings.contains($0.key) || !defaults.contains($0) }
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

    /// What a layer with these settings need not be given.
    fileprivate func defaults(beside settings: [Setting]) -> [Setting] {
        switch self {
        // Windows stand side by side.
        case .maxPool2D, .averagePool2D: settings.filter { $0.key == "size" }.map { Setting("stride", $0.value) }
        case .convolution2D, .dense, .flatten, .relu, .tanh, .sigmoid, .leakyReLU, .gelu, .dropout, .batchNorm:
            LayerSpec(usual).entries
        }
    }
}
