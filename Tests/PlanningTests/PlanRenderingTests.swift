import Experiment
import Foundation
import Planning
import Testing

@Suite struct PlanRenderingTests {
    private func example() throws -> RunPlan {
        try plan([
            run(learningRate: 1e-5),
            run(
                auto: FinderSettings(),
                {
                    $0.seed = 8
                    $0.optimizer = .sgd()
                }, varied: [("optimizer", .string("sgd"))]),
        ])
    }

    @Test func `the table shows every item in the order of the file`() throws {
        let example = try example()
        let test = try #require(example.rangeTests.first)
        let states: [PlanItemID: ItemState] = [PlanItemID("learning_rate=1e-5"): .done]
        let lines = PlanTable.render(example, states: states).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first?.hasPrefix("trial: 2 runs, 1 range test, 515,968 training samples; ") == true)
        let rows = lines.dropFirst(2).map { line in
            line.replacing(/[ ]{2,}/, with: " | ")
        }
        #expect(
            rows == [
                "name | changes | seed | parameters | steps | training samples | evaluation samples | state",
                "learning_rate=1e-5 | learning_rate: 1e-5 | 7 | 61,706 | 3,750 | 240,000 | 70,000 | done",
                "finder/\(test.key) | range test 1e-8 … 10, exponential, then trials | \(test.seed) | 61,706 | 562 | 35,968 | 0 | new",
                "learning_rate=auto,optimizer=sgd | learning_rate: auto, optimizer: sgd | 8 | 61,706 | 3,750 | 240,000 | 70,000 | new",
                "",
            ])
    }

    @Test func `the heading says what is left to do`() throws {
        let example = try example()
        func left(_ states: ItemState?...) -> String? {
            let known = zip(example.items, states).compactMap { item, state in state.map { (item.id, $0) } }
            let table = PlanTable.render(example, states: Dictionary(uniqueKeysWithValues: known))
            let whole = "trial: 2 runs, 1 range test, 515,968 training samples"
            guard let heading = table.split(separator: "\n").first, heading.hasPrefix(whole) else { return nil }
            return String(heading.dropFirst(whole.count))
        }
        #expect(left() == "")
        #expect(left(.new, ItemState(.failed), ItemState(.interrupted)) == "")
        #expect(left(.done, .done, nil) == "; 1 run, 240,000 training samples left to do")
        #expect(left(ItemState(.diverged, step: 9), .done, .notSelected) == "; nothing left to do")
        // One of five epochs of 750 steps and 48 000 samples, and three steps of 64.
        #expect(
            left(ItemState(.interrupted, step: 753), .done, .done) == "; 1 run, 191,808 training samples left to do")
    }

    @Test func `a state tells where it stands and why`() throws {
        let id = PlanItemID("learning_rate=1e-5")
        let table = PlanTable.render(
            try example(), states: [id: ItemState(.interrupted, step: 120, reason: "it was killed")])
        #expect(table.contains("  interrupted at step 120: it was killed\n"))
        #expect(
            PlanTable.render(try example(), states: [id: ItemState(.failed, reason: "no space")]).contains(
                "  failed: no space\n"))
    }

    @Test func `a total beyond all numbers is the largest one`() throws {
        var example = try example()
        for index in example.items.indices {
            guard case .run(var run) = example.items[index] else { continue }
            run.workload.trainingSamples = .max / 2 + 1
            example.items[index] = .run(run)
        }
        #expect(PlanTable.render(example).hasPrefix("trial: 2 runs, 1 range test, 9,223,372,036,854,775,807 "))
    }

    @Test func `columns are aligned`() throws {
        let lines = PlanTable.render(try example()).split(separator: "\n").dropFirst()
        // The last column is text and begins everywhere at the same place.
        let starts = lines.map { line in line.count - (line.split(separator: " ").last?.count ?? 0) }
        #expect(Set(starts).count == 1)
    }

    @Test func `the same plan gives the same bytes`() throws {
        #expect(PlanTable.render(try example()) == PlanTable.render(try example()))
        #expect(PlanJSON.render(try example()) == PlanJSON.render(try example()))
    }

    @Test func `programs read the plan as JSON`() throws {
        let example = try example()
        let stopped = ItemState(.interrupted, step: 120, reason: "it was killed")
        let data = Data(PlanJSON.render(example, states: [PlanItemID("learning_rate=1e-5"): stopped]).utf8)
        let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
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
}
