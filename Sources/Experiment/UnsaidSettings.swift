/// What holds for rows that leave a setting open in which the runs differ: the value that `base` gives it.
enum UnsaidSettings {
    /// Told also where they are default, as of what all runs share.
    private static let names: Set = ["dataset.name", "model", "optimizer", "learning_rate", "batch_size", "epochs"]

    /// Each schedule with all that it may have, at its defaults.
    private static let schedules = ScheduleName.allCases.map { name -> ScheduleSpec in
        var schedule = ScheduleSpec(kind: name.usual, warmup: ScheduleSpec.Warmup())
        switch schedule.kind {
        case .constant, .step, .multiStep, .exponential, .cosine: break
        case .cyclical(var cyclical):
            cyclical.momentum = ScheduleSpec.Cyclical.defaultMomentum
            schedule.kind = .cyclical(cyclical)
        case .oneCycle(var oneCycle):
            oneCycle.momentum = ScheduleSpec.OneCycle.defaultMomentum
            schedule.kind = .oneCycle(oneCycle)
        }
        return schedule
    }

    /// What need not be told, by dotted path, also below the names that are not the default.
    private static let usual: Set<Setting> = {
        let variants =
            OptimizerName.allCases.map { Setting("optimizer", $0.usual.settings) }
            + schedules.map { Setting("schedule", $0.settings) }
        let below = variants.flatMap { ConfigurationFacets(.mapping([$0])).written }.filter { setting in
            // That there is a warm-up at all, or a cycle of the momentum, is no default.
            setting.key != setting.topLevel && !setting.key.hasSuffix(".linear_warmup.length")
                && !setting.key.hasSuffix(".cycle_momentum")
        }
        return Set(ConfigurationFacets(RunConfiguration().settings).settings + below)
    }()

    /// `model: mlp`, `optimizer.sgd.momentum: 0.9`: as rows spell what they set.
    /// - Parameters:
    ///   - facets: those of each run.
    ///   - columns: settings that each row tells anyway.
    static func texts(
        _ runs: [SharedSettings.Run], _ facets: [ConfigurationFacets], besides columns: Set<String>
    ) -> [String] {
        let rows = zip(runs, facets).map { Row($0, $1) }
        let told = rows.flatMap(\.paths).uniqued().compactMap { path -> Setting? in
            guard !columns.contains(path), Set(rows.map { $0.values[path] }).count > 1 else { return nil }
            let unsaid = Set(rows.compactMap { $0.unsaid(at: path) })
            guard unsaid.count == 1, let value = unsaid.first, value != .null,
                !rows.allSatisfy({ $0.unsaid(at: path) == nil || $0.facets.derives(path) })
            else { return nil }
            let setting = Setting(path, value)
            return names.contains(path) || !usual.contains(setting) ? setting : nil
        }
        // `optimizer.sgd.momentum` tells which optimizer it is.
        let shown = told.filter { setting in
            !told.contains { $0.key.hasPrefix("\(setting.key).\(setting.value.spelling).") }
        }
        return shown.map { "\($0.key): \($0.value.spelling.cut(to: SharedSettings.valueLimit))" }
    }
}

/// A run, and what its row says of it.
private struct Row {
    let paths: [String]
    let values: [String: SettingValue]
    let facets: ConfigurationFacets
    private let said: [Setting]

    init(_ run: SharedSettings.Run, _ facets: ConfigurationFacets) {
        self.facets = facets
        var settings = facets.settings.compactMap { setting -> Setting? in
            // How a range test is to find the rate is told of the test.
            guard setting.topLevel != "learning_rate" else { return nil }
            // Layers and files are told themselves.
            guard !ConfigurationFacets.nameless.contains(setting) else { return nil }
            guard setting.key == ConfigurationFacets.rateSource else { return setting }
            let rate = run.configuration[path: ["learning_rate"]].flatMap { $0.asNumber == nil ? nil : $0 }
            return Setting("learning_rate", rate ?? setting.value)
        }
        // The seed is no facet, and as open as they are in a row that does not set it.
        if let seed = run.configuration[path: ["seed"]] { settings.append(Setting("seed", seed)) }
        paths = settings.map(\.key)
        values = Dictionary(settings.map { ($0.key, $0.value) }) { first, _ in first }
        said = run.said
    }

    /// What holds at a dotted path of which the row says nothing; null where there is nothing, and the row does not say
    /// why. Where nothing looks at it, nothing holds.
    func unsaid(at path: String) -> SettingValue? {
        guard let value = values[path] else {
            if facets.idle.contains(path) { return nil }
            let topLevel = Setting(path, .null).topLevel
            return said.contains { $0.topLevel == topLevel } ? nil : .null
        }
        return said.contains { $0.says(path) } ? nil : value
    }
}

extension Setting {
    /// Whether who sets it sets what stands at a dotted path. A bare name is silent of what stands below it: the same
    /// optimizer keeps its settings of `base`, and any data set how it is used.
    fileprivate func says(_ path: String) -> Bool {
        if key == path || key.hasPrefix(path + ".") { return true }
        if case .mapping = value { return path.hasPrefix(key + ".") }
        return key == "dataset" && path == "dataset.name"
    }
}
