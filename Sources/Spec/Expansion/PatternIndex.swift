import Experiment

/// Finds the patterns that settings may match by what they name, without a comparison with each: an entry may have
/// thousands of exclusions, and tens of thousands of combinations.
struct PatternIndex {
    /// Of those that name nothing more, among all patterns.
    private var places: [Int] = []
    /// Of the others, by the path of what they name next, and by its value.
    private var branches: [[String]: [SettingValue: PatternIndex]] = [:]

    /// Each scalar is one step down: as many are looked at as an exclusion may have keys, the others are left to the
    /// comparison.
    init(_ patterns: [SettingPattern]) {
        for (place, pattern) in patterns.enumerated() {
            insert(place, under: pattern.scalars.prefix(RunEntry.keyLimit))
        }
    }

    private init() {}

    private mutating func insert(_ place: Int, under scalars: ArraySlice<SettingPattern.Scalar>) {
        guard let next = scalars.first else {
            places.append(place)
            return
        }
        branches[next.path, default: [:]][next.value, default: PatternIndex()]
            .insert(place, under: scalars.dropFirst())
    }

    /// Places of all patterns that match, and of some that do not, in no order.
    /// - Parameter value: what the settings have at a path.
    func candidates(_ value: ([String]) -> SettingValue?) -> [Int] {
        branches.reduce(into: places) { candidates, branch in
            guard let scalar = SettingPattern.scalar(value(branch.key) ?? .null) else { return }
            candidates += branch.value[scalar]?.candidates(value) ?? []
        }
    }
}
