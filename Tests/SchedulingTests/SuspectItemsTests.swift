import Experiment
import Foundation
import Scheduling
import Synchronization
import Testing

@Suite struct SuspectItemsTests {
    @Test func `suspects come last, a range test with what waits for it, and nothing runs beside them`() {
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            usleep(20_000)
            return try immediately(item, test, lease, emit)
        }
        let items = [
            testItem("t"), runItem("a", after: "t"), runItem("b"), runItem("c"), runItem("d"), runItem("e"),
            runItem("f", after: "t"),
        ]
        let suspects = ["finder/t", "d", "b"].map { PlanItemID($0) }
        var active: Set<PlanItemID> = []
        var company: [String: Int] = [:]
        _ = run(items, cores: 3, alone: suspects, executor) { event in
            switch event {
            case .started(let id): active.insert(id)
            case .finished(let id, _): active.remove(id)
            case .item, .retrying: break
            }
            for id in active { company[id.folder] = max(company[id.folder, default: 0], active.count) }
            return nil
        }
        #expect(company == ["c": 2, "e": 2, "finder/t": 1, "a": 2, "f": 2, "b": 1, "d": 1])
        let order = executor.started
        #expect(Set(order.prefix(2)) == ["c", "e"] && order[2] == "finder/t")
        #expect(Set(order[3...4]) == ["a", "f"] && order.suffix(2) == ["d", "b"])
    }

    @Test func `who is not tried does not end a start that ends at a failure`() {
        let executor = ScriptedExecutor(immediately)
        let refused = PlanItemID("a")
        let (results, _) = run([runItem("a"), runItem("b")], failFast: true, executor) { event in
            if case .started(refused) = event { ItemFailure("crashed", wasTried: false) } else { nil }
        }
        #expect(executor.started == ["b"])
        #expect(results[refused]?.isFailure == true && results["b"]?.isFailure == false)
    }

    @Test func `a retry waits for the suspect that is alone`() {
        let tries = Mutex(0)
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            if item.id.folder == "a" {
                let isFirst = tries.withLock {
                    $0 += 1; return $0 == 1
                }
                if isFirst { throw ItemFailure("no space", isTransient: true) }
            } else {
                usleep(200_000)
            }
            return try immediately(item, test, lease, emit)
        }
        let (results, events) = run(
            [runItem("a"), runItem("b")], cores: 2, retries: 1, alone: [PlanItemID("b")], executor)
        #expect(events == ["+a", "a~0.01", "+b", "-b", "+a", "-a"])
        #expect(results["a"] == .outcome(.run(outcome())))
    }
}
