import Experiment

/// Settings that a run may or may not have: every one that is named must hold, the others do not matter. Compares
/// values, not spellings: `1e-1` is `0.1`. `adam` is every Adam.
struct SettingPattern {
    /// A text, a number or the like that must stand at a path.
    struct Scalar {
        var path: [String]
        var value: SettingValue
    }

    private let pattern: SettingValue

    /// - Parameter settings: in long form.
    init(_ settings: YAMLNode) {
        var pattern = settings.value
        // Layers and durations have short forms of their own; typed, they have one spelling.
        if let timeout = settings["timeout"]?.scalar, case .value(let seconds) = Rule.duration.read(timeout) {
            pattern.replace("timeout", with: .number(seconds))
        }
        if let model = settings["model"], model.entries != nil {
            let context = DecodingContext(.merged, reportingTo: DiagnosticCollector())
            var typed = ModelSpec.named(.lenet5)
            RunDecoder(context: context).read(model: model, into: &typed)
            if context.diagnostics.all.isEmpty { pattern.replace("model", with: typed.settings) }
        }
        self.pattern = pattern
    }

    private init(pattern: SettingValue) { self.pattern = pattern }

    /// What it says of some settings alone, by their keys.
    func part(where isMeant: (String) -> Bool) -> SettingPattern {
        guard case .mapping(let settings) = pattern else { return self }
        return SettingPattern(pattern: .mapping(settings.filter { isMeant($0.key) }))
    }

    func matches(_ settings: SettingValue) -> Bool { Self.matches(pattern, settings) }

    /// - Parameter settings: in long form, as they are written.
    func matches(_ settings: YAMLNode) -> Bool { matches(SettingPattern(settings)) }

    /// - Parameter settings: those that another pattern was made of.
    func matches(_ settings: SettingPattern) -> Bool { matches(settings.pattern) }

    /// Whether two settings in long form are the same, whatever their spelling.
    static func areEqual(_ first: SettingValue, _ second: SettingValue) -> Bool {
        matches(first, second) && matches(second, first)
    }

    /// What it says outside of lists: settings that it matches have the same scalar at each of these paths.
    var scalars: [Scalar] { Self.scalars(of: pattern, at: []) }

    private static func scalars(of pattern: SettingValue, at path: [String]) -> [Scalar] {
        if case .mapping(let entries) = pattern {
            return entries.flatMap { scalars(of: $0.value, at: path + [$0.key]) }
        }
        return scalar(pattern).map { [Scalar(path: path, value: $0)] } ?? []
    }

    /// One value for all numbers that may match each other; nil of a list or a mapping, which no scalar matches.
    static func scalar(_ value: SettingValue) -> SettingValue? {
        switch value {
        case .null, .bool, .string: value
        case .integer, .number: value.asNumber.map(SettingValue.number)
        case .list, .mapping: nil
        }
    }

    private static func matches(_ pattern: SettingValue, _ value: SettingValue) -> Bool {
        switch (pattern, value) {
        case (.mapping(let wanted), .mapping(let found)):
            wanted.allSatisfy { setting in
                // What is not set is nothing: `limit: null`.
                matches(setting.value, found.first { $0.key == setting.key }?.value ?? .null)
            }
        case (.mapping(let wanted), .string(let name)):
            // `constant` is `{constant: {}}`; a mapping that names nothing is no name.
            !wanted.isEmpty && matches(pattern, .mapping([Setting(name, .mapping([]))]))
        case (.list(let wanted), .list(let found)):
            wanted.count == found.count && zip(wanted, found).allSatisfy { matches($0, $1) }
        // Seeds are larger than a Double counts.
        case (.integer(let wanted), .integer(let found)): wanted == found
        default:
            pattern.asNumber.map { $0 == value.asNumber } ?? (pattern == value)
        }
    }
}

extension SettingValue {
    /// Replaces an entry of a mapping.
    fileprivate mutating func replace(_ key: String, with value: SettingValue) {
        guard case .mapping(var entries) = self, let index = entries.firstIndex(where: { $0.key == key }) else {
            return
        }
        entries[index].value = value
        self = .mapping(entries)
    }
}
