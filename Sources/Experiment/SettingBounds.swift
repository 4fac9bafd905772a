extension SettingValue {
    /// How low and how high a number may be that an experiment file has at a dotted path, this configuration's other
    /// settings being what they are. Bounds that it can come as close to as it likes are those of all numbers, 0 and
    /// infinity, whether it may be them or not.
    package func bounds(at path: String) -> (lowest: Double, highest: Double) {
        let keys = path.split(separator: ".").map(String.init)
        func neighbour(_ key: String) -> SettingValue? { self[path: Array(keys.dropLast()) + [key]] }
        switch keys.last ?? "" {
        case "batch_size", "epochs", "steps", "start_divisor", "end_divisor": return (1, .infinity)
        case "start_factor": return (0, 1)
        // Cycles may not grow, and what a step or an epoch multiplies a rate by may let it.
        case "gamma" where keys.contains("cyclical"): return (0, 1)
        // The first fall takes as long as the rise.
        case "rise_fraction" where neighbour("three_phase") == .bool(true): return (0, 0.5)
        case "base_momentum": return (0, neighbour("max_momentum")?.asNumber ?? .infinity)
        case "max_momentum": return (neighbour("base_momentum")?.asNumber ?? 0, .infinity)
        default: return (0, .infinity)
        }
    }
}
