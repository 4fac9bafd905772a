import Experiment

/// What the decoding of one settings mapping needs besides the nodes.
final class DecodingContext {
    /// Whether settings that others complete are missing: `base` alone, an entry, one value of a grid. Then nothing
    /// is required, and settings are not compared with each other.
    let isPartial: Bool
    /// Whether they stand under `exclude`, where an entry drops one value.
    let isExclusion: Bool
    let diagnostics: DiagnosticCollector
    /// Models already decoded, each with its node, which so keeps its identity: a thousand runs of a grid share one
    /// list of layers.
    var models: [ObjectIdentifier: (node: YAMLNode, model: ModelSpec?)] = [:]
    /// Places of keys that were reported for standing where a variant's name belongs: all values of a grid's dotted path
    /// share its keys.
    var placesWithoutVariant: Set<SourceLocation> = []

    init(isPartial: Bool, isExclusion: Bool = false, reportingTo diagnostics: DiagnosticCollector) {
        self.isPartial = isPartial
        self.isExclusion = isExclusion
        self.diagnostics = diagnostics
    }

    /// What `rule` reads from `node`; nil, reported, where that is nothing.
    /// - Parameters:
    ///   - key: the setting that holds it, by itself or in a list.
    ///   - path: of the setting, from the run on; nil where no grid reaches it.
    func value<Value>(of node: YAMLNode, _ key: String, _ rule: Rule<Value>, path: [String]? = nil) -> Value? {
        // No rule takes a collection: an empty list stands for each.
        switch rule.read(node.scalar ?? .list([])) {
        case .value(let value): return value
        case .expected(var expectation):
            if let scalar = node.judgedScalar, case .expected(let range) = rule.read(scalar) { expectation = range }
            let word: String? = if case .scalar(.string(let text)) = node.content { text } else { nil }
            reportMismatch(
                key, expected: expectation, found: node,
                suggestion: word.flatMap { Suggestion.nearest(to: $0, among: rule.choices) },
                notes: word.map { Hint.madeText($0, node.style, rule) } ?? [], path: path)
            return nil
        }
    }

    /// Reports that `key` cannot hold `node`.
    /// - Parameter path: of the setting, from the run on; nil where no grid reaches it.
    func reportMismatch(
        _ key: String, expected: String, found node: YAMLNode, suggestion: String? = nil, notes: [Diagnostic.Note] = [],
        path: [String]? = nil
    ) {
        if case .invalid = node.content { return }
        var notes = notes + Hint.severalValues(node, for: path, isExclusion: isExclusion)
        if case .scalar(.string(let text)) = node.content { notes += Hint.missingSpace(in: text, node.style) }
        diagnostics.report(
            "'\(Quote.short(key))' expects \(expected), not \(node.phrase)", at: node.location, suggestion: suggestion,
            notes: notes)
    }

    /// Reports a name that is none of `names`.
    /// - Parameter otherForm: what may stand in the place of a name, told where all names are.
    func reportUnknown(_ kind: String, _ name: YAMLNode.Key, among names: [String], otherForm: String? = nil) {
        let near = Suggestion.nearest(to: name.text, among: names)
        let notes = Hint.missingSpace(in: name.text, name.style)
        let other = otherForm.map { "; or \($0)" } ?? ""
        let allowed = Diagnostic.Note("allowed here: \(names.joined(separator: ", "))\(other)")
        diagnostics.report(
            "unknown \(kind) '\(Quote.short(name.text))'", at: name.location, suggestion: near,
            notes: notes.isEmpty && near == nil && !names.isEmpty ? [allowed] : notes)
    }
}
