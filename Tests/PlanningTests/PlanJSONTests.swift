import Experiment
import Foundation
import Planning
import Testing

@Suite struct PlanJSONTests {
    private func example() throws -> RunPlan {
        var found = fashion
        found.folder = "/data/fashion-mnist"
        let runs = [
            run(learningRate: 1e-5),
            run(
                auto: FinderSettings(),
                {
                    $0.seed = 8
                    $0.optimizer = .sgd()
                }, varied: [("optimizer", .string("sgd"))]),
        ]
        return try plan(runs, dataset: found)
    }

    @Test func `the same plan gives the same bytes`() throws {
        #expect(PlanJSON.render(try example()) == PlanJSON.render(try example()))
    }

    @Test func `programs read the plan as JSON`() throws {
        let example = try example()
        let stopped = ItemState(.interrupted, step: 120, reason: "it was killed")
        let data = Data(PlanJSON.render(example, states: [PlanItemID("learning_rate=1e-5"): stopped]).utf8)
        let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let datasets = try #require(json["datasets"] as? [[String: Any]])
        #expect(
            datasets.count == 1 && (datasets[0]["dataset"] as? [String: Any])?["name"] as? String == "fashion-mnist")
        #expect(datasets[0]["folder"] as? String == "/data/fashion-mnist")
        #expect(datasets[0]["checksum"] as? String == "c0ffee")
        #expect((datasets[0]["input"] as? [Any])?.compactMap { $0 as? Int } == [1, 28, 28])
        #expect(datasets[0]["classes"] as? Int == 10)
        #expect(["training", "validation", "test"].map { datasets[0][$0] as? Int } == [48_000, 12_000, 10_000])
        let items = try #require(json["items"] as? [[String: Any]])
        #expect(items.compactMap { $0["kind"] as? String } == ["run", "range_test", "run"])
        #expect(items.compactMap { $0["state"] as? String } == ["interrupted", "new", "new"])
        #expect(items[0]["state_step"] as? Int == 120 && items[0]["state_reason"] as? String == "it was killed")
        #expect(items[1]["state_step"] == nil && items[1]["state_reason"] == nil)
        #expect(
            items.compactMap { $0["identity"] as? String }
                == example.items.map { $0.run?.identity ?? $0.rangeTest?.identity })
        #expect((items[1]["seed"] as? NSNumber)?.uint64Value == example.rangeTests.first?.seed)
        #expect(items[2]["waits_for"] as? String == example.items[1].id.folder)
        #expect((items[0]["changes"] as? [String: Any])?["learning_rate"] as? Double == 1e-5)
        #expect(!PlanJSON.render(example).contains("\"state\""))
    }

    @Test func `what is told of the folder follows what is told of the file`() throws {
        var example = try example()
        example.remarks.append(Diagnostic("two runs are the same", severity: .warning))
        let data = Data(PlanJSON.render(example, folderRemarks: ["a folder is no run's"]).utf8)
        let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        let remarks = try #require(json["remarks"] as? [String])
        #expect(remarks == example.remarks(of: nil).map(\.message) + ["a folder is no run's"])
        #expect(remarks.contains("two runs are the same"))
    }
}
