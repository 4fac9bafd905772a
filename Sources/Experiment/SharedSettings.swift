/// What all runs of an experiment have in common of the settings that say what is trained, and what they have where
/// their rows do not say otherwise: tables show what entries set.
package enum SharedSettings {
    package struct Run: Sendable {
        /// In the experiment language, every default written out.
        var configuration: SettingValue
        /// What its row shows of it, by dotted path.
        var said: [Setting]

        package init(configuration: SettingValue, said: [Setting]) {
            self.configuration = configuration
            self.said = said
        }
    }

    /// The rate is told of no run, the seed behind the others.
    private static let keys = RunConfiguration().entries.filter(\.decides).map(\.key).filter {
        $0 != "learning_rate" && $0 != "seed"
    }

    /// Columns of a value: a long list of layers would hide what stands behind it.
    static let valueLimit = 60

    /// `All runs: fashion-mnist, lenet5, batch size 64, 5 epochs. Unless a row says otherwise: optimizer.sgd.momentum:
    /// 0.9.`, without what is default below a name. A learning rate that all share is not told.
    /// - Parameter columns: `seed` or `learning_rate` where the table has a column of it, or rows that leave it out.
    /// - Returns: nil where there is neither.
    package static func line(_ runs: [Run], besides columns: Set<String>) -> String? {
        // Made once: with thousands of runs, a third of the time that their table takes.
        let facets = runs.map { ConfigurationFacets($0.configuration) }
        let unsaid = UnsaidSettings.texts(runs, facets, besides: columns)
        let sentences = [
            shared(runs.map(\.configuration), facets, tellsSeed: !columns.contains("seed")),
            unsaid.isEmpty ? nil : "Unless a row says otherwise: \(unsaid.joined(separator: ", ")).",
        ].compactMap { $0 }
        return sentences.isEmpty ? nil : sentences.joined(separator: " ")
    }

    /// Nil where they have nothing in common.
    private static func shared(
        _ configurations: [SettingValue], _ facets: [ConfigurationFacets], tellsSeed: Bool
    ) -> String? {
        guard let first = configurations.first else { return nil }
        // What follows from other settings is told by them. What some do not look at is not shared, whatever they have.
        let differing =
            ConfigurationFacets.differing(facets) + ConfigurationFacets.derived(facets)
            + facets.flatMap(\.idle).uniqued()
        var parts = keys.compactMap { key in first[path: [key]].flatMap { text(key, $0, differing) } }
        let seeds = Set(configurations.map { $0[path: ["seed"]] })
        if tellsSeed, seeds.count == 1, let seed = first[path: ["seed"]] { parts.append("seed \(seed.spelling)") }
        guard !parts.isEmpty else { return nil }
        return (configurations.count == 1 ? "The run: " : "All runs: ") + parts.joined(separator: ", ") + "."
    }

    /// - Parameter differing: the paths at which the runs differ, or need not be told.
    private static func text(_ key: String, _ value: SettingValue, _ differing: [String]) -> String? {
        switch key {
        case "dataset": return dataset(value, differing)
        case "optimizer":
            return variant(key, value, differing) { OptimizerName(rawValue: $0)?.usual.settings }
        case "schedule":
            // What has no default is always told.
            let text = variant(key, value, differing) { name in
                ScheduleName(rawValue: name).map { ScheduleSpec(kind: $0.usual).settings }
            }
            return text == ScheduleName.constant.rawValue ? nil : text
        default: break
        }
        guard !differ(key, differing) else { return nil }
        switch key {
        case "model": return value.shortModel.spelling.cut(to: valueLimit)
        case "batch_size": return "batch size \(value.spelling)"
        case "epochs": return value == .integer(1) ? "1 epoch" : "\(value.spelling) epochs"
        default: return RunConfiguration().settings[path: [key]] == value ? nil : "\(key): \(value.spelling)"
        }
    }

    /// Which one it is, and how it is used; of several, how all are. Where it lies decides nothing.
    private static func dataset(_ value: SettingValue, _ differing: [String]) -> String? {
        guard case .mapping(let entries) = value else { return nil }
        let isOne = !differ("dataset.name", differing) && !differ("dataset.idx", differing)
        let usual = settings(of: DatasetSpec().settings)
        let told = entries.filter { entry in
            if entry.key == "name" || entry.key == "idx" { return isOne }
            return entry.key != "path" && !differ("dataset.\(entry.key)", differing) && !usual.contains(entry)
        }.map { $0.key == "idx" ? withoutClassNames($0) : $0 }
        guard isOne else {
            let parts = told.map { "dataset.\($0.key): \($0.value.spelling)" }
            return parts.isEmpty ? nil : parts.joined(separator: ", ")
        }
        if told.count == 1, let name = told.first, name.key == "name" { return name.value.spelling }
        return SettingValue.mapping(told).spelling
    }

    /// A hundred names would hide what stands behind them.
    private static func withoutClassNames(_ idx: Setting) -> Setting {
        Setting(idx.key, .mapping(settings(of: idx.value).filter { $0.key != "class_names" }))
    }

    /// `adam`, or `{sgd: {momentum: 0.9}}`.
    /// - Parameter usual: a variant's defaults, with its name above them.
    private static func variant(
        _ key: String, _ value: SettingValue, _ differing: [String], usual: (String) -> SettingValue?
    ) -> String? {
        guard !differing.contains(key) else { return nil }
        guard case .mapping(let entries) = value, let variant = entries.first else { return value.spelling }
        let defaults = settings(of: usual(variant.key)?[path: [variant.key]])
        let told = settings(of: variant.value).filter {
            !differ("\(key).\(variant.key).\($0.key)", differing) && !defaults.contains($0)
        }
        return told.isEmpty ? variant.key : SettingValue.mapping([Setting(variant.key, .mapping(told))]).spelling
    }

    private static func settings(of value: SettingValue?) -> [Setting] {
        if case .mapping(let entries) = value { entries } else { [] }
    }

    /// Whether the runs differ at `path` or below it.
    private static func differ(_ path: String, _ differing: [String]) -> Bool {
        differing.contains { $0 == path || $0.hasPrefix(path + ".") }
    }
}
