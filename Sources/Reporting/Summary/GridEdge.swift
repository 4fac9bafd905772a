import Experiment

/// A setting whose best value is the first or the last of those that were tried: a better one may lie beyond.
struct GridEdge: Hashable, Sendable {
    /// Fewer values are hardly a search.
    private static let fewestValues = 3

    /// A dotted path, such as `optimizer.sgd.momentum`.
    var path: String
    var value: Double
    var isHighest: Bool

    /// Those of what the entry of `best` sets, beside the groups that differ from it in that setting alone.
    static func edges(of best: RunGroup, among groups: [RunGroup]) -> [GridEdge] {
        let own = best.values
        let others = groups.filter(\.hasResult).map(\.values)
        return best.settings.compactMap { setting in
            // Below 0 nothing is to be tried.
            guard let setValue = own[setting.key], let value = setValue.asNumber, value != 0 else { return nil }
            let tried = others.compactMap { values -> Double? in
                var values = values
                guard let number = values.updateValue(setValue, forKey: setting.key)?.asNumber, values == own
                else { return nil }
                return number
            }
            guard Set(tried).count >= fewestValues, let low = tried.min(), let high = tried.max() else { return nil }
            return value == low || value == high
                ? GridEdge(path: setting.key, value: value, isHighest: value == high) : nil
        }
    }
}

extension RunGroup {
    /// The whole configuration but the seed, by dotted path.
    fileprivate var values: [String: SettingValue] {
        let leaves = rows.first?.run.configuration.leaves().filter { $0.path != "seed" } ?? []
        return Dictionary(leaves.map { ($0.path, $0.value) }) { first, _ in first }
    }
}
