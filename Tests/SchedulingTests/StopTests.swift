import Experiment
import Scheduling
import Synchronization
import Testing

@Suite struct StopTests {
    @Test func `a stop request ends the active items and starts no other`() {
        let stop = StopSignal()
        let bothRun = Mutex(0)
        let executor = ScriptedExecutor { _, _, lease, _ throws(ItemFailure) in
            if bothRun.withLock({
                $0 += 1
                return $0
            }) == 2 {
                stop.request()
            }
            wait { lease.isStopRequested }
            return .run(outcome(.interrupted(step: 1)))
        }
        let (results, _) = run(["a", "b", "c"].map { runItem($0) }, cores: 2, stop: stop, executor)
        #expect(results["a"] == .outcome(.run(outcome(.interrupted(step: 1)))))
        #expect(results["b"] == .outcome(.run(outcome(.interrupted(step: 1)))))
        #expect(results["c"] == .notStarted)
    }

    @Test func `a run whose range test was interrupted has not failed`() {
        let stop = StopSignal()
        let executor = ScriptedExecutor { _, _, lease, _ throws(ItemFailure) in
            stop.request()
            wait { lease.isStopRequested }
            return .rangeTest(suggestion(nil, isInterrupted: true))
        }
        let (results, _) = run([testItem("t"), runItem("a", after: "t")], stop: stop, executor)
        #expect(results["a"] == .notStarted)
    }

    @Test func `a request made before the start starts nothing`() {
        let stop = StopSignal()
        stop.request()
        let executor = ScriptedExecutor(immediately)
        let (results, events) = run([runItem("a"), runItem("b")], cores: 2, stop: stop, executor)
        #expect(executor.started.isEmpty)
        #expect(results["a"] == .notStarted)
        #expect(events == ["-a", "-b"])
    }
}
