import Experiment
import Foundation
import Reporting
import Testing

/// What decides stands in each table under its name, and the mark stands beside its best value.
@Suite struct DecidingColumnTests {
    /// The run with the lowest best loss ends with the highest last one.
    private func report(_ objective: Objective) -> Report {
        let runs = ["a", "b", "c"].map { Samples.plannedRun($0) }
        let records = zip(runs, [(0.5, 0.40), (0.9, 0.20), (0.6, 0.30)]).map { run, loss in
            Samples.record(
                run, Samples.outcome(accuracy: 0.8, loss: loss.0, best: Score(loss: loss.1, accuracy: 0.85)))
        }
        return Samples.report(Samples.plan(runs.map(PlanItem.run), objective: objective), records)
    }

    private func titles(_ objective: Objective) -> [String] {
        let lines = MarkdownSummary.render(report(objective), figures: []).split(separator: "\n")
        let header = lines.first { $0.hasPrefix("| run") } ?? ""
        return header.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test func `the best loss is a column of the short table, which no narrow terminal leaves out`() throws {
        let table = report(Objective(metric: .validationLoss, moment: .best)).comparison.shortTable(limit: 9)
        #expect(
            table.titles == ["", "run", "learning rate", "best loss", "accuracy", "loss", "test accuracy", "status"])
        #expect(
            table.rows.map { [$0[0], $0[3], $0[5]] } == [
                ["", "0.4000", "0.5000"], ["*", "0.2000", "0.9000"], ["", "0.3000", "0.6000"],
            ])
        #expect(table.columns.map(\.spare) == [nil, nil, 0, nil, 2, 3, 1, nil])
        #expect(table.legend == "* ahead by best validation loss")
    }

    @Test(
        arguments: [
            (Objective(), ["accuracy", "loss"]), (Objective(metric: .validationLoss), ["loss", "accuracy"]),
            (Objective(moment: .best), ["best accuracy", "accuracy", "loss"]),
        ] as [(Objective, [String])])
    func `what decides comes first`(objective: Objective, columns: [String]) {
        #expect(report(objective).comparison.shortTable(limit: 9).titles.dropFirst(3).dropLast(2) == columns[...])
    }

    @Test func `the summary names what decides, and puts the differences and the mark beside it`() {
        let objective = Objective(metric: .validationLoss, moment: .best)
        #expect(
            titles(objective).dropFirst(2).prefix(5) == [
                "validation accuracy", "accuracy at best", "validation loss", "best loss", "difference to the best",
            ])
        #expect(
            titles(Objective()).dropFirst(2).prefix(5) == [
                "validation accuracy", "difference to the best", "best accuracy", "validation loss", "loss at best",
            ])
        let text = MarkdownSummary.render(report(objective), figures: [])
        #expect(text.contains("decided by best validation loss (*best loss*), of which (best) marks the lowest."))
        #expect(text.contains("*best* in a column's name is the validation with the lowest loss."))
        #expect(text.contains("| **`b`** (best) |"))
    }
}
