import Experiment

extension Planner {
    /// Makes one group of runs that differ in nothing that decides but the seed, whatever their entries call them: a
    /// comparison of two names of one configuration would measure chance alone, and look like one of two. The first
    /// name stands for all.
    static func grouped(_ candidates: [Candidate]) -> (candidates: [Candidate], remarks: [Diagnostic]) {
        var leaders: [String: String] = [:]
        var first: [[Setting]: Candidate] = [:]
        var joined: [[Int]: JoinedGroups] = [:]
        let candidates = candidates.map { candidate in
            let own = candidate.name.group
            if leaders[own] == nil {
                let settings = candidate.settingsButSeed
                if let known = first[settings] {
                    let entries = [known.run.entryIndex, candidate.run.entryIndex]
                    joined[entries, default: JoinedGroups(known: known, joining: candidate)].count += 1
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
        let remarks = joined.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value.remark)
        return (candidates, remarks)
    }
}

/// Groups of one entry that are another entry's too.
private struct JoinedGroups {
    var known: Candidate
    var joining: Candidate
    var count = 0

    var remark: Diagnostic {
        let others = count > 1 ? "; so are \(count - 1) more of this entry with others" : ""
        return Diagnostic(
            "'\(joining.name.group)' is '\(known.name.group)' with other seeds: they are one group,"
                + " '\(known.name.group)'\(others)", at: joining.run.location, severity: .note,
            notes: [.init("the same settings", at: known.run.location)])
    }
}
