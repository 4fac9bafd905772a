extension RangeTestOutcome {
    /// The trials as a table, a row for each.
    /// - Parameter title: that of their rates.
    package func trialColumns(titled title: String) -> [TableColumn] {
        func numbers(_ title: String, _ cell: (Trial) -> String?) -> TableColumn {
            TableColumn(title, .number, cells: trials.map { cell($0) ?? TableColumn.none })
        }
        let decided = decidingTrials
        return [
            numbers(title) { NumberSpelling.significant($0.learningRate) },
            numbers("steps") { String($0.steps) },
            numbers("loss") { $0.score.map { NumberSpelling.loss($0.loss) } ?? "not finite" },
            numbers("accuracy") { $0.score.map { NumberSpelling.percent($0.accuracy) } },
            numbers("judged") { $0.judged.map { String($0) } },
            TableColumn("", cells: trials.map { decided.contains($0) ? "decided" : "" }),
        ]
    }
}
