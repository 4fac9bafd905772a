import Experiment

/// What tells an entry's runs apart: the settings that the entry itself writes, with the values that hold in the end.
enum VariedSettings {
    /// - Parameters:
    ///   - settings: the run's merged nodes in long form, `--set` included.
    ///   - configuration: what they were decoded to.
    static func of(
        _ entry: RunEntry, combination: [Assignment], settings: YAMLNode, _ configuration: RunConfiguration
    ) -> [Setting] {
        let written = combination.merged(over: entry.settings)
        let resolved = resolved(configuration)
        var known: Set<String> = []
        var varied: [Setting] = []
        // Each of the repeated runs has a seed of its own, and it is no setting of the entry.
        for path in entry.writtenPaths where entry.seeds == nil || path != ["seed"] {
            for leaf in leaves(of: written, below: path) {
                let setting = setting(at: leaf, in: settings, resolved)
                if known.insert(setting.key).inserted { varied.append(setting) }
            }
        }
        return varied
    }

    /// The settings that hold, defaults included. A list of layers is one value, which is read as a whole, so that its
    /// defaults would only hide what was written.
    private static func resolved(_ configuration: RunConfiguration) -> SettingValue {
        .mapping(
            configuration.entries.map { setting in
                setting.key == "model" ? Setting(setting.key, configuration.model.shortSettings) : setting
            })
    }

    /// Paths of the leaves below `path`. A bare name is a leaf itself: `optimizer`, not `optimizer.adam`.
    private static func leaves(of settings: YAMLNode, below path: [String]) -> [[String]] {
        guard let node = settings[path: path] else { return [path] }
        return leaves(of: node, at: path)
    }

    private static func leaves(of node: YAMLNode, at path: [String]) -> [[String]] {
        guard let entries = node.entries, !entries.isEmpty else {
            return [path.count == 2 && ShortForms.variants.contains(path[0]) ? [path[0]] : path]
        }
        if path == ["dataset"], entries.count == 1, entries[0].key.text == "name" { return [path] }
        return entries.flatMap { leaves(of: $0.value, at: path + [$0.key.text]) }
    }

    /// What holds at `path`, by its dotted path. Where another variant has replaced it, that variant's name.
    private static func setting(at path: [String], in settings: YAMLNode, _ resolved: SettingValue) -> Setting {
        let top = path.first ?? ""
        // A `null` that takes something away has no place in the typed settings.
        guard let holds = resolved[path: path] ?? settings[path: path]?.scalar else {
            return Setting(top, shortValue(of: top, resolved))
        }
        return path.count == 1
            ? Setting(top, shortValue(of: top, resolved)) : Setting(path.joined(separator: "."), holds)
    }

    /// A whole setting in its short form: the variant's or the data set's name.
    private static func shortValue(of key: String, _ resolved: SettingValue) -> SettingValue {
        let value = resolved[path: [key]] ?? .null
        guard case .mapping(let entries) = value else { return value }
        if ShortForms.variants.contains(key), let name = entries.first?.key { return .string(name) }
        if key == "dataset", let name = value[path: ["name"]] { return name }
        return value
    }
}
