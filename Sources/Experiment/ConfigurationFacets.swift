/// A configuration as flat settings, where a choice of a variant (`optimizer: {adam: {…}}`) is a setting of its own
/// (`optimizer` = `adam`), and the variant's settings stand under it (`optimizer.adam.beta1`). What has no name is one of
/// the named ones' choices too: `model` = `layers`, `dataset.name` = `idx`. Settings that decide no number are none of
/// them, nor are the folder of a known data set and the names of classes. Where the learning rate comes from is one
/// (`learning_rate_from` = `auto`), with the range test's settings (`learning_rate.auto.budget`); the rate itself is none.
/// What nothing looks at beside the other settings is kept apart.
package struct ConfigurationFacets: Sendable {
    private var paths: [String] = []
    private var values: [String: SettingValue] = [:]
    /// The choices under which a path stands: `optimizer.adam.beta1` → [`optimizer`: `adam`].
    private var scopes: [String: [Setting]] = [:]
    /// Dotted paths of what nothing looks at.
    let idle: Set<String>
    /// Whether half a cycle is what follows from the epochs, so that nobody need have set it.
    private var hasDerivedStepSize = false

    /// `auto` or `fixed`.
    package static let rateSource = "learning_rate_from"
    /// What stands where others have a name, beside the settings that say which it is.
    static let nameless = [Setting("dataset.name", .string("idx")), Setting("model", .string("layers"))]
    private static let stepSize = "schedule.cyclical.step_size"

    /// - Parameter configuration: in the experiment language, every default written out.
    package init(_ configuration: SettingValue) {
        idle = configuration.idleSettings
        guard case .mapping(let entries) = configuration else { return }
        for entry in entries where entry.key != "seed" && entry.decides {
            for choice in Self.nameless
            where choice.topLevel == entry.key && entry.value[path: [choice.value.spelling]] != nil {
                set(choice.key, choice.value, scope: [])
            }
            switch entry.key {
            case "learning_rate": addRate(entry.value)
            // A list of layers is one value, in which defaults would only hide the difference.
            case "model": add(entry.key, entry.value.shortModel, scope: [])
            default: add(entry.key, entry.value, scope: [])
            }
        }
        guard case .integer(let epochs)? = values["epochs"], let stepSize = values[Self.stepSize] else { return }
        let derived = ScheduleSpec.Cyclical.wholeCycles(in: epochs).settings
        hasDerivedStepSize = stepSize.asNumber == derived.asNumber
    }

    /// All of them, by dotted path, in the order of the documents, also those that nothing looks at.
    var written: [Setting] { paths.compactMap { path in values[path].map { Setting(path, $0) } } }

    /// The same without those.
    var settings: [Setting] { written.filter { !idle.contains($0.key) } }

    /// Nil where nothing looks at it, too.
    package subscript(path: String) -> SettingValue? { idle.contains(path) ? nil : values[path] }

    /// Whether other settings give what stands at a path.
    func derives(_ path: String) -> Bool { path == Self.stepSize && hasDerivedStepSize }

    /// The paths at which all that have the setting have what others of their own settings give.
    static func derived(_ all: [ConfigurationFacets]) -> [String] {
        let setting = all.filter { $0.values[stepSize] != nil }
        return !setting.isEmpty && setting.allSatisfy(\.hasDerivedStepSize) ? [stepSize] : []
    }

    /// The paths at which configurations differ by themselves, each once, in the order of the documents.
    package static func differing(_ all: [ConfigurationFacets]) -> [String] {
        // A cycle that follows from the epochs differs where these do.
        var seen = Set(derived(all))
        return all.flatMap(\.paths).filter { seen.insert($0).inserted && differ(all, at: $0) }
    }

    /// Whether runs that could have the setting, and look at it, have it otherwise, or not at all.
    private static func differ(_ all: [ConfigurationFacets], at path: String) -> Bool {
        guard let scope = all.lazy.compactMap({ $0.scopes[path] }).first else { return false }
        let comparable = all.filter { facets in
            !facets.idle.contains(path) && scope.allSatisfy { facets.values[$0.key] == $0.value }
        }
        return Set(comparable.map { $0.values[path] }).count > 1
    }

    /// The number has a column of its own.
    private mutating func addRate(_ rate: SettingValue) {
        let finder = rate[path: ["auto"]]
        let source = SettingValue.string(finder == nil ? "fixed" : "auto")
        set(Self.rateSource, source, scope: [])
        guard case .mapping(let entries)? = finder else { return }
        for entry in entries {
            add("learning_rate.auto.\(entry.key)", entry.value, scope: [Setting(Self.rateSource, source)])
        }
    }

    private mutating func add(_ path: String, _ value: SettingValue, scope: [Setting]) {
        guard case .mapping(let entries) = value else {
            set(path, value, scope: scope)
            return
        }
        if entries.count == 1, case .mapping(let inner) = entries[0].value {
            let variant = entries[0].key
            set(path, .string(variant), scope: scope)
            let innerScope = scope + [Setting(path, .string(variant))]
            for entry in inner { add("\(path).\(variant).\(entry.key)", entry.value, scope: innerScope) }
        } else {
            for entry in entries { add("\(path).\(entry.key)", entry.value, scope: scope) }
        }
    }

    private mutating func set(_ path: String, _ value: SettingValue, scope: [Setting]) {
        guard Setting(path, value).decides else { return }
        paths.append(path)
        values[path] = value
        scopes[path] = scope
    }
}
