import Experiment
import Reporting
import Testing

/// The heat map of a grid, and what is said beside it.
@Suite struct GridFigureTests: GridReports {
    @Test func `pairs of values are no grid, of which only the diagonal would be there`() {
        #expect(grids([[0.5, nil], [nil, 0.7]]) == 0)
        #expect(grids([[0.5, 0.6], [0.6, 0.7]]) == 1)
    }

    /// The heat maps that a report draws of the runs that have an accuracy.
    private func grids(_ accuracies: [[Double?]]) -> Int {
        var report = report(accuracies)
        report.experiment.runs.removeAll { report.runs[$0.description.identity] == nil }
        return MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
            .split(separator: "\n").count { $0.contains("(figures/grid") }
    }

    @Test func `a heat map says what its dashes are, and what its colours leave out`() {
        func text(_ report: Report) -> String {
            MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
        }
        let dash = "A dash stands for a combination that the file does not have."
        var report = report(
            [[0.5, 0.6], [-999, 0.3]], objective: Objective(metric: .validationLoss),
            outcome: { Samples.outcome(accuracy: 0.5, loss: 1 - $0) })
        let whole = text(report)
        #expect(
            whole.contains(
                "![Last validation loss by model and learning_rate (1 above the scale)](figures/grid.svg)"), "\(whole)")
        #expect(!whole.contains(dash))
        // The run that exploded.
        report.experiment.runs.removeAll { $0.description.name == "1,0,0" }
        let holed = text(report)
        #expect(
            holed.contains("![Last validation loss by model and learning_rate](figures/grid.svg)\n\n\(dash)"),
            "\(holed)")
    }

    @Test func `the mean of what is left of a group that loses runs has no place in a heat map`() throws {
        /// Of the second combination with the second model one of two runs diverged.
        func report(left accuracy: Double) -> Report {
            self.report([[0.5, 0.6], [0.7, accuracy]], spread: 0.001) {
                $0 > accuracy
                    ? Samples.outcome(.diverged(step: 3, learningRate: 1)) : Samples.outcome(accuracy: $0)
            }
        }
        func map(_ report: Report) throws -> [UInt8] {
            // Behind the results; without measurements there are no curves.
            try #require(SummaryFigures.all(report) { _ in [] }.last).svg()
        }
        #expect(try map(report(left: 0.9)) == map(report(left: 0.8)))
        func text(_ report: Report) -> String {
            MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
        }
        let one = text(report(left: 0.9))
        #expect(
            one.contains(
                """
                ![Last validation accuracy by model and learning_rate](figures/grid.svg)

                Where runs of a combination diverged, the mean of the others does not count and has no colour. In a \
                narrow cell 1/3 means that 1 of 3 diverged.

                """), "\(one)")
        // Where all lose runs, their means are all that there is.
        let all = text(
            self.report([[0.5, 0.6], [0.7, 0.8]], spread: 0.001) {
                Int(($0 * 1000).rounded()) % 10 == 1
                    ? Samples.outcome(.diverged(step: 3, learningRate: 1)) : Samples.outcome(accuracy: $0)
            })
        #expect(all.contains("(\\* the mean of the runs that did not diverge)](figures/grid.svg)"), "\(all)")
        #expect(!all.contains("has no colour"), "\(all)")
    }
}
