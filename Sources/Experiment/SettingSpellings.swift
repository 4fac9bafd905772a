/// How a table spells what its rows set. A long value (a list of layers) is shortened, and such that values that differ
/// still read differently.
package struct SettingSpellings: Sendable {
    /// By dotted path.
    private let spellings: [String: [SettingValue: String]]

    /// - Parameters:
    ///   - rows: what each row sets, by dotted path.
    ///   - limit: characters of a value, at least 1. It takes more only where fewer do not tell it from another one.
    package init(_ rows: [[Setting]], limit: Int) {
        var values: [String: Set<SettingValue>] = [:]
        for row in rows {
            for setting in row { values[setting.key, default: []].insert(setting.value) }
        }
        spellings = values.mapValues { Self.shortened($0, to: limit) }
    }

    /// `model: mlp, epochs: 3`.
    package func text(_ settings: [Setting]) -> String {
        settings.map { "\($0.key): \(spelling(of: $0))" }.joined(separator: ", ")
    }

    /// - Parameter setting: one of the rows'.
    package func spelling(of setting: Setting) -> String {
        spellings[setting.key]?[setting.value] ?? setting.value.spelling
    }

    /// The beginning, which reads best; where others begin like it, the items in which the list differs.
    private static func shortened(_ values: Set<SettingValue>, to limit: Int) -> [SettingValue: String] {
        func cut(_ text: String) -> String { text.count > limit ? text.prefix(limit - 1) + "…" : text }
        let tree = ListTree(values)
        let beginnings = unlike(values) { cut($0.spelling) }
        let differences = unlike(values) { cut(tree.differences(of: $0)) }
        var spellings: [SettingValue: String] = [:]
        for value in values {
            spellings[value] = beginnings[value] ?? differences[value] ?? tree.differences(of: value)
        }
        return spellings
    }

    /// The texts that one value alone has, by this value.
    private static func unlike(
        _ values: Set<SettingValue>, text: (SettingValue) -> String
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

    private var next: [Step: Int] = [:]
    /// How many steps lead on, by node; the first is the root.
    private var counts = [0]

    init(_ values: Set<SettingValue>) {
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
            next[step] = counts.count
            node = counts.count
            counts.append(0)
        }
    }

    /// Of a list the items at which others of the same beginning go on otherwise, `[…, {dropout: 0.5}, …]`; any other
    /// value whole.
    func differences(of value: SettingValue) -> String {
        guard case .list(let items) = value else { return value.spelling }
        var node = 0
        var parts: [String] = []
        for item in items {
            if counts[node] > 1 {
                parts.append(item.spelling)
            } else if parts.last != "…" {
                parts.append("…")
            }
            node = next[Step(node: node, item: item)] ?? node
        }
        return "[" + parts.joined(separator: ", ") + "]"
    }
}
