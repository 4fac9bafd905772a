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

    package func throwIfAny() throws(Diagnostics) {
        if !all.isEmpty { throw Diagnostics(all) }
    }
}
