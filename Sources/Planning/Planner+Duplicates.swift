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

    /// Names are folders: no two runs share one, and none takes a name that the experiment's folder needs itself.
    /// Groups are averaged over: runs of one group differ in nothing that decides but the seed.
    static func checkNames(_ candidates: [Candidate], _ problems: inout DiagnosticList) {
        var byName: [String: RunSpec] = [:]
        var byGroup: [String: Candidate] = [:]
        for candidate in candidates {
            let (run, name) = (candidate.run, candidate.name)
            if FolderEntry.isReserved(name.full) {
                problems.append(
                    Diagnostic(
                        "a run cannot be called '\(name.full)': the experiment's folder uses that name itself",
                        at: run.placeOfName))
            } else if let other = byName[name.full] {
                problems.append(
                    overriddenApart(run, other, name.full) ?? clash("two runs are called '\(name.full)'", run, other))
            } else if let other = byGroup[name.group], other.settingsButSeed != candidate.settingsButSeed {
                problems.append(
                    clash("two runs are called '\(name.group)' but for their seed, and differ in more", run, other.run))
            }
            byName[name.full] = byName[name.full] ?? run
            byGroup[name.group] = byGroup[name.group] ?? candidate
        }
    }

    /// Where the command line sets what one of two entries sets too, each place once: that may be what makes them one.
    private static func overriddenPlaces(_ first: RunSpec, _ second: RunSpec) -> [SourceLocation] {
        Set(first.overriddenPlaces + second.overriddenPlaces).sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// Runs of one grid have one name where the command line replaces what told them apart, and still differ in what
    /// that had replaced: over `optimizer: sgd` it leaves the momentum of `base`, over `optimizer: adam` it has none.
    /// - Returns: nil where that is not so.
    private static func overriddenApart(_ run: RunSpec, _ other: RunSpec, _ name: String) -> Diagnostic? {
        let overridden = overriddenPlaces(other, run)
        // A setting may be there in only one of them, whichever comes first.
        let (own, others) = (run.configuration.settings, other.configuration.settings)
        let different = (own.leaves() + others.leaves()).map { $0.path }.uniqued().filter { path in
            let keys = path.split(separator: ".").map(String.init)
            return own[path: keys] != others[path: keys]
        }
        guard run.entryIndex == other.entryIndex, !overridden.isEmpty, !different.isEmpty else { return nil }
        let words = WordList.text(different.map { "'\($0)'" }, limit: WordList.namedInRemark)
        return Diagnostic(
            "two runs of this entry are called '\(name)', and differ in \(words)", at: run.location,
            notes: overridden.map { .init("set here for every run", at: $0) }
                + [.init("with that set as well they are one run")])
    }

    private static func clash(_ message: String, _ run: RunSpec, _ other: RunSpec) -> Diagnostic {
        Diagnostic(
            message, at: run.placeOfName,
            notes: [.init("the other one", at: other.placeOfName), .init("give one of them a 'name:' of its own")])
    }
}

extension RunSpec {
    fileprivate var overriddenPlaces: [SourceLocation] {
        varied.compactMap { sources.location(of: $0.path) }.filter { $0.file == SourceLocation.settings }
    }

    /// A name that was not given comes from the whole entry.
    fileprivate var placeOfName: SourceLocation? { sources.location(of: "name") ?? location }
}
