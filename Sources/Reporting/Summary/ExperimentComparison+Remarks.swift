import Experiment

extension ExperimentComparison {
    /// What a reader has to know of the numbers, a sentence each.
    package func remarks(_ style: Markup) -> [String] {
        ["Means ± standard deviation over the n runs that are done; decided by \(objective.words)."]
            + reservations(style)
    }

    /// The same but for what the numbers are: what makes them hard to compare, and which rows are one group, or have
    /// the same runs or settings.
    func reservations(_ style: Markup) -> [String] {
        let isJoined = rows.contains { $0.experiments.count > 1 }
        let joined =
            isJoined
            ? ["Where a row names several experiments, their runs have the same settings and data: they are one group."]
            : []
        return obstacles(style) + joined + relations.map { sentence($0, style) }
    }

    private func sentence(_ relation: GroupRelation, _ style: Markup) -> String {
        let (row, other) = (rows[relation.group], rows[relation.other])
        let (first, second) = relation.group < relation.other ? (row, other) : (other, row)
        let both = WordList.text([first, second].map { style.code($0.compared.name) })
        switch relation.kind {
        case .sameRuns:
            let (part, whole) = (style.code(row.compared.name), style.code(other.compared.name))
            return row.group.identities == other.group.identities
                ? "\(part) and \(whole) are the same runs." : "The runs of \(part) are among those of \(whole)."
        case .otherRuns:
            return "\(both) have the same settings, but other runs of the same seeds: of versions of xrun that train "
                + "to other numbers, or after range tests that differ (in seed, objective or version)."
        case .otherRates:
            return "\(both) have the same settings, but range tests that differ (in objective, or in the version "
                + "of the finder or of the numbers): they are no group."
        case .otherNumbers:
            return "\(both) have the same settings, but measured differently: \(deviation(of: second, from: first))."
        }
    }

    /// The numbers of the runs that both have.
    private func deviation(of second: Row, from first: Row) -> String {
        func value(of row: Row, beside other: Row) -> String? {
            let common = row.group.part(in: other.group)?.statistic(objective.value)
            return common.map { Spelling.value($0, objective) }
        }
        return switch (value(of: first, beside: second), value(of: second, beside: first)) {
        case (nil, nil) where first.group.identities != second.group.identities:
            "none of the runs in common has a \(objective.words)"
        case (nil, nil): "neither has a \(objective.words)"
        case (let one, let other) where one == other:
            "the \(objective.words) is the same in the digits that are shown"
        case (let one, let other):
            "\(objective.words) \(one ?? TableColumn.none) and \(other ?? TableColumn.none)"
        }
    }

    /// What makes numbers of different experiments hard to compare.
    private func obstacles(_ style: Markup) -> [String] {
        var remarks = [RunGroup.remarkOnCounts(rows.map(\.group), by: objective)].compactMap { $0 }
        let others = reports.filter { $0.report.experiment.objective != objective }
        for (label, report) in others {
            remarks.append("\(style.block(label)) itself is decided by \(report.experiment.objective.words).")
        }
        let records = reports.flatMap { $0.report.rows.compactMap(\.record) }
        let machines = records.map(\.provenance.machine)
        if Set(machines.map(\.processor)).count > 1 || Set(machines.map(\.instructionSet)).count > 1 {
            remarks.append("They ran on different machines or instruction sets.")
        }
        if Set(records.map(\.provenance.xrunVersion)).count > 1 {
            remarks.append("They were trained by different versions of xrun.")
        }
        return remarks
    }
}
