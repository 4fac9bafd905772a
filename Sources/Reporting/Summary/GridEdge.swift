import Experiment

/// A setting whose best value is the first or the last of those that were tried: a better one may lie beyond.
struct GridEdge: Hashable, Sendable {
    /// Fewer values are hardly a search.
    private static let fewestValues = 3
    /// Top-level settings of which nobody searches a better value: what the data is, when a run is validated, and how
    /// long it may go on.
    private static let unsearched = RunConfiguration.settingsWithoutInfluence.union([
        "dataset", "validate_every", "stop_on_divergence",
    ])

    /// A dotted path, such as `optimizer.sgd.momentum`.
    var path: String
    var value: Double
    var isHighest: Bool

    /// Those of what the entry of `best` sets, beside the groups that differ from it in that setting alone.
    static func edges(of best: RunGroup, among groups: [RunGroup]) -> [GridEdge] {
        let others = groups.filter(\.hasResult)
        return best.settings.compactMap { setting in
            // A rate that was found ends no search: its range test has looked beyond, and what steers the test is no rate.
            guard setting.value.asNumber != nil, !unsearched.contains(setting.topLevel),
                !setting.key.hasPrefix("learning_rate.")
            else { return nil }
            let own = best.parted(at: setting.key)
            // Below 0 nothing is to be tried.
            guard let value = own.number, value != 0 else { return nil }
            let tried = others.compactMap { group -> Double? in
                let other = group.parted(at: setting.key)
                return other.rest == own.rest ? other.number : nil
            }
            guard Set(tried).count >= fewestValues, let low = tried.min(), let high = tried.max() else { return nil }
            return value == low || value == high
                ? GridEdge(path: setting.key, value: value, isHighest: value == high) : nil
        }
    }
}

extension RunGroup {
    /// The number at a dotted path, and the configuration without what stands there. A learning rate that was found has
    /// been tried as well as one of the file.
    fileprivate func parted(at path: String) -> (number: Double?, rest: [String: SettingValue]) {
        let values = values
        let found = path == "learning_rate" ? learningRate?.rate : nil
        return (
            values[path]?.asNumber ?? found, values.filter { $0.key != path && !$0.key.hasPrefix(path + ".") }
        )
    }

    /// The whole configuration but the seed, by dotted path.
    fileprivate var values: [String: SettingValue] {
        let leaves = rows.first?.run.configuration.leaves().filter { $0.path != "seed" } ?? []
        return Dictionary(leaves.map { ($0.path, $0.value) }) { first, _ in first }
    }
}
