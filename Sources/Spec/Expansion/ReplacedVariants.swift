import Experiment

/// Finds parts of a variant among `--set` that would put it in the place of another one that the file writes, or leaves
/// at its default: `optimizer.sgd.momentum` would make an SGD of every Adam without a word.
struct ReplacedVariants {
    struct Finding {
        let diagnostic: Diagnostic
        /// Whether the file leaves the other variant at its default.
        let isOfDefault: Bool
    }

    /// What holds by default, where it has parts. A constant schedule and a fixed rate have none: who names one of
    /// another means that other one.
    private static let defaults = ["optimizer": RunConfiguration().optimizer.name.rawValue]

    /// Those without the whole beside them, which says outright that it replaces.
    private let parts: [Assignment]

    init(_ overrides: [Assignment]) {
        parts = overrides.filter { part in
            guard part.path.count > 1, let key = part.path.first, ShortForms.variants.contains(key),
                !overrides.contains(where: { $0.path == [key] }),
                // What two parts make of each other has been told, as what is wrong by itself has.
                !overrides.contains(where: { $0.path.first == key && $0.path.dropFirst().first != part.path[1] })
            else { return false }
            let own = DecodingContext(.path, reportingTo: DiagnosticCollector())
            part.check(in: own)
            return !own.diagnostics.hasErrors
        }
    }

    /// - Parameter settings: a run's, in long form, as the file gives them.
    func findings(over settings: YAMLNode) -> [Finding] {
        parts.compactMap { part in
            let (key, name) = (part.path[0], part.path[1])
            let written = settings[key]
            let known = if let written { Self.name(of: written) } else { Self.defaults[key] }
            guard let known, known != name else { return nil }
            let origin = written == nil ? ", the default" : ""
            let diagnostic = Diagnostic(
                "'\(part.key.text)' contradicts '\(key): \(Quote.short(known))'\(origin); "
                    + "to replace that, set '\(key)=\(name)' too",
                at: part.key.location,
                notes: written.map {
                    [Diagnostic.Note("set here", at: $0.entries?.first?.key.location ?? $0.location)]
                } ?? [])
            return Finding(diagnostic: diagnostic, isOfDefault: written == nil)
        }
    }

    /// A variant's name, or a rate; nil for what is neither.
    private static func name(of written: YAMLNode) -> String? {
        Merging.variantName(written) ?? written.scalar?.asNumber.map(NumberSpelling.canonical)
    }
}
