extension RunConfiguration {
    /// The configuration in the experiment language, every default written out. Decoding it gives
    /// the same configuration; its text identifies a run.
    package var settings: SettingValue {
        .mapping([
            Setting("dataset", dataset.settings),
            Setting("model", model.settings),
            Setting("optimizer", optimizer.settings),
            Setting("learning_rate", learningRate.settings),
            Setting("schedule", schedule.settings),
            Setting("batch_size", .integer(batchSize)),
            Setting("epochs", .integer(epochs)),
            Setting("validate_every", .number(validateEvery)),
            Setting("seed", .integer(Int(clamping: seed))),
            Setting("label_smoothing", .number(labelSmoothing)),
            Setting("gradient_clip", gradientClip.map { .number($0) } ?? .null),
            Setting("stop_on_divergence", stopOnDivergence.map { .number($0) } ?? .null),
            Setting("log_every", logEvery.map { .integer($0) } ?? .null),
            Setting("histograms", .bool(histograms)),
            Setting("checkpoint_every", checkpointEvery.settings),
            Setting("timeout", timeout.map { .number($0) } ?? .null),
        ])
    }
}

extension DatasetSpec {
    package var settings: SettingValue {
        var entries: [Setting] = []
        switch source {
        case .fashionMNIST, .shapes: entries.append(Setting("name", .string(source.name)))
        case .idx(let path, let classes):
            entries.append(
                Setting("idx", .mapping([Setting("path", .string(path)), Setting("classes", .integer(classes))])))
        }
        if let path { entries.append(Setting("path", .string(path))) }
        entries += [
            Setting("validation_fraction", .number(validationFraction)),
            Setting("split_seed", .integer(Int(clamping: splitSeed))),
        ]
        entries.append(Setting("normalize", .string(normalization.rawValue)))
        if let limit { entries.append(Setting("limit", .integer(limit))) }
        return .mapping(entries)
    }
}

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

extension OptimizerSpec {
    /// The name in the experiment language.
    package var name: String {
        switch self {
        case .sgd: "sgd"
        case .adam: "adam"
        case .adamW: "adamw"
        case .rmsProp: "rmsprop"
        case .adagrad: "adagrad"
        }
    }

    package var settings: SettingValue {
        let entries: [Setting]
        switch self {
        case .sgd(let momentum, let nesterov, let weightDecay):
            entries = [
                Setting("momentum", .number(momentum)), Setting("nesterov", .bool(nesterov)),
                Setting("weight_decay", .number(weightDecay)),
            ]
        case .adam(let beta1, let beta2, let epsilon, let weightDecay),
            .adamW(let beta1, let beta2, let epsilon, let weightDecay):
            entries = [
                Setting("beta1", .number(beta1)), Setting("beta2", .number(beta2)),
                Setting("epsilon", .number(epsilon)), Setting("weight_decay", .number(weightDecay)),
            ]
        case .rmsProp(let alpha, let epsilon, let momentum, let centered, let weightDecay):
            entries = [
                Setting("alpha", .number(alpha)), Setting("epsilon", .number(epsilon)),
                Setting("momentum", .number(momentum)), Setting("centered", .bool(centered)),
                Setting("weight_decay", .number(weightDecay)),
            ]
        case .adagrad(let decay, let epsilon, let initial, let weightDecay):
            entries = [
                Setting("learning_rate_decay", .number(decay)), Setting("epsilon", .number(epsilon)),
                Setting("initial_accumulator", .number(initial)), Setting("weight_decay", .number(weightDecay)),
            ]
        }
        return .mapping([Setting(name, .mapping(entries))])
    }
}

extension LearningRateSpec {
    package var settings: SettingValue {
        switch self {
        case .fixed(let rate): .number(rate)
        case .auto(let settings): .mapping([Setting("auto", settings.settings)])
        }
    }
}

extension FinderSettings {
    package var settings: SettingValue {
        .mapping([
            Setting("min", .number(minimum)), Setting("max", .number(maximum)),
            Setting("steps", .integer(steps)), Setting("mode", .string(mode.rawValue)),
            Setting("suggestion", .string(suggestion.rawValue)), Setting("smoothing", .number(smoothing)),
            Setting("stop_factor", .number(stopFactor)), Setting("skip_begin", .integer(skipBegin)),
            Setting("skip_end", .integer(skipEnd)), Setting("metric", .string(metric.rawValue)),
            Setting("repeats", .integer(repeats)), Setting("budget", .number(budget)),
        ])
    }
}
