import Experiment
import Scheduling
import Synchronization
import Testing

@Suite struct CoreLeaseTests {
    /// Three items on four cores that each wait for what the others do.
    @Test func `spare cores are lent, the first in the plan gets more, and they are taken back`() {
        let seen = Mutex<[String]>([])
        @Sendable func note(_ text: String) { seen.withLock { $0.append(text) } }
        let leases = Mutex<[String: CoreLease]>([:])
        let ended = Mutex<Set<String>>([])
        let executor = ScriptedExecutor { item, _, lease, _ throws(ItemFailure) in
            let name = item.id.folder
            leases.withLock { $0[name] = lease }
            switch name {
            case "finder/t":
                // Alone with "a": 2 and 2.
                wait { leases.withLock { $0["a"] } != nil }
                note("\(leases.withLock { $0["a"] }?.cores ?? 0)+\(lease.cores)")
                return .rangeTest(suggestion(1))
            case "a":
                // With "b" and "c": 2, 1, 1.
                wait { leases.withLock { $0.count } == 4 }
                note("\(["a", "b", "c"].map { name in leases.withLock { $0[name] }?.cores ?? 0 })")
                return .run(outcome())
            case "b":
                // Alone at the end: all.
                wait { ended.withLock { $0.contains("c") } && lease.cores == 4 }
                return .run(outcome())
            default:
                wait { leases.withLock { $0["b"] }?.cores == 2 }
                ended.withLock { _ = $0.insert(name) }
                return .run(outcome())
            }
        }
        let items = [runItem("a"), testItem("t"), runItem("b", after: "t"), runItem("c", after: "t")]
        let (results, _) = run(items, cores: 4, executor)
        #expect(seen.withLock { $0 } == ["2+2", "[2, 1, 1]"])
        #expect(results.count == 4)
    }

    @Test(arguments: [1, 2, 8])
    func `many items end with the same results for any number of cores`(cores: Int) {
        let items = (0..<20).flatMap { group in
            [testItem("t\(group)")]
                + (0..<49).map { runItem("r\(group)-\($0)", after: $0 % 2 == 0 ? "t\(group)" : nil) }
        }
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            if item.id.folder.hasSuffix("7") { throw ItemFailure("unlucky") }
            return try immediately(item, test, lease, emit)
        }
        let (results, events) = run(items, cores: cores, executor)
        #expect(results.count == 1_000)
        #expect(executor.mostActive <= cores)
        #expect(events.filter { $0.hasPrefix("-") }.count == 1_000)
        for item in items {
            let test = item.run?.rangeTest
            let expected: ItemResult =
                if let test, test.folder.hasSuffix("7") {
                    .failed(ItemFailure("the range test '\(test)' failed: unlucky", wasTried: false))
                } else if item.id.folder.hasSuffix("7") {
                    .failed(ItemFailure("unlucky"))
                } else if item.rangeTest != nil {
                    .outcome(.rangeTest(suggestion(0.25)))
                } else {
                    .outcome(.run(outcome(learningRate: test == nil ? 1 : 0.25)))
                }
            #expect(results[item.id] == expected)
        }
    }

    @Test func `items run at the same time where there are cores`() {
        let arrived = Mutex(0)
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            // Nobody gets past here unless all three are here.
            arrived.withLock { $0 += 1 }
            wait { arrived.withLock { $0 } == 3 }
            return try immediately(item, test, lease, emit)
        }
        let (results, _) = run(["a", "b", "c"].map { runItem($0) }, cores: 3, executor)
        #expect(results.count == 3)
        #expect(executor.mostActive == 3)
    }
}
