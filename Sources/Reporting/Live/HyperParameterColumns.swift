import Experiment
import TensorBoard

/// The columns of TensorBoard's HParams table for one plan: what differs between its runs, the learning rate as a
/// number, also where a range test finds it (but not where bounds stand in its place), and the seed, unless groups repeat over
/// seeds: a group's row shows one of its runs.
///
/// TensorBoard takes the table of whichever run it meets first, so it is the same for all of a plan and known before
/// the first run begins.
struct HyperParameterColumns: Sendable {
    private let columns: [HyperParameterColumn]

    init(_ runs: [RunDescription]) {
        let configurations = runs.map(\.configuration)
        let facets = configurations.map(ConfigurationFacets.init)
        let differing = ConfigurationFacets.differing(facets).map { path in
            Self.column(path, facets.compactMap { $0[path].flatMap(Self.cell) })
        }
        let seeds = configurations.compactMap { $0[path: ["seed"]].flatMap(Self.cell) }
        let isRepeated = Set(runs.map(\.group)).count < runs.count
        columns =
            [Self.learningRate(runs)].compactMap { $0 } + differing
            + (isRepeated ? [] : [Self.column("seed", seeds)])
    }

    func table(experiment: String, description: String?) -> HyperParameterTable {
        HyperParameterTable(
            name: experiment, description: description ?? "", columns: columns,
            metrics: [
                MetricColumn(tag: ScalarTag.accuracy(.validation), displayName: "last validation accuracy"),
                MetricColumn(tag: ScalarTag.bestAccuracy, displayName: "best validation accuracy"),
                MetricColumn(tag: ScalarTag.loss(.validation), displayName: "last validation loss"),
                MetricColumn(tag: ScalarTag.bestLoss, displayName: "best validation loss"),
                MetricColumn(tag: ScalarTag.testAccuracy, displayName: "test accuracy"),
                MetricColumn(tag: ScalarTag.testLoss, displayName: "test loss"),
            ])
    }

    /// A run's row. A value that its column cannot show is left out.
    func values(of record: RunRecord) -> [String: HyperParameterValue] {
        let facets = ConfigurationFacets(record.run.configuration)
        var values: [String: HyperParameterValue] = [:]
        for column in columns {
            let value: HyperParameterValue? =
                switch column.name {
                case "learning_rate": record.decidingRate.map(HyperParameterValue.number)
                case "seed": record.run.configuration[path: ["seed"]].flatMap(Self.cell)
                default: facets[column.name].flatMap(Self.cell)
                }
            values[column.name] = value.flatMap { Self.fit($0, in: column) }
        }
        return values
    }

    /// Over the fixed rates that decide something, and all that range tests may find. Nil where no run has a rate.
    private static func learningRate(_ runs: [RunDescription]) -> HyperParameterColumn? {
        let rates = runs.flatMap { run -> [Double] in
            let configuration = run.configuration
            guard !configuration.hasUnusedRate, let rate = configuration[path: ["learning_rate"]] else { return [] }
            if let fixed = rate.asNumber { return [fixed] }
            return ["min", "max"].compactMap { rate[path: ["auto", $0]]?.asNumber }
        }
        guard let minimum = rates.min(), let maximum = rates.max() else { return nil }
        return HyperParameterColumn(name: "learning_rate", domain: .numbers(minimum: minimum, maximum: maximum))
    }

    private static func column(_ name: String, _ values: [HyperParameterValue]) -> HyperParameterColumn {
        HyperParameterColumn(name: name, domain: domain(of: values))
    }

    /// Values of several kinds are strings.
    private static func domain(of values: [HyperParameterValue]) -> HyperParameterColumn.Domain {
        if !values.isEmpty, values.allSatisfy(\.isBool) { return .bools }
        let numbers = values.compactMap(\.number)
        if let minimum = numbers.min(), let maximum = numbers.max(), numbers.count == values.count {
            return .numbers(minimum: minimum, maximum: maximum)
        }
        return .strings(values.map(\.spelling).uniqued())
    }

    private static func cell(_ value: SettingValue) -> HyperParameterValue? {
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

    /// The value as the column's kind; nil where it has none of that kind.
    private static func fit(_ value: HyperParameterValue, in column: HyperParameterColumn) -> HyperParameterValue? {
        switch (column.domain, value) {
        case (.numbers, .number), (.bools, .bool): value
        case (.strings, _): .string(value.spelling)
        case (.numbers, .string), (.numbers, .bool), (.bools, .string), (.bools, .number): nil
        }
    }
}

extension HyperParameterValue {
    fileprivate var number: Double? {
        switch self {
        case .number(let value): value
        case .string, .bool: nil
        }
    }

    fileprivate var isBool: Bool {
        switch self {
        case .bool: true
        case .number, .string: false
        }
    }

    /// In a column of strings, in its filter as in its cells.
    fileprivate var spelling: String {
        switch self {
        case .number(let value): NumberSpelling.canonical(value)
        case .string(let value): value
        case .bool(let value): value ? "true" : "false"
        }
    }
}
