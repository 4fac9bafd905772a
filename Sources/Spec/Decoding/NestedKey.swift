import Experiment

/// A setting that stands below another one, and is often looked for beside it: `momentum`, `max`, `limit`.
struct NestedKey {
    /// `["optimizer", "sgd", "momentum"]`
    private let path: [String]

    /// Where one would first look for a key stands first; so the keys of the settings stand here once more.
    private static let mappings: [(path: [String], keys: Set<String>)] = [
        (["dataset"], ["idx", "path", "validation_fraction", "split_seed", "normalize", "limit"]),
        (["model"], ["layers"]),
        (["optimizer", "adam"], ["beta1", "beta2", "epsilon", "weight_decay"]),
        (["optimizer", "sgd"], ["momentum", "nesterov", "weight_decay"]),
        (["optimizer", "adamw"], ["beta1", "beta2", "epsilon", "weight_decay"]),
        (["optimizer", "rmsprop"], ["alpha", "epsilon", "momentum", "centered", "weight_decay"]),
        (["optimizer", "adagrad"], ["learning_rate_decay", "epsilon", "initial_accumulator", "weight_decay"]),
        (
            ["learning_rate", "auto"],
            ["mode", "suggestion", "repeats", "budget", "smoothing", "stop_factor", "skip_begin", "skip_end"]
        ),
        (["schedule", "constant"], ["linear_warmup"]),
        (["schedule", "step"], ["every", "gamma", "linear_warmup"]),
        (["schedule", "multi_step"], ["milestones", "gamma", "linear_warmup"]),
        (["schedule", "exponential"], ["gamma", "linear_warmup"]),
        (
            ["schedule", "cyclical"],
            [
                "policy", "min", "max", "step_size", "gamma", "cycle_momentum", "base_momentum", "max_momentum",
                "linear_warmup",
            ]
        ),
        (
            ["schedule", "one_cycle"],
            [
                "max", "rise_fraction", "anneal", "start_divisor", "end_divisor", "three_phase", "cycle_momentum",
                "base_momentum", "max_momentum", "linear_warmup",
            ]
        ),
        (["schedule", "cosine"], ["min", "linear_warmup"]),
    ]
    /// Where a key is meant only if the settings name what it stands below: `steps` by itself may mean many things.
    private static let besideTheirs: [(path: [String], keys: Set<String>)] = [
        (["learning_rate", "auto"], ["min", "max", "steps", "metric"])
    ]

    /// - Parameter settings: those beside the key; an optimizer or a schedule that they name and that has such a key is
    ///   the one that is meant.
    /// - Returns: nil where no setting has such a key.
    init?(_ key: String, beside settings: YAMLNode) {
        let key = Suggestion.usualName(for: key)
        func owners(_ mappings: [(path: [String], keys: Set<String>)]) -> [[String]] {
            mappings.filter { $0.keys.contains(key) }.map(\.path)
        }
        let meant = owners(Self.mappings + Self.besideTheirs).first {
            $0.count == 2 && settings[$0[0]]?[$0[1]] != nil
        }
        guard let owner = meant ?? owners(Self.mappings).first else { return nil }
        path = owner + [key]
    }

    /// `below 'optimizer': '{sgd: {momentum: …}}'`
    var asNested: String {
        "below '\(path[0])': '" + path.dropFirst().reversed().reduce("…") { "{\($1): \($0)}" } + "'"
    }

    /// `below 'optimizer': 'optimizer.sgd.momentum'`
    var asDotted: String { "below '\(path[0])': '\(path.joined(separator: "."))'" }
}
