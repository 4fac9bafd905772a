import Experiment

/// Finds settings that an entry writes in vain: each value of its grid or zip replaces them. Not what it takes over from
/// an anchor: that is there to be changed.
struct ReplacedSettings {
    let diagnostics: DiagnosticCollector

    /// - Parameter shared: what the entry makes of `base`: a value may name what holds already, and so replace nothing.
    func report(in entry: RunEntry, over shared: YAMLNode) {
        for axis in entry.grid + entry.zip where !axis.values.isEmpty {
            guard let key = axis.path.first, let own = entry.settings.only(key)?.written(from: entry.location),
                let whole = shared.only(key)
            else { continue }
            let pattern = SettingPattern(own)
            guard !axis.values.contains(where: { pattern.matches(Merging.merge($0.settings, over: whole)) }) else {
                continue
            }
            let same = own[path: axis.path]
            let name = same == nil ? key : axis.path.joined(separator: ".")
            diagnostics.report(
                Diagnostic(
                    "every run of this entry has another '\(name)'", at: same?.location ?? own.location,
                    severity: .warning, notes: [.init("set here", at: axis.key.location)]))
        }
    }
}

extension YAMLNode {
    /// A mapping's entry with this key alone, placed at the key; nil where there is none.
    fileprivate func only(_ key: String) -> YAMLNode? {
        entries?.first { $0.key.text == key }.map { YAMLNode(.mapping([$0]), at: $0.key.location) }
    }

    /// What of it is written behind the beginning of an entry, and not taken over from an anchor before it; nil where
    /// that is nothing.
    fileprivate func written(from start: SourceLocation) -> YAMLNode? {
        guard !location.precedes(start) else { return nil }
        guard let entries, !entries.isEmpty else { return self }
        let own = entries.compactMap { entry -> Entry? in
            guard !entry.key.location.precedes(start) else { return nil }
            return entry.value.written(from: start).map { Entry(key: entry.key, value: $0) }
        }
        return own.isEmpty ? nil : YAMLNode(.mapping(own), at: location)
    }
}

extension SourceLocation {
    /// In the text of one file.
    fileprivate func precedes(_ other: SourceLocation) -> Bool {
        file == other.file && (line, column) < (other.line, other.column)
    }
}
