package import Experiment

/// The plan for programs: `xrun plan --format json`, and `plan.json` in the experiment's folder.
package enum PlanJSON {
    /// JSON with a line feed at the end; the same plan gives the same bytes, items in the order of the file.
    /// - Parameters:
    ///   - states: what is known of the items from earlier starts; nil leaves states out (`plan.json` says what runs,
    ///     not how far it is).
    ///   - folderRemarks: what the reader should know of the experiment's folder.
    package static func render(
        _ plan: RunPlan, states: [PlanItemID: ItemState]? = nil, folderRemarks: [String] = []
    ) -> String {
        let remarks = plan.remarks(of: nil).map(\.message) + folderRemarks
        return JSONText.document(
            .mapping([
                Setting("experiment", .string(plan.experiment)),
                Setting("description", plan.description.map { .string($0) } ?? .null),
                Setting("objective", plan.objective.settings),
                Setting("numerical_version", .integer(numericalVersion)),
                Setting("datasets", .list(plan.datasets.map { settings(of: $0) })),
                Setting(
                    "items",
                    .list(
                        plan.items.map { item in
                            var entries = entries(of: item)
                            if let states { entries += settings(of: states[item.id] ?? .new) }
                            return .mapping(entries)
                        })),
                Setting("remarks", .list(remarks.map { .string($0) })),
            ]))
    }

    private static func settings(of dataset: PlannedDataset) -> SettingValue {
        let folder: SettingValue = dataset.summary.folder.map { .string($0) } ?? .null
        return .mapping(
            [Setting("dataset", dataset.spec.settings), Setting("folder", folder)] + dataset.summary.entries)
    }

    private static func entries(of item: PlanItem) -> [Setting] {
        switch item {
        case .rangeTest(let test):
            [
                Setting("kind", .string("range_test")),
                Setting("folder", .string(item.id.folder)),
                Setting("identity", .string(test.identity)),
                Setting("seed", .integer(Int(clamping: test.seed))),
                Setting("finder", test.settings.settings),
                Setting("dataset", test.configuration.dataset.settings),
                Setting("model", test.configuration.model.settings),
                Setting("optimizer", test.configuration.optimizer.settings),
                Setting("batch_size", .integer(test.configuration.batchSize)),
                Setting("workload", test.workload.settings),
            ]
        case .run(let run):
            [
                Setting("kind", .string("run")),
                Setting("folder", .string(item.id.folder)),
                Setting("identity", .string(run.identity)),
                Setting("name", .string(run.name)),
                Setting("group", .string(run.group)),
                Setting("seed", .integer(Int(clamping: run.configuration.seed))),
                Setting("changes", .mapping(run.varied)),
                Setting("waits_for", run.rangeTest.map { .string($0.folder) } ?? .null),
                Setting("config", run.configuration.settings),
                Setting("workload", run.workload.settings),
            ]
        }
    }

    private static func settings(of state: ItemState) -> [Setting] {
        [Setting("state", .string(state.word.rawValue))]
            + (state.step.map { [Setting("state_step", .integer($0))] } ?? [])
            + (state.reason.map { [Setting("state_reason", .string($0))] } ?? [])
    }
}
