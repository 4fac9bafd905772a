import Experiment
import Scheduling
import Synchronization
import Testing

@Suite struct RetryTests {
    @Test func `a failure that may pass by itself is tried again, with longer and longer pauses`() {
        let tries = Mutex<[String: Int]>([:])
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            let name = item.id.folder
            let number = tries.withLock {
                $0[name, default: 0] += 1
                return $0[name, default: 0]
            }
            if name == "broken" { throw ItemFailure("no such layer") }
            if name == "full" || number < 3 { throw ItemFailure("no space", isTransient: true) }
            return try immediately(item, test, lease, emit)
        }
        let (results, events) = run(["late", "full", "broken"].map { runItem($0) }, retries: 2, executor)
        #expect(results["late"] == .outcome(.run(outcome())))
        #expect(results["full"] == .failed(ItemFailure("no space", isTransient: true)))
        #expect(results["broken"] == .failed(ItemFailure("no such layer")))
        #expect(tries.withLock { $0 } == ["late": 3, "full": 3, "broken": 1])
        #expect(
            events.filter { $0.contains("late") } == ["+late", "late~0.01", "+late", "late~0.02", "+late", "-late"])
    }

    @Test func `a pause is twice as long as the one before, and no longer than a minute`() {
        let scheduler = Scheduler(cores: 1, retries: 10_000)
        #expect((0..<8).map { scheduler.pause(beforeRetry: $0) } == [1, 2, 4, 8, 16, 32, 60, 60])
        // 2¹⁰²⁴ is infinite.
        #expect(scheduler.pause(beforeRetry: 9_999) == 60)
    }

    @Test func `an end that cannot be written down is tried again as well`() {
        var ends = 0
        let (results, events) = run([runItem("a")], retries: 1, ScriptedExecutor(immediately)) { event in
            guard case .finished = event else { return nil }
            ends += 1
            return ends == 1 ? ItemFailure("no space", isTransient: true) : nil
        }
        #expect(results["a"] == .outcome(.run(outcome())))
        #expect(ends == 2)
        // Who looks on sees one end.
        #expect(events == ["+a", "a~0.01", "+a", "-a"])
    }

    @Test func `what fails after a stop is not tried again, and has failed`() {
        let stop = StopSignal()
        let full = ItemFailure("no space", isTransient: true)
        let executor = ScriptedExecutor { _, _, lease, _ throws(ItemFailure) in
            stop.request()
            wait { lease.isStopRequested }
            throw full
        }
        let (results, events) = run([runItem("a")], retries: 5, stop: stop, executor)
        #expect(results["a"] == .failed(full))
        #expect(events == ["+a", "-a"])
    }

    @Test func `a stop does not wait for a pause`() {
        let stop = StopSignal()
        let executor = ScriptedExecutor { _, _, _, _ throws(ItemFailure) in
            throw ItemFailure("no space", isTransient: true)
        }
        let begin = ContinuousClock.now
        var ended: Set<PlanItemID> = []
        let (results, _) = Scheduler(cores: 1, retries: 5, firstPause: 60).run(
            [runItem("a"), runItem("b")], executor: executor, stop: stop,
            tell: { event in
                if case .finished(let id, _) = event { ended.insert(id) }
                if case .retrying(PlanItemID("b"), _, _) = event { stop.request() }
            })
        #expect(ContinuousClock.now - begin < .seconds(30))
        #expect(results["a"] == .failed(ItemFailure("no space", isTransient: true)))
        #expect(results["b"] == .failed(ItemFailure("no space", isTransient: true)))
        // Whoever looks on is told.
        #expect(ended == [PlanItemID("a"), PlanItemID("b")])
    }
}
