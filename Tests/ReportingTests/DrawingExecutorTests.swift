import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct DrawingExecutorTests {
    /// A run that is done, and has looked into its last weights.
    private struct InspectedRun: ItemExecutor {
        func execute(
            _ item: PlanItem, rangeTest: RangeTestOutcome?, lease: CoreLease, emit: (ItemEvent) -> Void
        ) throws(ItemFailure) -> ItemOutcome {
            emit(.began(ItemStart(learningRate: 0.1, workload: Samples.workload)))
            emit(.inspected(DrawingExecutorTests.inspection))
            return .run(Samples.outcome(rate: 0.1))
        }
    }

    /// Of two samples, one of which is taken for the other's class.
    private static let inspection: RunInspection = {
        var predictions = Predictions(classes: 2)
        predictions.append(label: 0, logits: [0, 1])
        predictions.append(label: 1, logits: [0, 1])
        return RunInspection(
            predictions, step: 150, classNames: ["cat", "dog"],
            sampleShape: SampleShape(channels: 1, height: 1, width: 1)
        ) { (index: 7 + $0, pixels: [255]) }
    }()

    @Test func `a run's own thread draws its pictures, and its end writes them`() throws {
        let temporary = try TemporaryFolder()
        let folder = try temporary.experiment("fashion")
        let plan = Samples.plan(runs: [Samples.plannedRun("a", RunConfiguration(learningRate: .fixed(0.1)))])
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun fashion.yaml"))
        let item = try #require(plan.items.first)
        reporter.handle(.started(item.id))
        var passedOn: [ItemEvent] = []
        let outcome = try DrawingExecutor(InspectedRun(), reporter: reporter).execute(
            item, rangeTest: nil, lease: CoreLease(cores: 1)
        ) { passedOn.append($0) }
        // Whoever keeps the events gets none that has to be drawn. It may be behind: it keeps the first only now.
        #expect(passedOn.count == 1)
        for event in passedOn { reporter.handle(.item(item.id, event)) }
        reporter.handle(.finished(item.id, .outcome(outcome)))
        #expect(reporter.finish() == [])
        let path = try folder.path(of: item.id)
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        #expect(names.contains("inspection.json"))
        let inspection = try JSONDecoder().decode(
            JSONValue.self, from: Data(contentsOf: URL(fileURLWithPath: "\(path)/inspection.json")))
        // The first sample of the set is the eighth of its file.
        let mistakes = inspection["most_confidently_wrong"]?.elements ?? []
        #expect(mistakes.map { $0["position"]?.number } == [0] && mistakes.map { $0["index"]?.number } == [7])
        #expect(mistakes.map { $0["label"]?.number } == [0] && mistakes.map { $0["found"]?.number } == [1])
        // Both samples are taken for dogs: a row for each true class.
        let confusion = inspection["confusion_matrix"]?.elements ?? []
        #expect(confusion.map { $0.elements.map(\.number) } == [[0, 1], [0, 1]])
        let scores = inspection["class_scores"]?.elements ?? []
        #expect(scores.map { $0["samples"]?.number } == [1, 1])
        #expect(scores.map { $0["precision"]?.number } == [nil, 0.5])
        #expect(scores.map { $0["recall"]?.number } == [0, 1])
        // The harmonic mean of 0.5 and 1.
        let f1 = try #require(scores.last?["f1"]?.number)
        #expect(abs(f1 - 2.0 / 3) < 1e-12 && scores.first?["f1"]?.number == 0)
        let name = try #require(names.first { $0.hasSuffix(".result") })
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
        for picture in ["confusion_matrix", "most_confidently_wrong"] {
            #expect(bytes.range(of: Data("validation_samples/\(picture)".utf8)) != nil, "\(picture)")
        }
    }
}
