import Experiment
import Reporting
import Testing

/// What stands of a group is the same in the summary, in a terminal and in a comparison.
@Suite struct TableCellTests {
    private func cells(_ title: String, _ table: ShortTable) -> [String]? {
        table.columns.first { $0.title == title }?.cells
    }

    /// The short tables, and those in Markdown.
    private func tables(_ report: Report) -> (short: [ShortTable], markdown: [String]) {
        let comparison = ExperimentComparison([("x", report)])
        return (
            [report.comparison.shortTable(limit: 9), comparison.shortTable],
            [MarkdownSummary.render(report, figures: []), comparison.markdown]
        )
    }

    @Test func `n counts the runs that have what decides, and the reader is told of others that are done`() {
        let runs = Samples.seeds(3, of: "a", rate: 0.1)
        var records = runs.map { Samples.record($0, Samples.outcome()) }
        let objective = Objective(metric: .validationAccuracy, moment: .best)
        let remark =
            "Runs that are done and have no known best validation accuracy are not among the n, but in the other means."
        for count in [3, 2] {
            if count < 3 { records[2].results?.validationBest = nil }
            let tables = tables(
                Samples.report(Samples.plan(runs.map(PlanItem.run), objective: objective), records))
            for table in tables.short { #expect(cells("n", table) == ["\(count)"]) }
            for text in tables.markdown {
                #expect(text.contains("|   \(count) |") && text.contains("| 3 done"), "\(text)")
                #expect(text.contains(remark) == (count < 3), "\(text)")
            }
        }
    }

    @Test func `a run by itself shows what it measured, also where it lost`() {
        let run = Samples.plannedRun("a")
        let outcome = Samples.outcome(.diverged(step: 9, learningRate: 1), accuracy: 0.1, loss: .nan)
        let tables = tables(Samples.report(Samples.plan(runs: [run]), [Samples.record(run, outcome)]))
        for table in tables.short { #expect(cells("accuracy", table) == ["10.00 %"]) }
        // A loss that is no number cannot win, and is shown.
        for table in tables.short.prefix(1) { #expect(cells("loss", table) == ["nan"]) }
        for text in tables.markdown { #expect(text.contains(" 10.00 % |"), "\(text)") }
    }

    @Test func `a rate that is to be found is one in every table`() {
        let tables = tables(Samples.report(Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())]), []))
        for table in tables.short { #expect(cells("learning rate", table) == ["auto"]) }
        for text in tables.markdown { #expect(text.contains("          auto |"), "\(text)") }
    }
}
