import Experiment

/// Reads the keys of one mapping into typed variables that already hold their defaults, and reports every key that
/// nobody asked for.
struct SettingsReader {
    let context: DecodingContext
    let location: SourceLocation
    private let entries: [YAMLNode.Entry]
    /// Of the mapping, from the run on; nil where no grid reaches it.
    private let path: [String]?
    /// The keys that were asked for.
    private(set) var known: [String] = []

    init(_ entries: [YAMLNode.Entry], at location: SourceLocation, context: DecodingContext, path: [String]? = nil) {
        self.entries = entries
        self.location = location
        self.context = context
        self.path = path
    }

    /// The value of `key` as it stands, nil where it is not set.
    mutating func node(_ key: String) -> YAMLNode? {
        if !known.contains(key) { known.append(key) }
        return entries.first { $0.key.text == key }?.value
    }

    /// The value of `key`; nil where it is not set, or set wrongly, which is reported.
    mutating func value<Value>(_ key: String, _ rule: Rule<Value>) -> Value? {
        node(key).flatMap { value(of: $0, key, rule) }
    }

    /// Leaves `target` alone where the key gives no value.
    mutating func read<Value>(_ key: String, _ rule: Rule<Value>, into target: inout Value) {
        if let value = value(key, rule) { target = value }
    }

    /// The same for a setting that may be nothing: `null` takes away what `base` set.
    mutating func readOptional<Value>(_ key: String, _ rule: Rule<Value>, into target: inout Value?) {
        guard let node = node(key) else { return }
        if case .scalar(.null) = node.content {
            target = nil
        } else if let value = value(of: node, key, rule) {
            target = value
        }
    }

    /// The value of a key that must be there.
    mutating func require<Value>(_ key: String, of owner: String, _ rule: Rule<Value>) -> Value? {
        requireNode(key, of: owner).flatMap { value(of: $0, key, rule) }
    }

    /// The node of a key that must be there.
    mutating func requireNode(_ key: String, of owner: String) -> YAMLNode? {
        let node = node(key)
        if node == nil, !context.isPartial { context.diagnostics.report("'\(owner)' needs '\(key)'", at: location) }
        return node
    }

    private func value<Value>(of node: YAMLNode, _ key: String, _ rule: Rule<Value>) -> Value? {
        context.value(of: node, key, rule, path: path.map { $0 + [key] })
    }

    /// Reports the keys that are none of those asked for.
    /// - Parameters:
    ///   - others: keys that are allowed here and read elsewhere.
    ///   - elsewhere: where a key would be right that is wrong here: `in an entry of 'runs'`.
    func finish(others: [String] = [], elsewhere: (String) -> String? = { _ in nil }) {
        for entry in entries where !known.contains(entry.key.text) && !others.contains(entry.key.text) {
            if let right = elsewhere(entry.key.text) {
                context.diagnostics.report("'\(entry.key.text)' belongs \(right)", at: entry.key.location)
            } else {
                context.reportUnknown("key", entry.key, among: known + others)
            }
        }
    }
}
