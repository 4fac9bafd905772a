import Experiment

/// A value of the file with its place. Aliases share one node; a merged tree shares what it did not change.
final class YAMLNode: Sendable {
    enum Content: Sendable {
        /// Resolved by the core schema: never a list or a mapping.
        case scalar(SettingValue)
        case sequence([YAMLNode])
        /// In the order of the file, keys unique.
        case mapping([Entry])
        /// Already reported; whoever reads it says nothing more.
        case invalid
    }
    struct Entry: Sendable {
        var key: Key
        var value: YAMLNode
    }
    struct Key: Sendable {
        var text: String
        var location: SourceLocation
        var style = Style.plain
    }
    /// What makes a text of a scalar.
    enum Style: Sendable {
        /// Nothing: it is what it looks like.
        case plain
        case quoted
        case tagged
    }

    let content: Content
    let location: SourceLocation
    /// Plain for all that is no scalar.
    let style: Style
    /// The text of a number that a Double takes for 0 or for infinity, and that is neither; nil for all else.
    let textBeyondDouble: String?
    /// This node and all below it, each as often as aliases repeat it.
    let expandedCount: Int
    /// Levels from this node down to the deepest one below it, those that aliases repeat included; 1 where none is below.
    let depth: Int

    init(_ content: Content, at location: SourceLocation, style: Style = .plain, textBeyondDouble: String? = nil) {
        self.content = content
        self.location = location
        self.style = style
        self.textBeyondDouble = textBeyondDouble
        switch content {
        case .scalar, .invalid:
            expandedCount = 1
            depth = 1
        case .sequence(let items):
            expandedCount = items.reduce(1) { $0 + $1.expandedCount }
            depth = items.reduce(1) { max($0, 1 + $1.depth) }
        case .mapping(let entries):
            expandedCount = entries.reduce(1) { $0 + 1 + $1.value.expandedCount }
            depth = entries.reduce(1) { max($0, 1 + $1.value.depth) }
        }
    }

    /// Nil unless this is a mapping.
    var entries: [Entry]? {
        switch content {
        case .mapping(let entries): entries
        case .scalar, .sequence, .invalid: nil
        }
    }

    var items: [YAMLNode]? {
        switch content {
        case .sequence(let items): items
        case .scalar, .mapping, .invalid: nil
        }
    }

    var scalar: SettingValue? {
        switch content {
        case .scalar(let value): value
        case .sequence, .mapping, .invalid: nil
        }
    }

    /// The scalar by which to say what is wrong: for a number that a Double takes for 0 or for infinity the nearest one
    /// that is neither.
    var judgedScalar: SettingValue? {
        guard textBeyondDouble != nil, let number = scalar?.asNumber else { return scalar }
        let nearest: Double = number == 0 ? .leastNonzeroMagnitude : .greatestFiniteMagnitude
        return .number(number.sign == .minus ? -nearest : nearest)
    }

    /// The entry with this key, nil where there is none or this is no mapping.
    subscript(key: String) -> YAMLNode? { entries?.first { $0.key.text == key }?.value }

    /// What stands at the end of a path of keys; nil where it leads nowhere.
    subscript(path path: [String]) -> YAMLNode? {
        path.reduce(Optional(self)) { node, key in node?[key] }
    }

    /// The value without its places.
    var value: SettingValue {
        switch content {
        case .scalar(let value): value
        case .sequence(let items): .list(items.map(\.value))
        case .mapping(let entries): .mapping(entries.map { Setting($0.key.text, $0.value.value) })
        case .invalid: .null
        }
    }

    /// For diagnostics: `'abc'`, `5`, `a list`.
    var phrase: String {
        switch content {
        case .scalar(.string(let text)): "'\(Quote.short(text))'"
        case .scalar(.null): "nothing"
        case .scalar(let value): textBeyondDouble.map(Quote.short) ?? value.spelling
        case .sequence(let items): items.isEmpty ? "an empty list" : "a list"
        case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
        case .invalid: "an invalid value"
        }
    }
}
