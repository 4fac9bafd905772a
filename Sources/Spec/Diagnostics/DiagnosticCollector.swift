import Experiment

/// Gathers what is wrong, each thing once: what `base` says wrongly is met again in every run.
final class DiagnosticCollector {
    private(set) var all: [Diagnostic] = []
    private var known: Set<Diagnostic> = []
    private(set) var hasErrors = false

    func report(_ diagnostic: Diagnostic) {
        guard known.insert(diagnostic).inserted else { return }
        all.append(diagnostic)
        if diagnostic.severity == .error { hasErrors = true }
    }

    func report(
        _ message: String, at location: SourceLocation?, suggestion: String? = nil, notes: [Diagnostic.Note] = []
    ) {
        report(Diagnostic(message, at: location, suggestion: suggestion, notes: notes))
    }

    /// In the order of the text, the file before the command line's settings.
    var sorted: [Diagnostic] {
        func position(_ index: Int) -> (Int, Int, Int, Int) {
            guard let place = all[index].location else { return (0, 0, 0, index) }
            return (place.file == SettingTexts.file ? 1 : 0, place.line, place.column, index)
        }
        return all.indices.sorted { position($0) < position($1) }.map { all[$0] }
    }
}
