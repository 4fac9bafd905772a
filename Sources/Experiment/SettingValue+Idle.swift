extension SettingValue {
    /// What a configuration in the experiment language, every default written out, has in vain beside its other settings,
    /// by dotted path: whatever stands there, the same is trained. Identities have a default in its place
    /// (`ScheduleSpec.deciding`, `FinderSettings.deciding`, `OptimizerSpec.withUsualMomentum`); of records the settings
    /// alone are known.
    package var idleSettings: Set<String> {
        var idle: Set<String> = []
        let policy: ScheduleSpec.Cyclical.Policy? = choice(["schedule", "cyclical", "policy"])
        if let policy, !ScheduleSpec.Cyclical(policy: policy).readsGamma { idle.insert("schedule.cyclical.gamma") }
        let suggestion: FinderSettings.Rule? = choice(["learning_rate", "auto", "suggestion"])
        if let finder = suggestion.map({ FinderSettings($0) }) {
            if !finder.hasTrials { idle.insert("learning_rate.auto.budget") }
            if !finder.readsSkips { idle.formUnion(["learning_rate.auto.skip_begin", "learning_rate.auto.skip_end"]) }
        }
        if movesMomentum, !waitsForRangeTest {
            for name in OptimizerName.allCases {
                if let key = name.usual.momentum?.key { idle.insert("optimizer.\(name.rawValue).\(key)") }
            }
        }
        return idle
    }

    private func choice<Choice: RawRepresentable>(_ path: [String]) -> Choice? where Choice.RawValue == String {
        guard case .string(let text)? = self[path: path] else { return nil }
        return Choice(rawValue: text)
    }

    private var movesMomentum: Bool {
        ScheduleName.allCases.contains { self[path: ["schedule", $0.rawValue, "cycle_momentum"]] == .bool(true) }
    }

    /// As `RunConfiguration.rangeTestSettings` tells.
    private var waitsForRangeTest: Bool { self[path: ["learning_rate", "auto"]] != nil && !hasUnusedRate }
}
