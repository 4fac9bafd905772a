import Experiment

/// Gathers what all readers of one file find wrong.
final class DiagnosticCollector {
    private var list = DiagnosticList()

    var all: [Diagnostic] { list.all }
    /// See `DiagnosticList`.
    var sorted: [Diagnostic] { list.sorted }
    var hasErrors: Bool { list.hasErrors }

    func report(_ diagnostic: Diagnostic) { list.append(diagnostic) }

    func report(
        _ message: String, at location: SourceLocation?, suggestion: String? = nil, notes: [Diagnostic.Note] = []
    ) {
        report(Diagnostic(message, at: location, suggestion: suggestion, notes: notes))
    }
}
