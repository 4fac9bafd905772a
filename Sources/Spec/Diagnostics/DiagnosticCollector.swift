import Experiment

/// Gathers what all readers of one file find wrong.
final class DiagnosticCollector {
    private var list = DiagnosticList()
    /// Places of keys that were reported for standing where a variant's name belongs: all values of a grid's dotted path
    /// share its keys, and an alias repeats those of its anchor.
    var placesWithoutVariant: Set<SourceLocation> = []

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

    /// Takes over what another one gathered, but no mistake that was told here in the words of another place.
    func merge(_ other: DiagnosticCollector) {
        let told = placesWithoutVariant.intersection(other.placesWithoutVariant)
        for diagnostic in other.all where diagnostic.location.map(told.contains) != true { report(diagnostic) }
        placesWithoutVariant.formUnion(other.placesWithoutVariant)
    }
}
