import Experiment
import Foundation
import Reporting
import Testing

@Suite struct ComparisonTableTests {
    private func report(_ accuracy: Double, _ change: (inout RunConfiguration) -> Void) -> Report {
        let runs = Samples.seeds(1, of: "a", rate: 1e-3, change)
        return Samples.report(Samples.plan(runs: runs), [Samples.record(runs[0], Samples.outcome(accuracy: accuracy))])
    }

    /// They differ in all that decides no number, and in two settings that do.
    private var comparison: ExperimentComparison {
        ExperimentComparison([
            ("first", report(0.8) { $0.batchSize = 32 }),
            (
                "second",
                report(0.9) {
                    $0.epochs = 50
                    ($0.logEvery, $0.histograms, $0.timeout) = (1, true, 60)
                    $0.checkpointEvery = .seconds(1)
                    $0.dataset.path = "/elsewhere"
                }
            ),
        ])
    }

    @Test func `settings that decide no number are none in which experiments differ`() {
        let header = comparison.markdown.prefix { $0 != "\n" }
        let titles = header.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(
            titles == [
                "experiment", "runs", "learning rate", "batch_size", "epochs", "n", "last validation accuracy",
                "difference to the best", "test accuracy", "status",
            ])
    }

    /// `gradient_clip` is off in the first, and `optimizer.adamw.weight_decay` is nothing that it has.
    @Test func `settings that are off, or that runs do not have, are a dash`() throws {
        let comparison = ExperimentComparison([
            ("first", report(0.8) { _ in }), ("second", report(0.85) { $0.optimizer = .adamW(weightDecay: 0.25) }),
            ("third", report(0.9) { ($0.optimizer, $0.gradientClip) = (.adamW(weightDecay: 0.5), 2) }),
        ])
        let table = comparison.shortTable
        for (path, cells) in [
            ("gradient_clip", ["–", "–", "2"]), ("optimizer.adamw.weight_decay", ["–", "0.25", "0.5"]),
        ] {
            let column = try #require(table.titles.firstIndex(of: path), "\(table.titles)")
            #expect(table.rows.map { $0[column] } == cells)
        }
        #expect(!comparison.markdown.contains("null") && comparison.json.contains("\"gradient_clip\": null"))
    }

    @Test func `a terminal gets the layers in which models differ`() throws {
        func model(_ rate: Double) -> ModelSpec {
            .layers([
                LayerSpec(.flatten), LayerSpec(.relu), LayerSpec(.tanh), LayerSpec(.sigmoid),
                LayerSpec(.dropout(rate: rate)),
            ])
        }
        let comparison = ExperimentComparison([
            ("first", report(0.8) { $0.model = model(0.5) }), ("second", report(0.9) { $0.model = model(0.2) }),
        ])
        let table = comparison.shortTable
        let column = try #require(table.titles.firstIndex(of: "model.layers"), "\(table.titles)")
        #expect(table.rows.map { $0[column] } == ["[…, {dropout: {rate: 0.5}}]", "[…, {dropout: {rate: 0.2}}]"])
    }

    @Test func `a terminal gets what decides, the names and the states whatever its width`() {
        let table = comparison.shortTable
        #expect(
            table.titles == [
                "", "experiment", "runs", "learning rate", "batch_size", "epochs", "n", "accuracy",
                "difference to the best", "test accuracy", "status",
            ])
        #expect(table.rows.map { $0[0] } == ["", "*"] && table.rows.map { $0[5] } == ["5", "50"])
        #expect(table.names == 2)
        #expect(table.optional == [9, 5, 4, 3, 8])
        #expect(table.legend == "* ahead by last validation accuracy")
    }
}
