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
        func model(padding: Int) -> ModelSpec {
            .layers([
                LayerSpec(.relu), LayerSpec(.tanh), LayerSpec(.sigmoid),
                LayerSpec(.convolution2D(filters: 32, kernel: 3, padding: padding)), LayerSpec(.flatten),
            ])
        }
        let comparison = ExperimentComparison([
            ("first", report(0.8) { $0.model = model(padding: 0) }),
            ("second", report(0.85) { $0.model = model(padding: 1) }),
            ("third", report(0.9) { $0.model = model(padding: 2) }),
        ])
        #expect(
            try layers(comparison) == [
                "[…, {conv2d: {…}}, …]", "[…, {conv2d: {…, padding: 1}}, …]", "[…, {conv2d: {…, padding: 2}}, …]",
            ])
        // Nothing that a layer has by default stands in the others either.
        #expect(comparison.markdown.contains("conv2d: \\{filters: 32, kernel: 3\\}"), "\(comparison.markdown)")
        #expect(!(comparison.markdown + comparison.json).contains("initializer"))
    }

    /// They differ in each of three layers.
    @Test func `layers that differ in much leave a terminal room for the other columns`() throws {
        func model(_ bits: Int) -> ModelSpec {
            let convolutions = (0..<3).map { place in
                LayerSpec(.convolution2D(filters: 8 << (bits >> place & 1), kernel: 3, padding: 1))
            }
            return .layers(
                [LayerSpec(.relu), LayerSpec(.sigmoid), LayerSpec(.sigmoid)] + convolutions + [LayerSpec(.flatten)])
        }
        let comparison = ExperimentComparison(
            (0..<8).map { bits in ("\(bits)", report(0.8 + Double(bits) / 100) { $0.model = model(bits) }) })
        let cells = try layers(comparison)
        #expect(Set(cells).count == 8 && cells.allSatisfy { $0.count <= 48 }, "\(cells)")
    }

    private func layers(_ comparison: ExperimentComparison) throws -> [String] {
        let table = comparison.shortTable
        let column = try #require(table.titles.firstIndex(of: "model.layers"), "\(table.titles)")
        return table.rows.map { $0[column] }
    }

    @Test func `a terminal gets what decides, the names and the states whatever its width`() {
        let table = comparison.shortTable
        #expect(
            table.titles == [
                "", "experiment", "runs", "learning rate", "batch_size", "epochs", "n", "accuracy",
                "difference to the best", "test accuracy", "status",
            ])
        #expect(table.rows.map { $0[0] } == ["", "*"] && table.rows.map { $0[5] } == ["5", "50"])
        #expect(table.columns.map(\.content)[2] == .name(short: ["a", "a"]))
        let spare = table.columns.filter { $0.spare != nil }.sorted { ($0.spare ?? 0) > ($1.spare ?? 0) }
        #expect(
            spare.map(\.title) == [
                "test accuracy", "epochs", "batch_size", "learning rate", "difference to the best",
            ])
        #expect(table.legend == "* ahead by last validation accuracy")
    }

    /// Of the first group the mean is 0.5625, and that of its first two seeds 0.5078125.
    @Test(
        arguments: [
            ([[0.4, 0.4]], "ahead"), ([[0.5, 0.515625, 0.484375, 0.75], [0.4, 0.4]], "level at the top"),
            ([[0.53125, 0.546875]], "the best mean"), ([[0.5, 0.515625]], "the best mean"),
            ([[0.5, 0.515625, 0.484375, 0.75], [0.53125, 0.546875]], "the best mean"),
        ] as [([[Double]], String)])
    func `the mark says no more than the answer where the seeds that both have deny the best mean its lead`(
        others: [[Double]], place: String
    ) {
        let groups = [[0.5, 0.515625, 0.484375, 0.75]] + others
        let runs = groups.indices.flatMap { group in
            zip(Samples.runs("group \(group)", [1, 2, 3, 4]), groups[group]).map { (run: $0, accuracy: $1) }
        }
        let records = runs.map { Samples.record($0.run, Samples.outcome(accuracy: $0.accuracy)) }
        let comparison = Samples.report(Samples.plan(runs: runs.map(\.run)), records).comparison
        #expect(comparison.shortTable(limit: 9).legend == "* \(place) by last validation accuracy")
    }
}
