import Experiment

/// Which line of the file gives two groups enough seeds in common.
struct SeedAdvice {
    private static let wanted = PairedDifference.fewestPairs

    /// Seeds that both groups should have: as few new ones as possible.
    private let seeds: [UInt64]
    /// The groups that have not all of them.
    let lacking: [RunGroup]

    init(_ first: RunGroup, _ second: RunGroup) {
        let (one, other) = (Set(first.rows.map(\.run.seed)), Set(second.rows.map(\.run.seed)))
        // A seed that gave no result would give none again.
        let lost = (first.rows + second.rows).filter { $0.state == .diverged || $0.state == .failed }.map(\.run.seed)
        let common = one.intersection(other).subtracting(lost)
        let single = one.symmetricDifference(other).subtracting(lost)
        let next = (one.union(other).max() ?? 0) + 1
        let new = (0..<UInt64(Self.wanted)).map { next + $0 }
        seeds = (common.sorted() + single.sorted() + new).prefix(Self.wanted).sorted()
        let wanted = Set(seeds)
        lacking = [first, second].filter { !wanted.isSubset(of: $0.rows.map(\.run.seed)) }
    }

    /// `'seeds: 3'` where that counts up from the groups' own seed, else `'seeds: [7, 8, 9]'`.
    var line: String {
        let areCounted = zip(seeds, seeds.dropFirst()).allSatisfy { $1 == $0 + 1 }
        let beginHere = lacking.allSatisfy { group in
            group.rows.count < Self.wanted && group.rows.map(\.run.seed).min() == seeds.first
        }
        return areCounted && beginHere
            ? "'seeds: \(Self.wanted)'" : "'seeds: [\(seeds.map(String.init).joined(separator: ", "))]'"
    }
}
