import Experiment

/// Groups that set the same keys: a grid of the file, or entries that read like one.
struct ConfigurationGrid: Hashable, Sendable {
    struct Key: Hashable, Sendable {
        /// A dotted path, such as `optimizer.sgd.momentum`; `optimizer` where its levels are whole variants.
        var path: String
        /// In the order of the file; at least two.
        var levels: [SettingValue]
    }

    /// What varies, the outermost first.
    let keys: [Key]
    /// By the index of each key's level.
    private let groups: [[Int]: RunGroup]

    subscript(levels: [Int]) -> RunGroup? { groups[levels] }

    /// How tables and figures spell the levels.
    /// - Parameter limit: as of `SettingSpellings`.
    func spellings(limit: Int) -> SettingSpellings {
        SettingSpellings(keys.map { key in key.levels.map { Setting(key.path, $0) } }, limit: limit)
    }

    /// Every combination of levels, whether a group stands there or not; the last key moves fastest.
    var places: [[Int]] {
        keys.reduce([[]]) { places, key in places.flatMap { place in key.levels.indices.map { place + [$0] } } }
    }

    /// Whether a group stands at every place.
    private var isFull: Bool { groups.count == places.count }

    /// The grids of two keys and more among `groups`, in plan order. Groups whose keys or levels do not tell them apart
    /// make none, nor do those that fill no more than half of the grid's places, such as keys that vary together.
    static func grids(of groups: [RunGroup]) -> [ConfigurationGrid] {
        families(of: groups, by: \.wholeSettings).flatMap { whole -> [ConfigurationGrid] in
            let parts = families(of: whole.map(\.group), by: \.settings)
            let grids = parts.compactMap { ConfigurationGrid($0) }
            // Variants that have other settings, such as `adam` beside `{sgd: {momentum: 0.9}}`, are levels of one key:
            // a grid of those that have the same would leave the others out.
            guard parts.count > 1 || grids.isEmpty, let grid = ConfigurationGrid(whole), grids.isEmpty || grid.isFull
            else { return grids }
            return [grid]
        }
    }

    /// A group with what it sets.
    private typealias Member = (group: RunGroup, settings: [Setting])

    /// The groups that set the same keys in the same order, together.
    private static func families(of groups: [RunGroup], by settings: (RunGroup) -> [Setting]) -> [[Member]] {
        var families: [(keys: [String], members: [Member])] = []
        for group in groups {
            let member = (group: group, settings: settings(group))
            let keys = member.settings.map(\.key)
            if let index = families.firstIndex(where: { $0.keys == keys }) {
                families[index].members.append(member)
            } else {
                families.append((keys, [member]))
            }
        }
        return families.map(\.members)
    }

    /// - Parameter members: of one family.
    private init?(_ members: [Member]) {
        let keys = (members.first?.settings ?? []).map(\.key).compactMap { path -> Key? in
            var levels: [SettingValue] = []
            for level in members.compactMap({ $0.settings.value(path) }) where !levels.contains(level) {
                levels.append(level)
            }
            return levels.count > 1 ? Key(path: path, levels: levels) : nil
        }
        guard keys.count > 1 else { return nil }
        var places = 1
        for key in keys {
            let (product, overflow) = places.multipliedReportingOverflow(by: key.levels.count)
            guard !overflow, product < 2 * members.count else { return nil }
            places = product
        }
        var placed: [[Int]: RunGroup] = [:]
        for (group, settings) in members {
            let place = keys.compactMap { key in settings.value(key.path).flatMap(key.levels.firstIndex(of:)) }
            guard place.count == keys.count, placed.updateValue(group, forKey: place) == nil else { return nil }
        }
        self.keys = keys
        self.groups = placed
    }
}

extension RunGroup {
    /// What its entry sets but the seed.
    var settings: [Setting] { rows.first?.run.varied.filter { $0.key != "seed" } ?? [] }

    /// The same, each setting as a whole: `optimizer`: `{sgd: {momentum: 0.9}}`.
    fileprivate var wholeSettings: [Setting] {
        // A setting, its variant, and what that has: a record from elsewhere may hold a path of any length.
        Setting.nested(settings.map { (path: $0.key.split(separator: ".", maxSplits: 2)[...], value: $0.value) })
    }
}

extension Setting {
    /// Mappings of values at paths, in the order of the paths.
    fileprivate static func nested(_ leaves: [(path: ArraySlice<Substring>, value: SettingValue)]) -> [Setting] {
        var keys: [Substring] = []
        for key in leaves.compactMap({ $0.path.first }) where !keys.contains(key) { keys.append(key) }
        return keys.map { key in
            let own = leaves.filter { $0.path.first == key }
            let leaf = own.first { $0.path.count == 1 }?.value
            return Setting(
                String(key), leaf ?? .mapping(nested(own.map { (path: $0.path.dropFirst(), value: $0.value) })))
        }
    }
}

extension [Setting] {
    fileprivate func value(_ key: String) -> SettingValue? { first { $0.key == key }?.value }
}
