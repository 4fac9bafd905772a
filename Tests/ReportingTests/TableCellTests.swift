import Experiment
import Foundation
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
            "Runs that are done and have no known best validation accuracy are not among the n: the means of that "
            + "validation leave them out, the others do not."
        for count in [3, 2] {
            if count < 3 { records[2].results?.validationBest = nil }
            let report = Samples.report(Samples.plan(runs.map(PlanItem.run), objective: objective), records)
            let tables = tables(report)
            for table in tables.short { #expect(cells("n", table) == ["\(count)"]) }
            for text in tables.markdown {
                #expect(text.contains("|   \(count) |") && text.contains("| 3 done"), "\(text)")
                #expect(text.contains(remark) == (count < 3), "\(text)")
            }
            #expect(report.comparison.shortTable(limit: 9).remark == (count < 3 ? remark : nil))
        }
    }

    @Test func `in a table of single runs each shows what it measured, also where it lost`() {
        let run = Samples.plannedRun("a")
        let outcome = Samples.outcome(.diverged(step: 9, learningRate: 1), accuracy: 0.1, loss: .nan)
        let report = Samples.report(Samples.plan(runs: [run]), [Samples.record(run, outcome)])
        let table = report.comparison.shortTable(limit: 9)
        #expect(cells("n", table) == nil)
        #expect(cells("accuracy", table) == ["10.00 %"])
        // A loss that is no number cannot win, and is shown.
        #expect(cells("loss", table) == ["nan"])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(text.contains(" 10.00 % |") && text.contains(" nan |"), "\(text)")
    }

    @Test(arguments: [.interrupted(step: 9), .diverged(step: 9, learningRate: 1)] as [RunOutcome.Ending])
    func `beside an n there are means of runs that are done, and nothing else`(ending: RunOutcome.Ending) throws {
        let runs = Samples.seeds(2, of: "a", rate: 0.1) + [Samples.plannedRun("b")]
        var records = runs.map { Samples.record($0, Samples.outcome(accuracy: 0.8)) }
        // Better than the one that is marked as the best.
        records[2] = Samples.record(runs[2], Samples.outcome(ending, accuracy: 0.95))
        let report = Samples.report(Samples.plan(runs: runs), records)
        let tables = tables(report)
        for table in tables.short {
            #expect(cells("n", table) == ["2", "0"])
            for title in ["accuracy", "test accuracy"] { #expect(cells(title, table)?.last == "–", "\(title)") }
        }
        let summary = try #require(tables.markdown.first).components(separatedBy: "## Single runs")
        #expect(summary.count == 2)
        for text in [summary.first, tables.markdown.last] {
            let row = text?.split(separator: "\n").first { $0.hasPrefix("| ") && $0.contains("`b`") }
            #expect(row?.contains(" %") == false && row?.contains("|   0 |") == true, "\(row ?? "")")
        }
        // What each run measured stands among the single ones.
        #expect(summary.last?.contains(" 95.00 % |") == true, "\(summary)")
    }

    @Test func `a rate that is to be found is one in every table`() {
        let tables = tables(Samples.report(Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())]), []))
        for table in tables.short { #expect(cells("learning rate", table) == ["auto"]) }
        for text in tables.markdown { #expect(text.contains("          auto |"), "\(text)") }
    }
}
