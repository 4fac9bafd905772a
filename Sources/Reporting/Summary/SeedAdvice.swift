import Experiment

/// What to write into the file so that two groups have enough seeds in common.
struct SeedAdvice {
    private static let wanted = PairedDifference.fewestPairs

    /// Seeds that both groups should have a result of: as few new ones as possible.
    private let pairs: [UInt64]
    /// Those, and the ones that gave no result: a group without them would be left with the seeds that it was lucky
    /// with.
    private let seeds: [UInt64]
    /// The groups that have not all of the pairs.
    let lacking: [RunGroup]
    /// Those of the pairs that the groups have, and that wait for a start without `--only`.
    let leftOut: [(name: String, seeds: [UInt64])]

    init(_ first: RunGroup, _ second: RunGroup) {
        let (one, other) = (first.ownSeeds, second.ownSeeds)
        // A seed that gave no result would give none again.
        let lost = Set(
            (first.rows + second.rows).filter { $0.state == .diverged || $0.state == .failed }.map(\.run.seed))
        let common = one.intersection(other).subtracting(lost)
        let single = one.symmetricDifference(other).subtracting(lost)
        let skipped = first.leftOutSeeds.union(second.leftOutSeeds)
        func selectedFirst(_ seeds: Set<UInt64>) -> [UInt64] {
            seeds.subtracting(skipped).sorted() + seeds.intersection(skipped).sorted()
        }
        let used = one.union(other)
        // Above those that are used; from 0 on where that passes what a file may write.
        let above = (used.max() ?? 0) < UInt64(Int.max) - UInt64(Self.wanted) ? (used.max() ?? 0) + 1 : 0
        let new = (above...).lazy.filter { !used.contains($0) }.prefix(Self.wanted)
        pairs = (selectedFirst(common) + selectedFirst(single) + Array(new)).prefix(Self.wanted).sorted()
        seeds = lost.union(pairs).sorted()
        let wanted = Set(pairs)
        lacking = [first, second].filter { !wanted.isSubset(of: $0.ownSeeds) }
        leftOut = [first, second].map { group in
            (name: group.name, seeds: group.leftOutSeeds.intersection(wanted).sorted())
        }.filter { !$0.seeds.isEmpty }
    }

    /// What each of them lacks, where `line` would do harm: where the runs of one have several names, a line that all of
    /// its entries had would give the same runs twice; where it leaves out seeds of one, runs that may be done would
    /// leave the file. Nil where `line` will do.
    var additions: [(name: String, seeds: [UInt64])]? {
        let listed = Set(seeds)
        guard lacking.contains(where: { $0.isJoined || !$0.ownSeeds.isSubset(of: listed) }) else { return nil }
        return lacking.map { group in (name: group.name, seeds: seeds.filter { !group.ownSeeds.contains($0) }) }
    }

    /// `'seeds: 3'` where that is known to count up from the first of them, else `'seeds: [7, 8, 9]'`; beside a `seed`
    /// of the entry's own, or of its grid, a file may not have both.
    var line: String {
        let areCounted = zip(seeds, seeds.dropFirst()).allSatisfy { $1 - $0 == 1 }
        let beginHere = lacking.allSatisfy { $0.seedOfEntry != nil && $0.seedOfEntry == seeds.first }
        let setsSeed = lacking.contains(where: \.setsSeed)
        if areCounted, beginHere, !setsSeed { return "'seeds: \(seeds.count)'" }
        let list = "'seeds: [\(seeds.map(String.init).joined(separator: ", "))]'"
        return setsSeed ? "\(list) in place of 'seed'" : list
    }
}

extension RunGroup {
    fileprivate var ownSeeds: Set<UInt64> { Set(rows.map(\.run.seed)) }

    /// Of runs without a result that `--only` left out of the latest start.
    fileprivate var leftOutSeeds: Set<UInt64> {
        Set(rows.filter { !$0.isSelected && !$0.state.hasResult }.map(\.run.seed))
    }

    /// The seed that `seeds: 3` would count from in its entry of the file; nil where that is not known. A run that its
    /// entry does not repeat has just that one. Of those that it repeats, nothing tells whether they are counted or
    /// listed.
    fileprivate var seedOfEntry: UInt64? {
        guard rows.count == 1, let run = rows.first?.run else { return nil }
        return run.name != run.group && !setsSeed ? nil : run.seed
    }

    /// Whether the plan has joined runs of the same settings: their names tell what their entries call them.
    fileprivate var isJoined: Bool {
        rows.contains { GroupName.own(of: $0.run.name, seed: $0.run.seed) != $0.run.group }
    }

    /// Whether its entry of the file, or a grid there, sets the seed.
    fileprivate var setsSeed: Bool { rows.contains { $0.run.varied.contains { $0.key == "seed" } } }
}
