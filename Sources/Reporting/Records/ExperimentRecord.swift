package import Experiment

/// What a summary has to know beyond the runs' own records: `experiment.json`. With it and them, a summary can be made
/// again without the experiment's file.
package struct ExperimentRecord: Hashable, Sendable {
    package struct Run: Hashable, Sendable {
        package var description: RunDescription
        /// False where `--only` left it out.
        package var isSelected: Bool
    }

    package struct RangeTest: Hashable, Sendable {
        package var key: String
        package var identity: String
        /// As of a planned one; nil where an earlier version of xrun wrote the record.
        package var identityButSeed: String?
    }

    package var name: String
    package var description: String?
    package var objective: Objective
    /// The latest start's.
    package var command: TypedCommand
    /// Of the latest start.
    package var provenance: Provenance
    /// The first start's time.
    package var began: Timestamp
    /// In plan order.
    package var runs: [Run]
    package var rangeTests: [RangeTest]
    /// The folder of the item after whose failure the latest start ended (`--fail-fast`); nil for any other end.
    package var endedAfter: String?

    /// - Parameter selected: the items to run; nil for all of them.
    package init(
        plan: RunPlan, selected: Set<PlanItemID>? = nil, command: TypedCommand, provenance: Provenance, began: Timestamp
    ) {
        name = plan.experiment
        description = plan.description
        objective = plan.objective
        self.command = command
        self.provenance = provenance
        self.began = began
        runs = plan.runs.map { run in
            Run(
                description: RunDescription(run), isSelected: selected?.contains(run.id) ?? true)
        }
        rangeTests = plan.rangeTests.map { test in
            RangeTest(key: test.key, identity: test.identity, identityButSeed: test.identityButSeed)
        }
    }
}

extension ExperimentRecord {
    /// Whether name, runs and their order are those of `other`, whatever was selected.
    func plansTheSame(as other: ExperimentRecord) -> Bool {
        name == other.name && description == other.description && rangeTests == other.rangeTests
            && runs.map(\.description) == other.runs.map(\.description)
    }

    var json: SettingValue {
        var fields = JSONFields()
        fields.add("format", RecordFormat.current)
        fields.add("experiment", name)
        fields.add("description", description)
        fields.add("objective", objective.settings)
        command.add(to: &fields)
        fields.add("provenance", provenance.json)
        fields.add("began", began.text)
        fields.add("runs", .list(runs.map(\.json)))
        fields.add("range_tests", .list(rangeTests.map(\.json)))
        fields.add("ended_after", endedAfter)
        return fields.object
    }

    init?(json: SettingValue?) {
        guard let fields = JSONReader(json), fields.integer("format") == RecordFormat.current,
            let name = fields.string("experiment"),
            let description = fields.optional("description", fields.string),
            let objective = Objective(json: fields["objective"]),
            let command = TypedCommand(fields), let provenance = Provenance(json: fields["provenance"]),
            let began = fields.string("began").flatMap(Timestamp.init(text:)), let runs = fields.list("runs"),
            let rangeTests = fields.list("range_tests"),
            let endedAfter = fields.optional("ended_after", fields.string)
        else { return nil }
        self.name = name
        self.description = description
        self.objective = objective
        self.command = command
        self.provenance = provenance
        self.began = began
        self.runs = runs.compactMap { Run(json: $0) }
        self.rangeTests = rangeTests.compactMap { RangeTest(json: $0) }
        self.endedAfter = endedAfter
        guard self.runs.count == runs.count, self.rangeTests.count == rangeTests.count else { return nil }
    }
}

extension ExperimentRecord.Run {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        description.add(to: &fields)
        fields.add("selected", isSelected)
        return fields.object
    }

    fileprivate init?(json: SettingValue) {
        guard let fields = JSONReader(json), let description = RunDescription(fields),
            let isSelected = fields.bool("selected")
        else { return nil }
        self.init(description: description, isSelected: isSelected)
    }
}

extension ExperimentRecord.RangeTest {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("key", key)
        fields.add("identity", identity)
        fields.add("identity_but_seed", identityButSeed)
        return fields.object
    }

    fileprivate init?(json: SettingValue) {
        guard let fields = JSONReader(json), let key = fields.string("key"), let identity = fields.string("identity"),
            let identityButSeed = fields.optional("identity_but_seed", fields.string)
        else { return nil }
        self.init(key: key, identity: identity, identityButSeed: identityButSeed)
    }
}
