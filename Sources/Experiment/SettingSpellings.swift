/// How a table spells what its rows set. A long value (a list of layers) is shortened, and such that values that differ
/// still read differently.
package struct SettingSpellings: Sendable {
    /// By dotted path.
    private let spellings: [String: [SettingValue: String]]

    /// - Parameters:
    ///   - rows: what each row sets, by dotted path.
    ///   - limit: columns of a value, at least 1. It takes more only where fewer do not tell it from another one.
    ///   - bound: columns that it takes even then, at most; one that would need more is told by its number among the
    ///     values of its path.
    package init(_ rows: [[Setting]], limit: Int, bound: Int = .max) {
        let values = Dictionary(grouping: rows.flatMap { $0 }.uniqued(), by: \.key)
        spellings = values.mapValues { Self.shortened($0.map(\.value), to: limit, bound: bound) }
    }

    /// `model: mlp, epochs: 3`.
    package func text(_ settings: [Setting]) -> String {
        settings.map { "\($0.key): \(spelling(of: $0))" }.joined(separator: ", ")
    }

    /// - Parameter setting: one of the rows'.
    package func spelling(of setting: Setting) -> String {
        spellings[setting.key]?[setting.value] ?? setting.value.spelling
    }

    /// The beginning, which reads best; where others begin like it, what the list has otherwise than they.
    /// - Parameter values: each once, in the order of their numbers.
    private static func shortened(_ values: [SettingValue], to limit: Int, bound: Int) -> [SettingValue: String] {
        let tree = ListTree(values)
        let beginnings = unlike(values) { $0.spelling.cut(to: limit) }
        let differences = unlike(values) { tree.differences(of: $0).cut(to: limit) }
        let whole = unlike(values) { tree.differences(of: $0) }.filter { $0.value.displayWidth <= bound }
        var spellings: [SettingValue: String] = [:]
        for (index, value) in values.enumerated() {
            spellings[value] =
                beginnings[value] ?? differences[value] ?? whole[value]
                ?? "\(index + 1) \(value.spelling)".cut(to: limit)
        }
        return spellings
    }

    /// The texts that one value alone has, by this value.
    private static func unlike(
        _ values: [SettingValue], text: (SettingValue) -> String
    ) -> [SettingValue: String] {
        var texts: [SettingValue: String] = [:]
        for (spelled, alike) in Dictionary(grouping: values, by: text) where alike.count == 1 {
            for value in alike { texts[value] = spelled }
        }
        return texts
    }
}

/// The lists among some values as a tree: those of one beginning share its nodes.
private struct ListTree {
    private struct Step: Hashable {
        var node: Int
        /// Nil behind the last one.
        var item: SettingValue?
    }

    /// The mappings of one key with which lists go on from a node, such as layers of one kind.
    private struct Kind: Hashable {
        var node: Int
        var name: String
    }

    /// Stands for what is the same in others.
    private static let same = "…"

    private var next: [Step: Int] = [:]
    /// How many steps lead on, by node; the first is the root.
    private var counts = [0]
    /// How many items are of a kind, and the settings that all of these have.
    private var kinds: [Kind: (count: Int, common: [Setting])] = [:]

    init(_ values: [SettingValue]) {
        for case .list(let items) in values { insert(items) }
    }

    private mutating func insert(_ items: [SettingValue]) {
        var node = 0
        let steps: [SettingValue?] = items.map { .some($0) }
        for item in steps + [nil] {
            let step = Step(node: node, item: item)
            if let known = next[step] {
                node = known
                continue
            }
            counts[node] += 1
            if let (name, settings) = item?.settingsOfKind {
                let kind = Kind(node: node, name: name)
                let (count, common) = kinds[kind] ?? (count: 0, common: settings)
                kinds[kind] = (count: count + 1, common: common.filter { settings.contains($0) })
            }
            next[step] = counts.count
            node = counts.count
            counts.append(0)
        }
    }

    /// Of a list the items at which others of the same beginning go on otherwise, `[…, {dropout: 0.5}, …]`, and of such
    /// an item what others of its kind have otherwise, `[…, {conv2d: {…, padding: 1}}, …]`; any other value whole.
    func differences(of value: SettingValue) -> String {
        guard case .list(let items) = value else { return value.spelling }
        var node = 0
        var parts: [String] = []
        for item in items {
            parts.append(counts[node] > 1 ? difference(of: item, at: node) : Self.same)
            node = next[Step(node: node, item: item)] ?? node
        }
        return "[" + Self.joined(parts) + "]"
    }

    private func difference(of item: SettingValue, at node: Int) -> String {
        guard let (name, settings) = item.settingsOfKind, let kind = kinds[Kind(node: node, name: name)],
            kind.count > 1
        else { return item.spelling }
        let parts = settings.map { setting in
            kind.common.contains(setting) ? Self.same : "\(setting.key): \(setting.value.spelling)"
        }
        return "{\(name): {\(Self.joined(parts))}}"
    }

    /// With one ellipsis for neighbours that are the same.
    private static func joined(_ parts: [String]) -> String {
        var shown: [String] = []
        for part in parts where part != same || shown.last != same { shown.append(part) }
        return shown.joined(separator: ", ")
    }
}

extension SettingValue {
    /// `conv2d` and what stands below it, of `{conv2d: {filters: 6, kernel: 5}}`; nil for what has another form.
    fileprivate var settingsOfKind: (name: String, settings: [Setting])? {
        guard case .mapping(let entries) = self, entries.count == 1, let entry = entries.first,
            case .mapping(let settings) = entry.value
        else { return nil }
        return (entry.key, settings)
    }
}
