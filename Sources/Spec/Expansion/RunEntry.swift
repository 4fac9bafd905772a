import Experiment

/// One entry of `runs` as it is written, before it is expanded.
struct RunEntry {
    /// One loop of a grid, or one list of a zip: a path and its values.
    struct Axis {
        var key: YAMLNode.Key
        var path: [String]
        var values: [Assignment]
    }
    /// Combinations to drop: all of these settings hold.
    struct Exclusion {
        /// In long form, dotted paths nested.
        var settings: YAMLNode
        var location: SourceLocation
        /// Whether something is wrong with it by itself, which has been told: then what it drops says nothing.
        var isWrong: Bool
    }
    enum Seeds {
        /// The run's seed and those that follow it.
        case count(Int)
        case list([UInt64])

        var count: Int {
            switch self {
            case .count(let count): count
            case .list(let seeds): seeds.count
            }
        }
    }

    /// Keys of an entry that are no settings.
    static let ownKeys = ["name", "grid", "zip", "exclude", "seeds"]
    /// How many keys `grid` and `zip` together, or one entry of `exclude`, may have: more than a run has settings. Each
    /// key is merged over all before it, and each of a grid is one loop inside another.
    static let keyLimit = 100

    var index: Int
    var location: SourceLocation
    var name: String?
    var namePlace: SourceLocation?
    /// What it sets for all its runs, in long form.
    var settings: YAMLNode
    var grid: [Axis] = []
    var zip: [Axis] = []
    var exclusions: [Exclusion] = []
    var seeds: Seeds?
    /// Whether something is wrong by itself with its settings, grid, zip or exclude, which has been told: it may be all
    /// that is in the way of what they contradict, or that keeps it among the runs.
    var isWrong = false
    /// Dotted paths of all that the entry, its grid and its zip set, in the order of the file.
    var writtenPaths: [[String]] = []

    /// All the entry's runs before `exclude`; nil where it is more than any machine counts.
    var runCount: Int? {
        let factors = grid.map(\.values.count) + [zip.first?.values.count ?? 1, seeds?.count ?? 1]
        return factors.reduce(1) { product, factor in
            guard let (value, overflow) = product?.multipliedReportingOverflow(by: factor), !overflow else {
                return nil
            }
            return value
        }
    }
}
