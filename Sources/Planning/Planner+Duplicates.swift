import Experiment

extension Planner {
    /// Merges runs of one grid that are the same, and remarks on it; anywhere else the same run twice is a mistake.
    /// - Returns: each run once.
    static func merge(
        _ candidates: [Candidate], _ problems: inout DiagnosticList, _ remarks: inout DiagnosticList
    ) -> [Candidate] {
        var first: [String: Candidate] = [:]
        var distinct: [Candidate] = []
        var repeats: [Int: RepeatedRuns] = [:]
        for candidate in candidates {
            guard let known = first[candidate.identity] else {
                first[candidate.identity] = candidate
                distinct.append(candidate)
                continue
            }
            let entry = candidate.run.entryIndex
            if known.run.entryIndex == entry, candidate.run.comesFromGrid {
                repeats[entry, default: RepeatedRuns(location: candidate.run.location)].add(candidate, sameAs: known)
            } else {
                let names =
                    known.name == candidate.name
                    ? "'\(known.name.full)'" : "'\(known.name.full)' and '\(candidate.name.full)'"
                let likeness =
                    known.run.configuration == candidate.run.configuration
                    ? "has the same settings as another one" : "differs from another one in nothing that decides"
                problems.append(
                    Diagnostic(
                        "this run \(likeness) (\(names)), so it would give the same numbers",
                        at: candidate.run.location,
                        notes: [.init("the other one", at: known.run.location)]
                            + overriddenPlaces(known.run, candidate.run).map { .init("set here for every run", at: $0) }
                            + [.init("leave one of them out, or give it another 'seed'")]))
            }
        }
        for (_, runs) in repeats.sorted(by: { $0.key < $1.key }) { runs.remark(&remarks) }
        return distinct
    }

    /// Where the command line sets what one of two entries sets too, each place once: that may be what makes them one.
    static func overriddenPlaces(_ first: RunSpec, _ second: RunSpec) -> [SourceLocation] {
        Set(first.overriddenPlaces + second.overriddenPlaces).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }
}

extension RunSpec {
    fileprivate var overriddenPlaces: [SourceLocation] {
        varied.compactMap { sources.location(of: $0.key) }.filter { $0.file == SourceLocation.settings }
    }
}
