import Experiment
import Foundation
import Scheduling
import Testing

@Suite struct SchedulerTests {
    @Test func `range tests come first, then the runs in the order of the plan`() {
        let executor = ScriptedExecutor(immediately)
        let items = [
            runItem("a"), testItem("t"), runItem("b", after: "t"), runItem("c"), testItem("u"),
            runItem("d", after: "u"),
        ]
        let (results, events) = run(items, executor)
        #expect(executor.started == ["finder/t", "finder/u", "a", "b", "c", "d"])
        #expect(events == executor.started.flatMap { ["+\($0)", "-\($0)"] })
        #expect(results.count == 6)
    }

    @Test func `a run gets the outcome of its range test, from this start or an earlier one`() {
        let executor = ScriptedExecutor(immediately)
        let (results, _) = run([testItem("t"), runItem("a", after: "t"), runItem("b")], executor)
        #expect(results["a"] == .outcome(.run(outcome(learningRate: 0.25))))
        #expect(results["b"] == .outcome(.run(outcome(learningRate: 1))))
        let again = ScriptedExecutor(immediately)
        let earlier: [PlanItemID: ItemOutcome] = [
            PlanItemID("finder/t"): .rangeTest(suggestion(0.5)), PlanItemID("b"): .run(outcome(learningRate: 3)),
        ]
        let (later, events) = run([testItem("t"), runItem("a", after: "t"), runItem("b")], finished: earlier, again)
        #expect(again.started == ["a"])
        #expect(events == ["+a", "-a"])
        #expect(later["a"] == .outcome(.run(outcome(learningRate: 0.5))))
        #expect(later["b"] == .outcome(.run(outcome(learningRate: 3))))
    }

    @Test func `a range test without a suggestion fails its runs with the reason, and no others`() {
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            switch item.id.folder {
            case "finder/flat": return .rangeTest(suggestion(nil, reason: "the loss never fell"))
            case "finder/broken": throw ItemFailure("the disk is full")
            default: return try immediately(item, test, lease, emit)
            }
        }
        let items = [
            testItem("flat"), runItem("a", after: "flat"), testItem("broken"), runItem("b", after: "broken"),
            runItem("c"),
            runItem("d", after: "nowhere"),
        ]
        let (results, events) = run(items, executor)
        #expect(
            results["a"]
                == .failed(
                    ItemFailure(
                        "the range test 'finder/flat' suggests no learning rate: the loss never fell", wasTried: false))
        )
        #expect(
            results["b"]
                == .failed(ItemFailure("the range test 'finder/broken' failed: the disk is full", wasTried: false)))
        #expect(
            results["d"]
                == .failed(
                    ItemFailure("its range test 'finder/nowhere' is not among the items to run", wasTried: false)))
        #expect(results["c"] == .outcome(.run(outcome())))
        #expect(
            events == [
                "-d", "+finder/flat", "-finder/flat", "-a", "+finder/broken", "-finder/broken", "-b", "+c", "-c",
            ])
    }

    @Test func `no more items run at a time than fit into memory`() {
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            usleep(20_000)
            return try immediately(item, test, lease, emit)
        }
        let items = [
            runItem("a", memory: 40), runItem("b", memory: 50), runItem("c", memory: 60), runItem("d", memory: 10),
            runItem("too large", memory: 200), runItem("e"),
        ]
        var (active, most, used) = (Set<String>(), 0, 0)
        let memory = Dictionary(uniqueKeysWithValues: items.map { ($0.id.folder, $0.memory) })
        let (results, _) = Scheduler(cores: 4, memory: 100).run(
            items, executor: executor,
            tell: { event in
                switch event {
                case .started(let id): active.insert(id.folder)
                case .finished(let id, _): active.remove(id.folder)
                case .item, .retrying: break
                }
                let sum = active.reduce(0) { $0 + (memory[$1] ?? 0) }
                // One that is too large by itself is tried alone; the plan refuses what is known to be.
                used = max(used, active.contains("too large") ? 0 : sum)
                if active.contains("too large") { #expect(sum == 200) }
                most = max(most, active.count)
            })
        #expect(used <= 100)
        #expect(most >= 2)
        #expect(results.count == 6 && !results.values.contains(where: \.isFailure))
    }

    @Test func `items start in the order of the plan as soon as they fit into memory, to the last byte`() {
        let items = [
            runItem("a", memory: 60), runItem("b", memory: 50), runItem("c", memory: 10), runItem("d", memory: 40),
        ]
        let (_, events) = run(items, cores: 4, memory: 100, ScriptedExecutor(immediately))
        // There is room for `c` beside `a`, but `b` is before it. The other three take 100, and start before any of them
        // can be told to have ended.
        #expect(events.prefix(5) == ["+a", "-a", "+b", "+c", "+d"], "\(events)")
    }

    @Test func `items have a deep stack`() {
        @Sendable func depth(_ left: Int) -> Int {
            // 1 kB a call that no optimizer removes: 4 MB in all.
            unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 128) { buffer in
                unsafe buffer.initialize(repeating: left)
                return left == 0 ? 0 : depth(left - 1) + (unsafe buffer[left % 128] == left ? 1 : 0)
            }
        }
        let executor = ScriptedExecutor { _, _, _, _ throws(ItemFailure) in
            .run(outcome(learningRate: Double(depth(4_000))))
        }
        #expect(run([runItem("a")], executor).results["a"] == .outcome(.run(outcome(learningRate: 4_000))))
    }
}
