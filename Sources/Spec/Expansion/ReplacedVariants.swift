import Experiment

/// Finds parts of a variant among `--set` that would put it in the place of another one that the file writes:
/// `optimizer.sgd.momentum` would make an SGD of every Adam without a word.
struct ReplacedVariants {
    /// Those without the whole beside them, which says outright that it replaces.
    private let parts: [Assignment]

    init(_ overrides: [Assignment]) {
        parts = overrides.filter { part in
            guard part.path.count > 1, let key = part.path.first, ShortForms.variants.contains(key),
                !overrides.contains(where: { $0.path == [key] })
            else { return false }
            // What is wrong by itself has been told.
            let own = DecodingContext(.path, reportingTo: DiagnosticCollector())
            part.check(in: own)
            return !own.diagnostics.hasErrors
        }
    }

    /// - Parameter settings: a run's, in long form, as the file gives them.
    func diagnostics(over settings: YAMLNode) -> [Diagnostic] {
        parts.compactMap { part in
            let (key, name) = (part.path[0], part.path[1])
            guard let written = settings[key],
                let known = Merging.variantName(written) ?? written.scalar?.asNumber.map(NumberSpelling.canonical),
                known != name
            else { return nil }
            return Diagnostic(
                "'\(part.key.text)' contradicts '\(key): \(Quote.short(known))'; to replace that, set '\(key)=\(name)' too",
                at: part.key.location,
                notes: [.init("set here", at: written.entries?.first?.key.location ?? written.location)])
        }
    }
}
