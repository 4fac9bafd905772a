import Experiment

extension Planner {
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

    /// Runs of one grid have one name where the command line replaces what told them apart, and still differ in what
    /// that had replaced: over `optimizer: sgd` it leaves the momentum of `base`, over `optimizer: adam` it has none.
    /// - Returns: nil where that is not so.
    private static func overriddenApart(_ run: RunSpec, _ other: RunSpec, _ name: String) -> Diagnostic? {
        let overridden = overriddenPlaces(other, run)
        // A setting may be there in only one of them, whichever comes first.
        let (own, others) = (run.configuration.settings, other.configuration.settings)
        let different = (own.leaves() + others.leaves()).map(\.key).uniqued().filter { path in
            let keys = path.split(separator: ".").map(String.init)
            return own[path: keys] != others[path: keys]
        }
        guard run.entryIndex == other.entryIndex, !overridden.isEmpty, !different.isEmpty else { return nil }
        return Diagnostic(
            "two runs of this entry are called '\(name)', and differ in \(WordList.quoted(different))",
            at: run.location,
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
    /// A name that was not given comes from the whole entry.
    fileprivate var placeOfName: SourceLocation { namePlace ?? location }
}
