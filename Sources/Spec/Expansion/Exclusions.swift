import Experiment

/// What an entry's `exclude` drops, and what it has dropped so far. Where a loop lists the very value that an exclusion
/// names, that value alone is meant: where `sgd` and `{sgd: {momentum: 0.9}}` are listed, `sgd` means the first, which
/// elsewhere means every SGD.
struct Exclusions {
    private struct Exclusion {
        let location: SourceLocation
        /// Of all settings but the seed, which alone differs among the runs of a combination.
        let settings: SettingPattern
        let seed: SettingPattern
        let loops: [Loop]
        var isUsed = false
    }
    /// A loop of the entry for a setting that an exclusion names.
    private struct Loop {
        var path: [String]
        /// Those that the exclusion names, as they are listed; none where it names no listed one.
        var named: [Assignment]
    }

    private var exclusions: [Exclusion]
    private let index: PatternIndex
    /// Whether something is wrong with one of them by itself: what it drops says nothing.
    private let areWrong: Bool
    private var combinations = 0
    private var droppedCombinations = 0

    /// Patterns and named values are found once: there are as many combinations as listed values, or more.
    init(of entry: RunEntry) {
        // Without an exclusion nobody asks for them.
        let axes = entry.exclusions.isEmpty ? [] : entry.grid + entry.zip
        let listed = axes.map(Self.listed)
        let patterns = entry.exclusions.map { SettingPattern($0.settings) }
        index = PatternIndex(patterns)
        exclusions = zip(entry.exclusions, patterns).map { exclusion, pattern in
            let loops = zip(axes, listed).compactMap { (axis, listed) -> Loop? in
                guard let excluded = exclusion.settings[path: axis.path]?.value else { return nil }
                let named = listed[SettingPattern.scalar(excluded), default: []].filter { _, value in
                    SettingPattern.areEqual(value, excluded)
                }
                return Loop(path: axis.path, named: named.map { assignment, _ in assignment })
            }
            return Exclusion(
                location: exclusion.location, settings: pattern.part { $0 != "seed" },
                seed: pattern.part { $0 == "seed" }, loops: loops)
        }
        areWrong = entry.exclusions.contains(where: \.isWrong)
    }

    /// The values of a loop by the scalar that they are; lists and mappings are together.
    private static func listed(_ axis: RunEntry.Axis) -> [SettingValue?: [(Assignment, SettingValue)]] {
        let values = axis.values.compactMap { assignment in
            assignment.settings[path: axis.path].map { (assignment, $0.value) }
        }
        return Dictionary(grouping: values) { _, value in SettingPattern.scalar(value) }
    }

    /// The runs of one combination that no exclusion drops.
    /// - Parameters:
    ///   - runs: one, or one for each seed, which are alike in all else.
    ///   - overrides: those of `--set` that hold in the combination.
    mutating func kept(
        of runs: [RunConfiguration], in combination: [Assignment], under overrides: [Assignment]
    ) -> [RunConfiguration] {
        guard !exclusions.isEmpty else { return runs }
        combinations += 1
        guard let settings = runs.first?.settings else { return [] }
        // By place, of those asked for: what is found holds for all runs, which may be many.
        var matching: [Int: Bool] = [:]
        func matches(_ place: Int) -> Bool {
            if let known = matching[place] { return known }
            let exclusion = exclusions[place]
            let found =
                exclusion.settings.matches(settings)
                && Self.hold(exclusion.loops, in: combination, under: overrides)
            matching[place] = found
            return found
        }
        let kept = runs.filter { run in
            let seed = SettingValue.mapping([Setting("seed", .integer(Int(clamping: run.seed)))])
            let candidates = index.candidates { path in
                path.first == "seed" ? seed[path: path] : settings[path: path]
            }
            let dropping = candidates.filter { exclusions[$0].seed.matches(seed) && matches($0) }
            for place in dropping { exclusions[place].isUsed = true }
            return dropping.isEmpty
        }
        if kept.isEmpty { droppedCombinations += 1 }
        return kept
    }

    /// Those that have dropped no run.
    var unused: [SourceLocation] { exclusions.filter { !$0.isUsed }.map(\.location) }

    /// Whether every combination had runs, and lost them all to exclusions that are not wrong.
    var haveDroppedAll: Bool { !areWrong && combinations > 0 && droppedCombinations == combinations }

    /// Whether the combination has the values that an exclusion names, wherever a loop lists them. Values that `--set`
    /// makes one are no others.
    private static func hold(
        _ loops: [Loop], in combination: [Assignment], under overrides: [Assignment]
    ) -> Bool {
        loops.allSatisfy { loop in
            guard let chosen = combination.first(where: { $0.path == loop.path }) else { return true }
            let held = overridden(chosen, by: overrides)
            return loop.named.allSatisfy { SettingPattern.areEqual(overridden($0, by: overrides), held) }
        }
    }

    /// What `--set` makes of a loop's value.
    private static func overridden(_ assignment: Assignment, by overrides: [Assignment]) -> SettingValue {
        overrides.merged(over: assignment.settings).value
    }
}
