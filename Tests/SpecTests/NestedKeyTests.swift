import Experiment
import Testing

/// Where a misplaced key belongs, the decoder knows by what it reads itself. The settings, written out, say what has to be
/// among that.
struct NestedKeyTests {
    private static let optimizers: [OptimizerSpec] = [.sgd(), .adam(), .adamW(), .rmsProp(), .adagrad()]
    /// With all that they may leave out.
    private static let schedules: [ScheduleSpec.Kind] = [
        .constant, .step(every: .epochs(1)), .multiStep(milestones: [.epochs(1)]), .exponential(gamma: 0.5), .cosine(),
        .cyclical(.init(minimum: 0.1, maximum: 1, momentum: ScheduleSpec.Cyclical.defaultMomentum)),
        .oneCycle(.init(maximum: 1, momentum: ScheduleSpec.OneCycle.defaultMomentum)),
    ]

    private static let dataset = DatasetSpec(
        source: .idx(path: "/images", classes: 2), classNames: ["cat", "dog"], path: "/data", limit: 1)
    /// What means something only beside settings that have it.
    private static let withoutOnePlace: Set = ["steps", "metric"]

    @Test func `every optimizer and every schedule is asked for its keys`() {
        #expect(Self.optimizers.map(\.name) == OptimizerName.allCases)
        #expect(Self.schedules.map(\.name) == ScheduleName.allCases)
    }

    @Test(arguments: optimizers)
    func `a key beside the optimizer that has it belongs below that one`(optimizer: OptimizerSpec) throws {
        try expectPlaces(of: optimizer.settings, below: "optimizer")
    }

    @Test(arguments: schedules)
    func `a key beside the schedule that has it belongs below that one`(kind: ScheduleSpec.Kind) throws {
        try expectPlaces(of: Self.settings(of: kind), below: "schedule")
    }

    @Test func `a key of the range test beside 'auto' belongs below it`() throws {
        try expectPlaces(of: LearningRateSpec.auto(FinderSettings()).settings, below: "learning_rate")
    }

    @Test func `a key of files of the user's beside 'idx' belongs below it`() throws {
        try expectPlaces(of: Self.dataset.settings, below: "dataset")
    }

    @Test func `what holds for every data set belongs beside 'idx'`() throws {
        for key in try keys(of: Self.dataset.settings) where !["idx", "path"].contains(key) {
            let text = complaints(about: "base: {dataset: {idx: {path: /a, classes: 2, \(key): 1}}}")
            #expect(text.contains("'\(key)' belongs beside 'idx': '{idx: {…}, \(key): …}'"), "\(text)")
        }
    }

    @Test func `a key of the data set or of the model belongs below it`() throws {
        for (owner, settings) in [("dataset", Self.dataset.settings), ("model", ModelSpec.layers([]).settings)] {
            for key in try keys(of: settings) {
                let text = complaints(about: "base: {\(key): 1}")
                #expect(text.contains("'\(key)' belongs below '\(owner)': '{\(key): …}'"), "\(text)")
            }
        }
    }

    @Test func `a nested key in a grid is told a dotted path that there is`() throws {
        var paths: [[String]] = try keys(of: Self.dataset.settings).map { ["dataset", $0] } + [["model", "layers"]]
        let variants: [(String, SettingValue)] =
            Self.optimizers.map { ("optimizer", $0.settings) }
            + Self.schedules.map { ("schedule", Self.settings(of: $0)) }
            + [("learning_rate", LearningRateSpec.auto(FinderSettings()).settings)]
        for (owner, settings) in variants {
            let (variant, keys) = try nested(settings)
            paths += keys.map { [owner, variant, $0] }
        }
        for key in Set(paths.compactMap(\.last)).subtracting(Self.withoutOnePlace) {
            let text = complaints(about: "runs: [{grid: {\(key): [1]}}]")
            let match = text.firstMatch(of: #/'\w+' belongs below '\w+': '([\w.]+)'/#)
            let place = try #require(match, "\(key): \(text)").1.split(separator: ".").map(String.init)
            #expect(place.last == key && paths.contains(place), "\(key): \(place)")
        }
    }

    private static func settings(of kind: ScheduleSpec.Kind) -> SettingValue {
        ScheduleSpec(kind: kind, warmup: ScheduleSpec.Warmup()).settings
    }

    /// - Parameter settings: one variant with its own: `{sgd: {momentum: 0, …}}`.
    private func expectPlaces(of settings: SettingValue, below owner: String) throws {
        let (variant, keys) = try nested(settings)
        for key in keys {
            let text = complaints(about: "base: {\(owner): {\(variant): {}}, \(key): 1}")
            #expect(text.contains("'\(key)' belongs below '\(owner)': '{\(variant): {\(key): …}}'"), "\(text)")
        }
    }

    /// - Returns: the variant's name, and its own keys.
    private func nested(_ settings: SettingValue) throws -> (variant: String, keys: [String]) {
        let variant = try #require(try keys(of: settings).first)
        let below = try #require(settings[path: [variant]])
        return (variant, try keys(of: below))
    }

    /// - Throws: where there are none: a test of no keys would pass.
    private func keys(of settings: SettingValue) throws -> [String] {
        guard case .mapping(let entries) = settings, !entries.isEmpty else { throw NoKeys(settings: settings) }
        return entries.map(\.key)
    }
}

private struct NoKeys: Error { var settings: SettingValue }
