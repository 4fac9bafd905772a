import Experiment

/// A setting that stands below another one, and is often looked for beside it: `momentum`, `max`, `limit`.
struct NestedKey {
    /// `["optimizer", "sgd", "momentum"]`
    private let path: [String]

    /// Places with the keys that stand there.
    private typealias Places = [(path: [String], keys: Set<String>)]

    /// Where one would first look for a key stands first.
    private static let places: Places = {
        var places: Places = [
            (["dataset"], keys(of: dataset.settings)), (["dataset", "idx"], ["classes", "class_names"]),
            (["model"], keys(of: ModelSpec.layers([]).settings)),
        ]
        places += optimizers.map { place(below: "optimizer", $0.settings) }
        places.append((rangeTest.path, rangeTest.keys.subtracting(vague)))
        places += schedules.map { kind in
            place(below: "schedule", ScheduleSpec(kind: kind, warmup: ScheduleSpec.Warmup()).settings)
        }
        return places
    }()
    /// Where a key is meant only if the settings name what it stands below.
    private static let besideTheirs: Places = [
        (rangeTest.path, rangeTest.keys.intersection(vague)), (["dataset", "idx"], ["path"]),
    ]

    // With all that they may leave out: only then their settings have every key.
    private static let dataset = DatasetSpec(source: .idx(path: "", classes: 2), path: "", limit: 1)
    private static let optimizers = [OptimizerSpec.adam()] + OptimizerName.allCases.filter { $0 != .adam }.map(\.usual)
    private static let rangeTest = place(below: "learning_rate", LearningRateSpec.auto(FinderSettings()).settings)
    private static let schedules: [ScheduleSpec.Kind] = [
        .constant, .step(every: .epochs(1)), .multiStep(milestones: []), .exponential(gamma: 1),
        .cyclical(.init(minimum: 0, maximum: 1, momentum: ScheduleSpec.Cyclical.defaultMomentum)),
        .oneCycle(.init(maximum: 1, momentum: ScheduleSpec.OneCycle.defaultMomentum)), .cosine(),
    ]
    /// Keys of the range test that may mean many things by themselves.
    private static let vague: Set = ["min", "max", "steps", "metric"]

    /// - Parameter settings: one variant with its own: `{sgd: {momentum: 0, …}}`.
    private static func place(below key: String, _ settings: SettingValue) -> Places.Element {
        guard case .mapping(let entries) = settings, let variant = entries.first else { return ([key], []) }
        return ([key, variant.key], keys(of: variant.value))
    }

    static func keys(of settings: SettingValue) -> Set<String> {
        guard case .mapping(let entries) = settings else { return [] }
        return Set(entries.map(\.key))
    }

    /// - Parameter settings: those beside the key; an optimizer, a schedule, `auto` or `idx` that they name and that has
    ///   such a key is the one that is meant.
    /// - Returns: nil where no setting has such a key.
    init?(_ key: String, beside settings: YAMLNode) {
        let key = Suggestion.usualName(for: key)
        func owners(_ places: Places) -> [[String]] { places.filter { $0.keys.contains(key) }.map(\.path) }
        let meant = owners(Self.places + Self.besideTheirs).first {
            $0.count == 2 && settings[$0[0]]?[$0[1]] != nil
        }
        guard let owner = meant ?? owners(Self.places).first else { return nil }
        path = owner + [key]
    }

    private init(path: [String]) { self.path = path }

    /// A key below each variant that has it: `momentum` of `optimizer` stands below `sgd` and below `rmsprop`.
    static func all(_ key: String, belowVariantsOf owner: String) -> [NestedKey] {
        let key = Suggestion.usualName(for: key)
        return (places + besideTheirs)
            .filter { $0.path.count == 2 && $0.path.first == owner && $0.keys.contains(key) }
            .map { NestedKey(path: $0.path + [key]) }
    }

    /// The keys that stand below one variant, in alphabetical order.
    static func keys(below variant: String, of owner: String) -> [String] {
        (places + besideTheirs).filter { $0.path == [owner, variant] }.flatMap { $0.keys }.sorted()
    }

    /// `below 'optimizer': '{sgd: {momentum: …}}'`
    var asNested: String { "below '\(path[0])': '\(nested)'" }

    /// `below 'optimizer': 'optimizer.sgd.momentum'`
    var asDotted: String { "below '\(path[0])': '\(dotted)'" }

    /// `{sgd: {momentum: …}}`
    var nested: String { path.dropFirst().reversed().reduce("…") { "{\($1): \($0)}" } }

    /// `optimizer.sgd.momentum`
    var dotted: String { path.joined(separator: ".") }
}
