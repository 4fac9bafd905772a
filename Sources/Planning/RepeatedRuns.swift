import Experiment

/// Runs that a grid gives more than once, of which each runs once.
struct RepeatedRuns {
    /// The grid's entry.
    let location: SourceLocation
    /// Names in the order of the file, each as often as it is repeated.
    private var kept: [String] = []
    /// Those that have names of their own.
    private var leftOut: [String] = []

    init(location: SourceLocation) { self.location = location }

    mutating func add(_ candidate: Candidate, sameAs known: Candidate) {
        kept.append(known.name.full)
        if candidate.name != known.name { leftOut.append(candidate.name.full) }
    }

    /// One note on all of them.
    func remark(_ remarks: inout DiagnosticList) {
        let (names, others) = (kept.uniqued(), leftOut.uniqued())
        let message =
            names.count == 1
            ? "the grid gives the same run \(kept.count + 1) times; it runs once, as \(WordList.quoted(names))"
            : "the grid gives \(names.count) runs more than once; each runs once: \(WordList.quoted(names))"
        remarks.append(
            Diagnostic(
                message, at: location, severity: .note,
                notes: others.isEmpty ? [] : [.init("left out: \(WordList.quoted(others))")]))
    }
}
