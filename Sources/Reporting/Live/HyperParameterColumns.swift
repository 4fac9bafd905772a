import Experiment
import TensorBoard

/// The columns of TensorBoard's HParams table for one plan: what differs between its runs, the seed, and the
/// learning rate as a number, also where a range test finds it.
///
/// TensorBoard takes the table of whichever run it meets first, so it is the same for all of a plan and known before
/// the first run begins.
struct HyperParameterColumns: Sendable {
    private let columns: [HyperParameterColumn]

    init(configurations: [SettingValue]) {
        let facets = configurations.map(Facets.init)
        var paths: [String] = []
        var seen: Set<String> = []
        for path in facets.flatMap(\.paths) where seen.insert(path).inserted { paths.append(path) }
        let differing = paths.filter { path in Facets.differ(facets, at: path) }.map { path in
            HyperParameterColumn(name: path, values: facets.compactMap { $0.cell(path) })
        }
        let seeds = configurations.compactMap { $0[path: ["seed"]].flatMap(Self.cell) }
        columns =
            [Self.learningRate(configurations)].compactMap { $0 } + differing
            + [HyperParameterColumn(name: "seed", values: seeds)]
    }

    func table(experiment: String, description: String?) -> HyperParameterTable {
        HyperParameterTable(
            name: experiment, description: description ?? "", columns: columns,
            metrics: [
                MetricColumn(tag: "validation/accuracy"), MetricColumn(tag: "validation/loss"),
                MetricColumn(tag: "test/accuracy"), MetricColumn(tag: "test/loss"),
            ])
    }

    /// A run's row. A value that its column cannot show is left out.
    func values(of record: RunRecord) -> [String: HyperParameterValue] {
        let facets = Facets(record.run.configuration)
        var values: [String: HyperParameterValue] = [:]
        for column in columns {
            let value: HyperParameterValue? =
                switch column.name {
                case "learning_rate": record.learningRate.map(HyperParameterValue.number)
                case "seed": record.run.configuration[path: ["seed"]].flatMap(Self.cell)
                default: facets.cell(column.name)
                }
            values[column.name] = value.flatMap { Self.fit($0, in: column) }
        }
        return values
    }

    /// Over the fixed rates and all that range tests may find. Nil where no run has a rate.
    private static func learningRate(_ configurations: [SettingValue]) -> HyperParameterColumn? {
        let rates = configurations.flatMap { configuration -> [Double] in
            guard let rate = configuration[path: ["learning_rate"]] else { return [] }
            if let fixed = rate.asNumber { return [fixed] }
            return ["min", "max"].compactMap { rate[path: ["auto", $0]]?.asNumber }
        }
        guard let minimum = rates.min(), let maximum = rates.max() else { return nil }
        return HyperParameterColumn(name: "learning_rate", domain: .numbers(minimum: minimum, maximum: maximum))
    }

    fileprivate static func cell(_ value: SettingValue) -> HyperParameterValue? {
        switch value {
        case .null: nil
        case .bool(let value): .bool(value)
        case .number(let value): .number(value)
        // A Double holds integers up to 2^53 exactly; a larger one is a seed, not an amount.
        case .integer(let value): value.magnitude <= 1 << 53 ? .number(Double(value)) : .string(String(value))
        case .string(let text): .string(text)
        case .list, .mapping: .string(value.spelling)
        }
    }

    /// The value as the column's kind: one kind of values in a column of another is not shown at all.
    private static func fit(_ value: HyperParameterValue, in column: HyperParameterColumn) -> HyperParameterValue? {
        switch (column.domain, value) {
        case (.strings, .string), (.numbers, .number), (.bools, .bool): value
        case (.strings, .number(let number)): .string(NumberSpelling.canonical(number))
        case (.strings, .bool(let value)): .string(value ? "true" : "false")
        case (.numbers, .string), (.numbers, .bool), (.bools, .string), (.bools, .number): nil
        }
    }
}

/// A configuration as flat settings, where a choice of a variant (`optimizer: {adam: {…}}`) is a setting of its own
/// (`optimizer` = `adam`), and the variant's settings stand under it (`optimizer.adam.beta1`).
private struct Facets {
    private(set) var paths: [String] = []
    private var values: [String: SettingValue] = [:]
    /// The choices under which a path stands: `optimizer.adam.beta1` → [`optimizer`: `adam`].
    private var scopes: [String: [Setting]] = [:]

    init(_ configuration: SettingValue) {
        guard case .mapping(let entries) = configuration else { return }
        for entry in entries where entry.key != "seed" {
            if entry.key == "learning_rate" {
                add("learning_rate_from", Self.rateSource(entry.value), scope: [])
            } else {
                add(entry.key, entry.value, scope: [])
            }
        }
    }

    /// The number has a column of its own; this is about where it comes from, with the range test's settings.
    private static func rateSource(_ rate: SettingValue) -> SettingValue {
        guard let settings = rate[path: ["auto"]] else { return .string("fixed") }
        return .mapping([Setting("auto", settings)])
    }

    func cell(_ path: String) -> HyperParameterValue? { values[path].flatMap(HyperParameterColumns.cell) }

    /// Whether runs that could have the setting have it otherwise, or not at all.
    static func differ(_ all: [Facets], at path: String) -> Bool {
        guard let scope = all.lazy.compactMap({ $0.scopes[path] }).first else { return false }
        let comparable = all.filter { facets in scope.allSatisfy { facets.values[$0.key] == $0.value } }
        return Set(comparable.map { $0.values[path] }).count > 1
    }

    private mutating func add(_ path: String, _ value: SettingValue, scope: [Setting]) {
        guard case .mapping(let entries) = value else {
            set(path, value, scope: scope)
            return
        }
        if entries.count == 1, case .mapping(let inner) = entries[0].value {
            let variant = entries[0].key
            set(path, .string(variant), scope: scope)
            let innerScope = scope + [Setting(path, .string(variant))]
            for entry in inner { add("\(path).\(variant).\(entry.key)", entry.value, scope: innerScope) }
        } else {
            for entry in entries { add("\(path).\(entry.key)", entry.value, scope: scope) }
        }
    }

    private mutating func set(_ path: String, _ value: SettingValue, scope: [Setting]) {
        paths.append(path)
        values[path] = value
        scopes[path] = scope
    }
}
