import Experiment

/// What the decoding of one settings mapping needs besides the nodes.
final class DecodingContext {
    /// Where the settings come from.
    enum Place {
        case base, entry
        /// `grid`, `zip` and `--set`, which reach nested settings by dotted paths.
        case path
        /// `exclude`, with dotted paths as well, where an entry drops one value.
        case exclusion
        /// All of them together: a run's.
        case merged
    }

    let place: Place
    let diagnostics: DiagnosticCollector
    /// Models already decoded, each with its node, which so keeps its identity: a thousand runs of a grid share one
    /// list of layers.
    var models: [ObjectIdentifier: (node: YAMLNode, model: ModelSpec?)] = [:]

    init(_ place: Place, reportingTo diagnostics: DiagnosticCollector) {
        self.place = place
        self.diagnostics = diagnostics
    }

    /// Whether settings that others complete may be missing. Then nothing is required, and settings are not compared
    /// with each other.
    var isPartial: Bool { place != .merged }

    /// Whether dotted paths reach nested settings.
    var hasPaths: Bool { place == .path || place == .exclusion }

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
        var notes = notes + Hint.severalValues(node, for: path, isExclusion: place == .exclusion)
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
