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
    /// The same in plan order.
    private let members: [Member]

    subscript(levels: [Int]) -> RunGroup? { groups[levels] }

    /// How tables and figures spell the levels.
    /// - Parameter limit: as of `SettingSpellings`.
    func spellings(limit: Int) -> SettingSpellings {
        SettingSpellings(keys.map(\.settings), limit: limit)
    }

    /// What decides numbers and all of its groups set beside its keys, and not all of `groups`: what tells it from
    /// other grids of the same keys among them.
    func fixed(among groups: [RunGroup]) -> [Setting] {
        let common = (members.first?.group.settings ?? []).filter { setting in
            setting.decides && members.allSatisfy { $0.group.settings.contains(setting) }
        }
        return common.filter { setting in !groups.allSatisfy { $0.settings.contains(setting) } }
    }

    /// The same as texts and figures spell it: `optimizer: sgd`.
    /// - Parameter limit: as of `SettingSpellings`.
    func fixedTexts(among groups: [RunGroup], limit: Int) -> [String] {
        let fixed = fixed(among: groups)
        guard !fixed.isEmpty else { return [] }
        let spellings = SettingSpellings(groups.map(\.settings), limit: limit)
        return fixed.map { spellings.text([$0]) }
    }

    /// Every combination of levels, whether a group stands there or not; the last key moves fastest.
    var places: [[Int]] {
        keys.reduce([[]]) { places, key in places.flatMap { place in key.levels.indices.map { place + [$0] } } }
    }

    /// Whether a group stands at every place.
    private var isFull: Bool { Double(groups.count) == placeCount }

    /// Beyond what can be counted in whole numbers, where many keys vary together.
    private var placeCount: Double { keys.reduce(1) { $0 * Double($1.levels.count) } }

    /// The grids of two keys and more among `groups`, in plan order. Groups whose keys or levels do not tell them apart
    /// make none, nor do those of which most are in no grid, such as keys that vary together.
    static func grids(of groups: [RunGroup]) -> [ConfigurationGrid] {
        families(of: groups, by: \.wholeSettings).flatMap { family -> [ConfigurationGrid] in
            let parts = families(of: family.map(\.group), by: \.settings)
            let grids = parts.compactMap { ConfigurationGrid($0) }
            // Variants that have other settings, such as `adam` beside `{sgd: {momentum: 0.9}}`, are levels of one key:
            // a grid of those that have the same would leave the others out.
            guard parts.count > 1 || grids.isEmpty, let grid = ConfigurationGrid(variants(in: family)),
                grid.stands(for: grids)
            else { return grids }
            return [grid]
        }
    }

    /// A group with what it sets.
    private struct Member: Hashable {
        var group: RunGroup
        var settings: [Setting]
    }

    /// The groups that set the same keys in the same order, together.
    private static func families(of groups: [RunGroup], by settings: (RunGroup) -> [Setting]) -> [[Member]] {
        let members = groups.map { Member(group: $0, settings: settings($0)) }
        return members.grouped { $0.settings.map(\.key) }.map(\.elements)
    }

    /// Members with the settings below a top-level one as settings of their own where all set the same ones in every
    /// combination of their levels (`dataset.limit` and `dataset.normalize` of a grid); the others stay whole.
    /// - Parameter family: of whole settings.
    private static func variants(in family: [Member]) -> [Member] {
        let names = (family.first?.settings ?? []).map(\.key)
        let parted = Set(
            names.filter { name in
                let variants = Set(family.map { $0.group.leaves(below: name) })
                guard let paths = variants.first?.map(\.key), variants.allSatisfy({ $0.map(\.key) == paths }) else {
                    return false
                }
                let levels = paths.map { path in Set(variants.map { $0.value(path) }).count }
                return levels.reduce(1.0) { $0 * Double($1) } == Double(variants.count)
            })
        return family.map { member in
            var member = member
            member.settings = member.settings.flatMap { whole in
                parted.contains(whole.key) ? member.group.leaves(below: whole.key) : [whole]
            }
            return member
        }
    }

    /// Nil where most of the places are empty and most of the members are in no full part.
    /// - Parameter members: of one family.
    private init?(_ members: [Member]) {
        guard let grid = ConfigurationGrid(placing: members) else { return nil }
        if Double(members.count) > grid.placeCount / 2 {
            self = grid
        } else if let part = grid.fullPart, part.groups.count > members.count / 2 {
            self = part
        } else {
            return nil
        }
    }

    /// Nil where fewer than two keys vary, or their levels do not tell the members apart.
    /// - Parameter members: of one family.
    private init?(placing members: [Member]) {
        let keys = (members.first?.settings ?? []).map(\.key).compactMap { path -> Key? in
            let levels = members.compactMap { $0.settings.value(path) }.uniqued()
            return levels.count > 1 ? Key(path: path, levels: levels) : nil
        }
        guard keys.count > 1 else { return nil }
        let indices = keys.map { key in
            Dictionary(uniqueKeysWithValues: key.levels.enumerated().map { ($0.element, $0.offset) })
        }
        var placed: [[Int]: RunGroup] = [:]
        for member in members {
            let place = zip(keys, indices).compactMap { key, indices in
                member.settings.value(key.path).flatMap { indices[$0] }
            }
            guard place.count == keys.count, placed.updateValue(member.group, forKey: place) == nil else { return nil }
        }
        self.keys = keys
        self.members = members
        groups = placed
    }
}

