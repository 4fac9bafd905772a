import Experiment

/// The values that an entry's exclusions name and its loops list: such an exclusion means this value alone. Where `sgd`
/// and `{sgd: {momentum: 0.9}}` are listed, `sgd` means the first, which elsewhere means every SGD.
struct NamedValues {
    private struct OfLoop {
        var path: [String]
        /// As they are listed; none where the exclusion names no listed one.
        var values: [Assignment]
    }

    /// Of each exclusion. Found once: there are as many combinations as listed values, or more.
    private let loops: [[OfLoop]]

    init(of entry: RunEntry) {
        // Without an exclusion nobody asks for them.
        let axes = entry.exclusions.isEmpty ? [] : entry.grid + entry.zip
        let listed = axes.map { axis in axis.values.map { $0.settings[path: axis.path]?.value } }
        loops = entry.exclusions.map { exclusion in
            zip(axes, listed).compactMap { (axis, listed) -> OfLoop? in
                guard let excluded = exclusion.settings[path: axis.path]?.value else { return nil }
                let named = zip(axis.values, listed).filter { _, value in
                    value.map { SettingPattern.areEqual($0, excluded) } ?? false
                }
                return OfLoop(path: axis.path, values: named.map { assignment, _ in assignment })
            }
        }
    }

    /// Whether the combination has the values that an exclusion names, wherever a loop lists them. Values that `--set`
    /// makes one are no others.
    /// - Parameters:
    ///   - exclusion: its index.
    ///   - overrides: those of `--set` that hold in the combination.
    func hold(of exclusion: Int, in combination: [Assignment], under overrides: [Assignment]) -> Bool {
        loops[exclusion].allSatisfy { loop in
            guard let chosen = combination.first(where: { $0.path == loop.path }) else { return true }
            let held = Self.overridden(chosen, by: overrides)
            return loop.values.allSatisfy { SettingPattern.areEqual(Self.overridden($0, by: overrides), held) }
        }
    }

    /// What `--set` makes of a loop's value.
    private static func overridden(_ assignment: Assignment, by overrides: [Assignment]) -> SettingValue {
        overrides.merged(over: assignment.settings).value
    }
}
