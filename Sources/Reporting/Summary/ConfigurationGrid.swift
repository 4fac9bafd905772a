import Experiment

/// Groups that set the same keys: a grid of the file, or entries that read like one.
struct ConfigurationGrid: Hashable, Sendable {
    struct Key: Hashable, Sendable {
        /// A dotted path, such as `optimizer.sgd.momentum`.
        var path: String
        /// In the order of the file; at least two.
        var levels: [SettingValue]

        var spellings: [String] { levels.map(\.spelling) }
    }

    /// What varies, the outermost first.
    let keys: [Key]
    /// By the index of each key's level.
    private let groups: [[Int]: RunGroup]

    subscript(levels: [Int]) -> RunGroup? { groups[levels] }

    /// Every combination of levels, whether a group stands there or not; the last key moves fastest.
    var places: [[Int]] {
        keys.reduce([[]]) { places, key in places.flatMap { place in key.levels.indices.map { place + [$0] } } }
    }

    /// The grids of two keys and more among `groups`, in plan order. Groups whose keys or levels do not tell them apart
    /// make none, nor do those that fill no more than half of the grid's places, such as keys that vary together.
    static func grids(of groups: [RunGroup]) -> [ConfigurationGrid] {
        var families: [(paths: [String], groups: [RunGroup])] = []
        for group in groups {
            let paths = group.settings.map(\.key)
            if let index = families.firstIndex(where: { $0.paths == paths }) {
                families[index].groups.append(group)
            } else {
                families.append((paths, [group]))
            }
        }
        return families.compactMap { ConfigurationGrid($0.groups, paths: $0.paths) }
    }

    private init?(_ groups: [RunGroup], paths: [String]) {
        let keys = paths.compactMap { path -> Key? in
            var levels: [SettingValue] = []
            for level in groups.compactMap({ $0.setting(path) }) where !levels.contains(level) { levels.append(level) }
            return levels.count > 1 ? Key(path: path, levels: levels) : nil
        }
        guard keys.count > 1 else { return nil }
        var places = 1
        for key in keys {
            let (product, overflow) = places.multipliedReportingOverflow(by: key.levels.count)
            guard !overflow, product < 2 * groups.count else { return nil }
            places = product
        }
        var placed: [[Int]: RunGroup] = [:]
        for group in groups {
            let place = keys.compactMap { key in group.setting(key.path).flatMap(key.levels.firstIndex(of:)) }
            guard place.count == keys.count, placed.updateValue(group, forKey: place) == nil else { return nil }
        }
        self.keys = keys
        self.groups = placed
    }
}

extension RunGroup {
    /// What its entry sets but the seed.
    var settings: [Setting] { rows.first?.run.varied.filter { $0.key != "seed" } ?? [] }

    fileprivate func setting(_ path: String) -> SettingValue? { settings.first { $0.key == path }?.value }
}
