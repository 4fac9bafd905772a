import Experiment

/// Runs that a grid gives more than once, of which each runs once.
struct RepeatedRuns {
    /// The grid's entry.
    let location: SourceLocation?
    private var kept = Names()
    /// Those that have names of their own.
    private var leftOut = Names()
    private var leftOutCount = 0

    init(location: SourceLocation?) { self.location = location }

    mutating func add(_ candidate: Candidate, sameAs known: Candidate) {
        leftOutCount += 1
        kept.add(known.name.full)
        if candidate.name != known.name { leftOut.add(candidate.name.full) }
    }

    /// One note on all of them.
    func remark(_ remarks: inout DiagnosticList) {
        let message =
            kept.all.count == 1
            ? "the grid gives the same run \(leftOutCount + 1) times; it runs once, as \(kept.text)"
            : "the grid gives \(kept.all.count) runs more than once; each runs once: \(kept.text)"
        remarks.append(
            Diagnostic(
                message, at: location, severity: .note,
                notes: leftOut.all.isEmpty ? [] : [.init("left out: \(leftOut.text)")]))
    }

    /// Names in the order of the file, each once.
    private struct Names {
        private(set) var all: [String] = []
        private var known: Set<String> = []

        mutating func add(_ name: String) {
            if known.insert(name).inserted { all.append(name) }
        }

        /// `'a', 'b', 'c' and 5 more`
        var text: String { WordList.text(all.map { "'\($0)'" }, limit: WordList.namedInRemark) }
    }
}
