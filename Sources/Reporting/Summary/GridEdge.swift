import Experiment

/// A setting whose best value is the first or the last of those that were tried: a better one may lie beyond.
struct GridEdge: Hashable, Sendable {
    /// Fewer values are hardly a search.
    private static let fewestValues = 3
    /// Top-level settings of which nobody searches a better value: what the data is, when a run is validated, and how
    /// long it may go on.
    private static let unsearched: Set = ["dataset", "validate_every", "stop_on_divergence"]

    /// A dotted path, such as `optimizer.sgd.momentum`.
    var path: String
    var value: Double
    var isHighest: Bool
    /// Whether runs that differ in other settings too have tried values beyond.
    var isPassedElsewhere: Bool

    /// Of the numbers of `best`, be they of its entry or of all runs' base, beside the groups that differ from it in one
    /// of them alone.
    static func edges(of best: RunGroup, among groups: [RunGroup]) -> [GridEdge] {
        let (whole, others) = (Tried(best), groups.filter(\.hasResult).map(Tried.init))
        return best.decidingSettings.compactMap { setting in
            // A rate that was found ends no search: its range test has looked beyond, and what steers the test is no rate.
            guard !unsearched.contains(setting.topLevel), !setting.key.hasPrefix("learning_rate."),
                let value = whole.number(at: setting.key),
                // Most numbers are the same everywhere.
                others.contains(where: { $0.number(at: setting.key) != value })
            else { return nil }
            let rest = whole.rest(besides: setting.key)
            let beside = others.filter { $0.rest(besides: setting.key) == rest }
            let tried = beside.compactMap { $0.number(at: setting.key) }
            guard Set(tried).count >= fewestValues, let low = tried.min(), let high = tried.max() else { return nil }
            let bounds = whole.bounds(at: setting.key)
            // Beyond the bounds nothing is to be tried.
            guard value == low && value > bounds.lowest || value == high && value < bounds.highest else { return nil }
            let all = others.compactMap { $0.number(at: setting.key) }
            return GridEdge(
                path: setting.key, value: value, isHighest: value == high,
                isPassedElsewhere: all.contains { value == high ? $0 > value : $0 < value })
        }
    }
}

/// What a group has tried.
private struct Tried {
    /// What decides its numbers but the seed, by dotted path. Where files of the user's own lie gives way to their
    /// checksum.
    private let values: [String: SettingValue]
    /// That its runs trained at, given or found; nil where they trained between bounds that took its place.
    private let rate: Double?
    private let configuration: SettingValue
    /// Than which no batch is larger; nil where the data set is not known.
    private let trainingCount: Int?

    init(_ group: RunGroup) {
        var values = Dictionary(group.decidingSettings.map { ($0.key, $0.value) }) { first, _ in first }
        let dataset = group.dataset
        // It tells which data they are, wherever they lie.
        if values[RunConfiguration.ownDatasetPath] != nil, let checksum = dataset?.checksum {
            values[RunConfiguration.ownDatasetPath] = .string(checksum)
        }
        self.values = values
        configuration = group.rows.first?.run.configuration ?? .null
        trainingCount = dataset?.trainingCount
        let given = group.rows.first.flatMap { $0.run.configuration.hasUnusedRate ? nil : $0.run.fixedLearningRate }
        rate = given ?? group.common(\.learningRate)
    }

    /// A learning rate that was found has been tried as well as one of the file, and no limit is the highest one.
    func number(at path: String) -> Double? {
        switch path {
        case "learning_rate": rate
        case "gradient_clip" where values[path] == .null: .infinity
        default: values[path]?.asNumber
        }
    }

    /// How low and how high the number at a dotted path may be, the rest being what it is.
    func bounds(at path: String) -> (lowest: Double, highest: Double) {
        var bounds = configuration.bounds(at: path)
        if path == "batch_size", let trainingCount { bounds.highest = Double(trainingCount) }
        return bounds
    }

    /// The configuration without what stands at a dotted path.
    func rest(besides path: String) -> [String: SettingValue] {
        values.filter { $0.key != path && !$0.key.hasPrefix(path + ".") }
    }
}
