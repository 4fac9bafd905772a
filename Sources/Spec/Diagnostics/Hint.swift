import Experiment

/// Ways out of slips that are made again and again.
enum Hint {
    /// A longer word is no key.
    private static let longestKey = 60

    /// For a list where one value belongs.
    /// - Parameters:
    ///   - path: of the setting, from the run on; nil where no grid reaches it.
    ///   - isExclusion: whether it stands under `exclude`.
    static func severalValues(_ node: YAMLNode, for path: [String]?, isExclusion: Bool) -> [Diagnostic.Note] {
        guard let path, let items = node.items, !items.isEmpty else { return [] }
        if isExclusion { return [Diagnostic.Note("to drop several, write an entry of 'exclude' for each value")] }
        let way =
            path == ["seed"]
            ? "repeat with several, write 'seeds: […]'"
            : "compare several, write 'grid: {\(path.joined(separator: ".")): […]}'"
        return [Diagnostic.Note("to \(way) in an entry of 'runs'")]
    }

    /// For a number or a flag in quotes, or with a tag.
    static func madeText<Value>(_ text: String, _ style: YAMLNode.Style, _ rule: Rule<Value>) -> [Diagnostic.Note] {
        guard case .value = rule.read(CoreSchema.resolve(plain: text)) else { return [] }
        switch style {
        case .plain: return []
        case .quoted: return [Diagnostic.Note("the quotes make it a text; leave them out")]
        case .tagged: return [Diagnostic.Note("the tag makes it a text; leave it out")]
        }
    }

    /// For `learning_rate:0.1`, which YAML reads as one word.
    static func missingSpace(in text: String, _ style: YAMLNode.Style) -> [Diagnostic.Note] {
        // No space makes a key of what is a text by its quotes or its tag.
        guard style == .plain else { return [] }
        let parts = text.prefix(longestKey).split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "_" || $0 == ".") }),
            let next = parts[1].first, !" /\\".contains(next)  // a path, or an address
        else { return [] }
        return [Diagnostic.Note("a space is missing behind '\(parts[0]):'")]
    }
}
