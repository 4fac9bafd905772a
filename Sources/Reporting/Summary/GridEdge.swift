import Experiment

/// A setting whose best value is the first or the last of those that were tried: a better one may lie beyond.
struct GridEdge: Hashable, Sendable {
    /// Fewer values are hardly a search.
    private static let fewestValues = 3

    /// A dotted path, such as `optimizer.sgd.momentum`.
    var path: String
    var value: Double
    var isHighest: Bool

    /// Those of `best` beside the groups that differ from it in that setting alone.
    static func edges(of best: RunGroup, among groups: [RunGroup]) -> [GridEdge] {
        let own = best.settings
        return own.enumerated().compactMap { index, setting in
            // Below 0 nothing is to be tried.
            guard let value = setting.value.asNumber, value != 0 else { return nil }
            let tried = groups.compactMap { group -> Double? in
                var settings = group.settings
                guard group.hasResult, settings.count == own.count, let number = settings[index].value.asNumber else {
                    return nil
                }
                settings[index] = setting
                return settings == own ? number : nil
            }
            guard Set(tried).count >= fewestValues, let low = tried.min(), let high = tried.max() else { return nil }
            return value == low || value == high
                ? GridEdge(path: setting.key, value: value, isHighest: value == high) : nil
        }
    }
}
