extension RunConfiguration {
    /// The configuration in the experiment language, every default written out. Decoding it gives the same
    /// configuration; what of it decides the numbers identifies a run.
    package var settings: SettingValue { .mapping(entries) }

    /// The same, as entries: every key of a run, whatever their values are.
    package var entries: [Setting] {
        [
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
        ]
    }
}

extension DatasetSpec {
    package var settings: SettingValue {
        var entries: [Setting] = []
        switch source {
        case .fashionMNIST, .shapes: entries.append(Setting("name", .string(source.name)))
        case .idx(let path, let classes):
            var files = [Setting("path", .string(path)), Setting("classes", .integer(classes))]
            if !classNames.isEmpty { files.append(Setting("class_names", .list(classNames.map { .string($0) }))) }
            entries.append(Setting("idx", .mapping(files)))
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

/// The optimizers as the file names them.
package enum OptimizerName: String, CaseIterable, Sendable {
    case sgd, adam
    case adamW = "adamw"
    case rmsProp = "rmsprop"
    case adagrad

    /// With its defaults.
    package var usual: OptimizerSpec {
        switch self {
        case .sgd: .sgd()
        case .adam: .adam()
        case .adamW: .adamW()
        case .rmsProp: .rmsProp()
        case .adagrad: .adagrad()
        }
    }
}

extension OptimizerSpec {
    /// The name in the experiment language.
    package var name: OptimizerName {
        switch self {
        case .sgd: .sgd
        case .adam: .adam
        case .adamW: .adamW
        case .rmsProp: .rmsProp
        case .adagrad: .adagrad
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
        return .mapping([Setting(name.rawValue, .mapping(entries))])
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