extension ConfigurationGrid {
    /// A part of it in which a group stands at every place: itself where that is so, else what stays where one level
    /// after the other is dropped, of which the fewest combinations are there. Nil where two keys do not stay.
    var fullPart: ConfigurationGrid? {
        var grid: ConfigurationGrid? = self
        while let part = grid, !part.isFull { grid = part.withoutSparsestLevels }
        return grid
    }

    /// The groups of the full part.
    private var fullCount: Int { fullPart?.groups.count ?? 0 }

    /// Whether it tells of no fewer groups than the grids of single variants do, or of more than half as many and what
    /// the choice of the variant does, which those cannot tell.
    private func stands(for grids: [ConfigurationGrid]) -> Bool {
        let part = fullPart?.members ?? []
        let apart = grids.reduce(0) { $0 + $1.fullCount }
        let variants = Set(part.map { $0.group.settings.map(\.key) })
        return part.count >= apart || variants.count > 1 && 2 * part.count > apart
    }

    private var withoutSparsestLevels: ConfigurationGrid? {
        let counts = Dictionary(members.flatMap(\.settings).map { ($0, 1) }, uniquingKeysWith: +)
        // In a full part two groups at least have a level.
        var dropped = keys.flatMap(\.settings).filter { counts[$0, default: 0] < 2 }
        if dropped.isEmpty {
            // Two keys are to stay. How much of a level is there goes by its share of all places.
            let levels = keys.filter { keys.count > 2 || $0.levels.count > 2 }.flatMap { key in
                key.settings.map { (setting: $0, filled: counts[$0, default: 0] * key.levels.count) }
            }
            dropped = levels.min { $0.filled < $1.filled }.map { [$0.setting] } ?? []
        }
        guard !dropped.isEmpty else { return nil }
        let lost = Set(dropped)
        return ConfigurationGrid(placing: members.filter { lost.isDisjoint(with: $0.settings) })
    }

    /// The levels that a part of it has not.
    func levels(leftOutBy part: ConfigurationGrid) -> [Setting] {
        let kept = Set(part.members.flatMap(\.settings))
        return keys.flatMap(\.settings).filter { !kept.contains($0) }
    }
}

extension ConfigurationGrid.Key {
    /// It with each of its levels.
    fileprivate var settings: [Setting] { levels.map { Setting(path, $0) } }
}

extension RunGroup {
    /// What its entry sets but the seed.
    var settings: [Setting] { rows.first?.run.varied.filter { $0.key != "seed" } ?? [] }

    /// Those of them at and below a top-level one.
    fileprivate func leaves(below name: String) -> [Setting] { settings.filter { $0.topLevel == name } }

    /// The same, each setting as a whole: `optimizer`: `{sgd: {momentum: 0.9}}`.
    fileprivate var wholeSettings: [Setting] {
        // A setting, its variant, and what that has: a record from elsewhere may hold a path of any length.
        Setting.nested(settings.map { (path: $0.key.split(separator: ".", maxSplits: 2)[...], value: $0.value) })
    }
}

extension Setting {
    /// Mappings of values at paths, in the order of the paths.
    fileprivate static func nested(_ leaves: [(path: ArraySlice<Substring>, value: SettingValue)]) -> [Setting] {
        leaves.grouped { $0.path.first }.compactMap { key, own -> Setting? in
            guard let key else { return nil }
            let leaf = own.first { $0.path.count == 1 }?.value
            return Setting(
                String(key), leaf ?? .mapping(nested(own.map { (path: $0.path.dropFirst(), value: $0.value) })))
        }
    }
}

extension [Setting] {
    fileprivate func value(_ key: String) -> SettingValue? { first { $0.key == key }?.value }
}
