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
