import Experiment

/// Entries of one mapping while it is read: refuses a second key of the same name, and puts merge keys
/// (`<<`, https://yaml.org/type/merge.html) behind what the mapping says itself.
struct MappingBuilder {
    private enum Part {
        case entry(YAMLNode.Entry)
        /// The mappings that one `<<` names, the first one strongest.
        case merged([YAMLNode])
    }

    private var parts: [Part] = []
    private var places: [String: SourceLocation] = [:]
    private var mergePlace: SourceLocation?

    mutating func add(_ key: YAMLNode.Key, _ value: YAMLNode, to diagnostics: DiagnosticCollector) {
        if let first = places[key.text] {
            diagnostics.report(
                "duplicate key '\(Quote.short(key.text))'", at: key.location,
                notes: [Diagnostic.Note("first written here", at: first)])
            return
        }
        places[key.text] = key.location
        parts.append(.entry(YAMLNode.Entry(key: key, value: value)))
    }

    mutating func merge(_ value: YAMLNode, at place: SourceLocation, to diagnostics: DiagnosticCollector) {
        if let first = mergePlace {
            diagnostics.report(
                "duplicate key '<<'; write one list: '<<: [*a, *b]'", at: place,
                notes: [Diagnostic.Note("first written here", at: first)])
            return
        }
        mergePlace = place
        let sources = value.items ?? [value]
        parts.append(.merged(sources))
        for source in sources {
            switch source.content {
            case .mapping, .invalid: break
            case .scalar, .sequence:
                diagnostics.report(
                    "'<<' takes a mapping or a list of mappings, not \(source.phrase)", at: source.location)
            }
        }
    }

    /// The entries in order; merged ones stand where `<<` stands.
    func finish() -> [YAMLNode.Entry] {
        var taken = Set(places.keys)
        return parts.flatMap { part in
            switch part {
            case .entry(let entry): [entry]
            case .merged(let sources):
                sources.flatMap { $0.entries ?? [] }.filter { taken.insert($0.key.text).inserted }
            }
        }
    }
}
