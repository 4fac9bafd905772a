import Experiment

/// `summary.json`: the same content for programs. Every key is there for every run; what is not known is `null`.
package enum JSONSummary {
    /// - Parameters:
    ///   - comparison: the report's.
    ///   - grids: the comparison's.
    package static func render(_ report: Report, _ comparison: Comparison, _ grids: [GridAnalysis]) -> String {
        var fields = JSONFields()
        fields.add("experiment", report.experiment.name)
        fields.add("description", report.experiment.description)
        fields.add("xrun_version", report.experiment.provenance.xrunVersion)
        fields.add("objective", report.experiment.objective.settings)
        fields.add("answer", comparison.answer(.plain))
        fields.add("runs", .list(report.rows.map(run)))
        fields.add("groups", .list(groups(comparison)))
        fields.add("sensitivity", .list(grids.compactMap { sensitivity($0, comparison) }))
        fields.add("range_tests", .list(report.experiment.rangeTests.map { rangeTest($0, report) }))
        return JSONText.document(fields.object)
    }

    private static func run(_ row: ReportRow) -> SettingValue {
        let results = row.record?.results
        var fields = JSONFields()
        fields.add("name", row.run.name)
        fields.add("group", row.run.group)
        fields.add("identity", row.run.identity)
        fields.add("status", row.state.rawValue)
        fields.addOrNull("verdict", row.verdict?.rawValue)
        fields.addOrNull("learning_rate", row.learningRate)
        fields.addOrNull("learning_rate_min", row.record?.rateBounds?.minimum)
        fields.addOrNull("learning_rate_max", row.record?.rateBounds?.maximum)
        fields.addOrNull("learning_rate_suggested", row.suggestedRate)
        fields.add("learning_rate_from", row.run.rateSource.text)
        fields.add("seed", row.run.seed)
        fields.add("config", row.run.configuration)
        fields.addOrNull("train_loss", results?.trainLoss)
        fields.add("validation_loss", bestAndLast(results) { $0.loss })
        fields.add("validation_accuracy", bestAndLast(results) { $0.accuracy })
        fields.addOrNull("test_loss", results?.test?.loss)
        fields.addOrNull("test_accuracy", results?.test?.accuracy)
        fields.addOrNull("epochs", results?.epochs)
        fields.addOrNull("seconds", row.record?.cost?.seconds)
        fields.addOrNull("training_seconds", row.record?.cost?.trainingSeconds)
        fields.addOrNull("samples_per_second", row.record?.cost?.samplesPerSecond)
        fields.addOrNull("reason", row.reason)
        return fields.object
    }

    /// Runs that differ in nothing but their seed, with what decides and how far it is from the best group's.
    private static func groups(_ comparison: Comparison) -> [SettingValue] {
        comparison.groups.map { group in
            var fields = JSONFields()
            fields.add("name", group.name)
            fields.add(group, comparison)
            return fields.object
        }
    }

    /// Nil where nothing is told of the grid.
    private static func sensitivity(_ analysis: GridAnalysis, _ comparison: Comparison) -> SettingValue? {
        guard let part = analysis.fullPart, let sensitivity = analysis.sensitivity else { return nil }
        var fields = JSONFields()
        fields.add("fixed", .mapping(part.fixed(among: comparison.groups)))
        fields.add("effects", .list(sensitivity.effects.map(effect)))
        fields.add("interactions", sensitivity.interactions)
        fields.addOrNull("interactions_chance", sensitivity.interactionsChance?.share)
        fields.addOrNull("interactions_p_value", sensitivity.interactionsChance?.probability)
        fields.addOrNull("chance", sensitivity.chance)
        fields.add("uniform_guesses", sensitivity.guesses)
        fields.add("configurations", sensitivity.configurations)
        return fields.object
    }

    private static func effect(_ effect: Sensitivity.Effect) -> SettingValue {
        var fields = JSONFields()
        fields.add("key", effect.key)
        fields.add("share", effect.share)
        fields.addOrNull("chance", effect.chance?.share)
        fields.addOrNull("p_value", effect.chance?.probability)
        // Absent where all are equal: `null` is a value too, of a setting that is off.
        fields.add("best", effect.bestLevel)
        fields.addOrNull("mean", effect.bestMean)
        fields.add("diverged", effect.bestDiverged)
        return fields.object
    }

    private static func bestAndLast(_ results: RunResults?, _ value: (Score) -> Double) -> SettingValue {
        var fields = JSONFields()
        fields.addOrNull("best", results?.validationBest.map(value))
        fields.addOrNull("last", results?.validationLast.map(value))
        return fields.object
    }

    private static func rangeTest(_ test: ExperimentRecord.RangeTest, _ report: Report) -> SettingValue {
        let (record, damaged) = (report.rangeTests[test.key], report.damagedRecord(of: test))
        let unknown = damaged == nil ? ReportRow.State.notStarted : .damaged
        var fields = JSONFields()
        fields.add("key", test.key)
        fields.add("status", record?.status.rawValue ?? unknown.rawValue)
        fields.addOrNull("learning_rate", record?.outcome?.learningRate)
        fields.addOrNull("reason", record?.reason ?? record?.outcome?.reason ?? damaged?.reason)
        return fields.object
    }
}

extension JSONFields {
    /// What a group came to, and how far it is from the best one.
    mutating func add(_ group: RunGroup, _ comparison: Comparison) {
        let value = group.statistic(comparison.objective.value)
        add("runs", group.rows.count)
        add("done", group.doneCount)
        add("is_best", comparison.isBest(group))
        addOrNull("mean", value?.mean)
        addOrNull("standard_deviation", value?.deviation)
        add("difference_to_best", comparison.difference(of: group)?.json ?? .null)
    }
}
