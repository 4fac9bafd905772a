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
            (["dataset"], RunDecoder.keysOfEverySource.union(["path", "idx"])),
            (["dataset", "idx"], ["classes", "class_names"]), (["model"], ["layers"]),
        ]
        for name in optimizers {
            let keys = keysRead { decoder, reader in _ = decoder.optimizer(over: name.usual, &reader) }
            places.append((["optimizer", name.rawValue], keys))
        }
        places.append((["learning_rate", "auto"], rangeTest.subtracting(vague)))
        for name in schedules {
            let keys = keysRead { decoder, reader in _ = decoder.schedule(over: name.usual, &reader) }
            places.append((["schedule", name.rawValue], keys))
        }
        return places
    }()
    /// Where a key is meant only if the settings name what it stands below.
    private static let besideTheirs: Places = [
        (["learning_rate", "auto"], rangeTest.intersection(vague)), (["dataset", "idx"], ["path"]),
    ]

    private static let optimizers = [OptimizerName.adam] + OptimizerName.allCases.filter { $0 != .adam }
    private static let rangeTest = keysRead { decoder, reader in _ = decoder.rangeTest(&reader) }
    /// `min` is first looked for in cycles.
    private static let schedules: [ScheduleName] = ScheduleName.allCases.filter { $0 != .cosine } + [.cosine]
    /// Keys of the range test that may mean many things by themselves.
    private static let vague: Set = ["min", "max", "steps", "metric"]

    /// The keys that `read` asks a mapping for: what is read is what may stand there.
    static func keysRead(_ read: (RunDecoder, inout SettingsReader) -> Void) -> Set<String> {
        // Nothing is required of `base`, and what is not there is not wrong.
        let context = DecodingContext(.base, reportingTo: DiagnosticCollector())
        var reader = SettingsReader([], at: SourceLocation(file: "", line: 1, column: 1), context: context)
        read(RunDecoder(context: context), &reader)
        return Set(reader.known)
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
