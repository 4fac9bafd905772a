/// One value of the experiment language with its spelling removed: what a YAML node means.
///
/// Settings travel in this form where their type does not matter: in a run's name, in
/// `run.json`, in the text that identifies a configuration, in a table's cells.
package indirect enum SettingValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case list([SettingValue])
    /// Entries in the order in which they were written or are documented.
    case mapping([Setting])
}

/// One `key: value` of a mapping.
package struct Setting: Hashable, Sendable {
    package var key: String
    package var value: SettingValue

    package init(_ key: String, _ value: SettingValue) {
        self.key = key
        self.value = value
    }

    /// `optimizer` of `optimizer.sgd.momentum`.
    package var topLevel: String { String(key.prefix { $0 != "." }) }
}

extension SettingValue {
    /// The value below `path` (`["optimizer", "sgd", "momentum"]`), nil where there is none.
    package subscript(path path: some Sequence<String>) -> SettingValue? {
        var current = self
        for key in path {
            guard case .mapping(let entries) = current,
                let entry = entries.first(where: { $0.key == key })
            else { return nil }
            current = entry.value
        }
        return current
    }

    /// The value as a number, for integers and floating-point numbers alike.
    package var asNumber: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .string, .list, .mapping: nil
        }
    }

    /// Leaves in document order, whose keys are dotted paths. Lists, empty mappings and scalars are leaves.
    package func leaves(under prefix: String = "") -> [Setting] {
        guard case .mapping(let entries) = self, !entries.isEmpty else { return [Setting(prefix, self)] }
        return entries.flatMap { entry in
            entry.value.leaves(under: prefix.isEmpty ? entry.key : "\(prefix).\(entry.key)")
        }
    }

    /// Shortest text that a person would write: `1e-5`, `true`, `[3, 5]`, `{sgd: {momentum: 0.9}}`.
    /// It is YAML flow style, except that strings stand as they are.
    package var spelling: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): NumberSpelling.canonical(value)
        case .string(let value): value
        case .list(let values): "[" + values.map(\.spelling).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\($0.key): \($0.value.spelling)" }.joined(separator: ", ") + "}"
        }
    }
}
