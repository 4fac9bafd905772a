/// What is wrong, in the order in which it was found, each thing once: ten thousand runs that share `base` share its
/// errors.
package struct DiagnosticList: Sendable {
    package private(set) var all: [Diagnostic] = []
    package private(set) var hasErrors = false
    private var known: Set<Diagnostic> = []

    package init() {}

    package mutating func append(_ diagnostic: Diagnostic) {
        guard known.insert(diagnostic).inserted else { return }
        all.append(diagnostic)
        if diagnostic.severity == .error { hasErrors = true }
    }

    /// In the order of the text, the file before the command line's settings.
    package var sorted: [Diagnostic] {
        func position(_ index: Int) -> (Int, Int, Int, Int) {
            guard let place = all[index].location else { return (0, 0, 0, index) }
            return (place.file == SourceLocation.settings ? 1 : 0, place.line, place.column, index)
        }
        return all.indices.sorted { position($0) < position($1) }.map { all[$0] }
    }

    /// Does nothing where nothing is wrong.
    /// - Throws: `sorted`, where there is anything in it.
    package func throwIfAny() throws(Diagnostics) {
        if !all.isEmpty { throw Diagnostics(sorted) }
    }
}
