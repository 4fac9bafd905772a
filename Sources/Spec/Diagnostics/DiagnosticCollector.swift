import Experiment

/// Gathers what all readers of one file find wrong.
final class DiagnosticCollector {
    private var list = DiagnosticList()

    var all: [Diagnostic] { list.all }
    var hasErrors: Bool { list.hasErrors }

    func report(_ diagnostic: Diagnostic) { list.append(diagnostic) }

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
