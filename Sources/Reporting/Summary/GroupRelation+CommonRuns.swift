import Experiment

extension GroupRelation {
    /// Those of groups that have runs in common. A baseline may stand in several experiments: it is no rival of itself, as
    /// long as its copies came to the same numbers.
    static func ofCommonRuns(_ groups: [RunGroup]) -> [GroupRelation] {
        let runs = groups.map(\.identities)
        let order = RunGroup.fullestFirst(groups)
        var relations: [GroupRelation] = []
        // Places in that order of the groups that are compared, by each of their runs.
        var compared: [String: [Int]] = [:]
        for (place, index) in order.enumerated() {
            let holders = Set(runs[index].flatMap { compared[$0] ?? [] }).sorted().map { order[$0] }
            let owners = holders.filter { runs[index].isSubset(of: runs[$0]) }
            if let owner = owners.first(where: { groups[index].agrees(with: groups[$0]) }) {
                relations.append(GroupRelation(group: index, other: owner, kind: .sameRuns))
            } else {
                // With one that has all of its runs rather than with one that has some.
                let other = owners.first ?? holders.first { !groups[index].agrees(with: groups[$0]) }
                if let other { relations.append(GroupRelation(group: index, other: other, kind: .otherNumbers)) }
                for identity in runs[index] { compared[identity, default: []].append(place) }
            }
        }
        return relations
    }
}

extension RunGroup {
    /// Their places: who has more results first, then who has more runs. A copy that failed stands for nothing.
    static func fullestFirst(_ groups: [RunGroup]) -> [Int] {
        let counts = groups.map { (done: $0.doneCount, runs: $0.identities.count) }
        return groups.indices.sorted { first, second in
            (counts[second].done, counts[second].runs, first) < (counts[first].done, counts[first].runs, second)
        }
    }

    /// Of the runs that were to be trained.
    var identities: Set<String> { Set(rows.filter { $0.state != .notSelected }.map(\.run.identity)) }

    /// Its runs that `other` has too; nil where there are none.
    func part(in other: RunGroup) -> RunGroup? {
        let common = other.identities
        let rows = rows.filter { common.contains($0.run.identity) }
        return rows.isEmpty ? nil : RunGroup(name: name, rows: rows)
    }

    /// Whether no run has one result here and another one in `other`.
    func agrees(with other: RunGroup) -> Bool {
        let others = Dictionary(other.rows.map { ($0.run.identity, $0) }) { first, _ in first }
        return rows.allSatisfy { row in others[row.run.identity].map { row.agrees(with: $0) } ?? true }
    }
}

extension ReportRow {
    /// Whether it is not known to have another result than `other`, to the last bit.
    fileprivate func agrees(with other: ReportRow) -> Bool {
        guard state.hasResult, other.state.hasResult else { return true }
        return state == other.state
            && zip(bits, other.bits).allSatisfy { mine, theirs in mine == nil || theirs == nil || mine == theirs }
    }

    /// Of what it came to, without what it took.
    private var bits: [UInt64?] { record?.results?.bits ?? [] }
}
