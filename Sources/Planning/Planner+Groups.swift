import Experiment

extension Planner {
    /// Makes one group of runs that differ in nothing that decides but the seed, whatever their entries call them: a
    /// comparison of two names of one configuration would measure chance alone, and look like one of two. The first
    /// name stands for all, and remarks tell of it.
    static func grouped(_ candidates: [Candidate], _ remarks: inout DiagnosticList) -> [Candidate] {
        var leaders: [String: String] = [:]
        var first: [[Setting]: Candidate] = [:]
        var renamed: [RenamedGroups.Place: RenamedGroups] = [:]
        let grouped = candidates.map { candidate in
            let own = candidate.name.group
            if leaders[own] == nil {
                let settings = candidate.settingsButSeed
                if let known = first[settings] {
                    let groups = RenamedGroups(known, candidate)
                    renamed[groups.place, default: groups].add(candidate, to: known)
                    leaders[own] = known.name.group
                } else {
                    first[settings] = candidate
                    leaders[own] = own
                }
            }
            var result = candidate
            result.name.group = leaders[own] ?? own
            return result
        }
        for (_, groups) in renamed.sorted(by: { $0.key.turn < $1.key.turn }) { groups.remark(&remarks) }
        return grouped
    }
}

/// Groups that are those of one entry, by another name: one note tells of all.
private struct RenamedGroups {
    /// Which note tells of them.
    struct Place: Hashable {
        /// Of the entry whose name stands for all.
        var entryIndex: Int
        var isOfOneEntry: Bool

        var turn: (Int, Int) { (entryIndex, isOfOneEntry ? 0 : 1) }
    }

    /// The first two that are one.
    private let known: Candidate
    private let joining: Candidate
    /// What is one with the first.
    private var names: [String] = []
    /// How many are one with another.
    private var others = 0

    init(_ known: Candidate, _ joining: Candidate) {
        self.known = known
        self.joining = joining
    }

    private var areOfOneEntry: Bool { joining.run.entryIndex == known.run.entryIndex }

    var place: Place { Place(entryIndex: known.run.entryIndex, isOfOneEntry: areOfOneEntry) }

    mutating func add(_ joining: Candidate, to leader: Candidate) {
        if leader.name.group == known.name.group { names.append(joining.name.group) } else { others += 1 }
    }

    func remark(_ remarks: inout DiagnosticList) {
        let group = "'\(known.name.group)'"
        let verb = names.count == 1 ? "is" : "are"
        let same = others > 0 ? "; the same holds for \(others) more \(others == 1 ? "name" : "names")" : ""
        remarks.append(
            Diagnostic(
                "\(WordList.quoted(names)) \(verb) \(group) with other seeds: they are one group, \(group)\(same)",
                at: joining.run.location, severity: .note, notes: notes))
    }

    private var notes: [Diagnostic.Note] {
        areOfOneEntry
            ? [.init("what tells their names apart changes nothing that is trained")]
            : [
                .init("the same settings", at: known.run.location),
                .init(
                    "to say so in the file, list their seeds in one entry, or give them one 'name' where each has"
                        + " 'seeds'"),
            ]
    }
}
