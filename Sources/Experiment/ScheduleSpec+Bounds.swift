extension ScheduleName {
    /// Keys of the bounds that a schedule of this name has of its own, the upper one last, where they leave the run's rate
    /// nothing to decide; empty where it does.
    /// - Parameters:
    ///   - schedule: in the experiment language, every default written out.
    ///   - isFound: whether `learning_rate` is `auto`.
    fileprivate func boundKeys(in schedule: SettingValue, rateIsFound isFound: Bool) -> [String] {
        let keys: [String] =
            switch self {
            case .constant, .step, .multiStep, .exponential, .cosine: []
            // A minimum that is left open comes from the range test.
            case .cyclical: isFound ? ["min", "max"] : ["max"]
            case .oneCycle: ["max"]
            }
        return keys.allSatisfy { schedule[path: [rawValue, $0]] != nil } ? keys : []
    }
}

extension ScheduleSpec {
    /// Dotted paths of the schedule's own bounds, the upper one last, where they leave the run's rate nothing to decide;
    /// empty where it does.
    package func boundPaths(replacing rate: LearningRateSpec) -> [String] {
        let isFound =
            switch rate {
            case .fixed: false
            case .auto: true
            }
        let name = kind.name
        return name.boundKeys(in: settings, rateIsFound: isFound).map { "schedule.\(name.rawValue).\($0)" }
    }
}

/// The same of what records keep: the settings alone.
extension SettingValue {
    /// Whether in a configuration in the experiment language, every default written out, the learning rate decides
    /// nothing, given or found: the schedule has bounds of its own.
    package var hasUnusedRate: Bool {
        guard let schedule = self[path: ["schedule"]] else { return false }
        let isFound = self[path: ["learning_rate", "auto"]] != nil
        return ScheduleName.allCases.contains { !$0.boundKeys(in: schedule, rateIsFound: isFound).isEmpty }
    }
}
