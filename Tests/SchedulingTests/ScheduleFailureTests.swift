import Experiment
import Glibc
import Scheduling
import Synchronization
import Testing

@Suite struct ScheduleFailureTests {
    @Test func `a failed or diverged run stops no other`() {
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            switch item.id.folder {
            case "a": throw ItemFailure("broken")
            case "b": return .run(outcome(.diverged(step: 3, learningRate: 9)))
            default: return try immediately(item, test, lease, emit)
            }
        }
        let (results, _) = run([runItem("a"), runItem("b"), runItem("c")], executor)
        #expect(results["a"] == .failed(ItemFailure("broken")))
        #expect(results["c"] == .outcome(.run(outcome())))
    }

    @Test func `fail fast ends at the first failure, asks the others to stop, and starts nothing more`() {
        let thirdRuns = Mutex(false)
        let executor = ScriptedExecutor { item, _, lease, _ throws(ItemFailure) in
            switch item.id.folder {
            case "a": return .run(outcome(.diverged(step: 3, learningRate: 9)))
            case "b":
                wait { thirdRuns.withLock { $0 } }
                throw ItemFailure("broken")
            default:
                thirdRuns.withLock { $0 = true }
                wait { lease.isStopRequested }
                return .run(outcome(.interrupted(step: 5)))
            }
        }
        let (results, events) = run(
            (["a", "b", "c", "d", "e"]).map { runItem($0) }, cores: 2, failFast: true, executor)
        #expect(results["b"] == .failed(ItemFailure("broken")))
        #expect(results["c"] == .outcome(.run(outcome(.interrupted(step: 5)))))
        #expect(results["d"] == .notStarted)
        #expect(results["e"] == .notStarted)
        #expect(events.suffix(2) == ["-d", "-e"])
    }

    @Test(arguments: [false, true])
    func `of several failures the one that ended everything is told, with fail fast alone`(failFast: Bool) {
        let secondRuns = Mutex(false)
        let executor = ScriptedExecutor { item, _, lease, _ throws(ItemFailure) in
            if item.id.folder == "a" {
                wait { secondRuns.withLock { $0 } }
            } else {
                secondRuns.withLock { $0 = true }
                if failFast { wait { lease.isStopRequested } }
            }
            throw ItemFailure("broken")
        }
        let ended = Scheduler(cores: 2, failFast: failFast).run([runItem("a"), runItem("b")], executor: executor)
        #expect(ended.results["a"]?.isFailure == true && ended.results["b"]?.isFailure == true)
        #expect(ended.endedBy == (failFast ? PlanItemID("a") : nil))
    }

    @Test func `what fails after a stop was requested has ended nothing`() {
        let stop = StopSignal()
        let executor = ScriptedExecutor { _, _, lease, _ throws(ItemFailure) in
            stop.request()
            wait { lease.isStopRequested }
            throw ItemFailure("broken")
        }
        let ended = Scheduler(cores: 1, failFast: true).run(
            [runItem("a"), runItem("b")], executor: executor, stop: stop)
        #expect(ended.results["a"]?.isFailure == true)
        #expect(ended.endedBy == nil)
    }

    @Test(arguments: [false, true])
    func `an item whose events cannot be kept ends soon as failed, and fail fast sees it`(failFast: Bool) {
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            guard item.id.folder == "a" else { return try immediately(item, test, lease, emit) }
            emit(progress(3))
            wait { lease.isStopRequested }
            return .run(outcome(.interrupted(step: 4)))
        }
        let (results, events) = run([runItem("a"), runItem("b")], failFast: failFast, executor) { event in
            if case .item = event { ItemFailure("the disk is full") } else { nil }
        }
        #expect(results["a"] == .failed(ItemFailure("the disk is full")))
        #expect(results["b"] == (failFast ? .notStarted : .outcome(.run(outcome()))))
        #expect(events == ["+a", "a.3", "-a"] + (failFast ? ["-b"] : ["+b", "-b"]))
    }

    @Test func `an item that gets no thread while others are under way waits until one of them has ended`() {
        let isTaken = Mutex(false)
        // One item's at a time.
        let threads = ThreadStarter { body in
            let isFree = isTaken.withLock { isTaken in
                defer { isTaken = true }
                return !isTaken
            }
            guard isFree else { return EAGAIN }
            do throws(ThreadFailure) {
                try ThreadStarter.system.start(body)
            } catch {
                return error.code
            }
            return 0
        }
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            defer { isTaken.withLock { $0 = false } }
            return try immediately(item, test, lease, emit)
        }
        var events: [String] = []
        let (results, _) = Scheduler(cores: 3, threads: threads).run(
            [testItem("t"), runItem("a", after: "t"), runItem("b"), runItem("c")], executor: executor,
            tell: { events.append(short($0)) })
        #expect(results.count == 4 && !results.values.contains(where: \.isFailure))
        // None is told to have started before it does, and none overtakes another.
        #expect(events == ["finder/t", "a", "b", "c"].flatMap { ["+\($0)", "-\($0)"] })
    }

    @Test func `an item that is not to begin gives its thread back`() {
        let taken = Mutex(0)
        let ended = Mutex(0)
        let threads = ThreadStarter { body in
            do throws(ThreadFailure) {
                try ThreadStarter.system.start {
                    body()
                    ended.withLock { $0 += 1 }
                }
            } catch {
                return error.code
            }
            taken.withLock { $0 += 1 }
            return 0
        }
        let refusal = ItemFailure("passed over", wasTried: false)
        let executor = ScriptedExecutor(immediately)
        let (results, _) = Scheduler(cores: 2, threads: threads).run(
            [runItem("a"), runItem("b")], executor: executor,
            keep: { event in
                if case .started(let id) = event, id.folder == "a" { refusal } else { nil }
            })
        #expect(results["a"] == .failed(refusal))
        #expect(executor.started == ["b"])
        #expect(taken.withLock { $0 } == 2)
        wait { ended.withLock { $0 } == 2 }
    }

    /// Its crashes are not forgotten: it was not tried.
    @Test func `an item that is not to begin fails for that, also where there is no thread`() {
        let refusal = ItemFailure("passed over", wasTried: false)
        let (results, _) = Scheduler(cores: 1, threads: ThreadStarter { _ in EAGAIN }).run(
            [runItem("a")], executor: ScriptedExecutor(immediately),
            keep: { event in if case .started = event { refusal } else { nil } })
        #expect(results["a"] == .failed(refusal))
    }

    @Test func `an item that gets no thread has failed where nothing else is under way`() {
        let executor = ScriptedExecutor(immediately)
        // Nor is there one that waits for the next attempt.
        let scheduler = Scheduler(cores: 2, retries: 1, threads: ThreadStarter { _ in EAGAIN })
        let (results, _) = scheduler.run([runItem("a"), runItem("b")], executor: executor)
        let failure = ItemFailure("cannot start a thread: Resource temporarily unavailable", isTransient: true)
        #expect(results["a"] == .failed(failure))
        #expect(results["b"] == .failed(failure))
        #expect(executor.started.isEmpty)
    }

    @Test func `of several events that cannot be kept the first one tells why`() {
        let executor = ScriptedExecutor { _, _, lease, emit throws(ItemFailure) in
            emit(progress(1))
            emit(progress(2))
            wait { lease.isStopRequested }
            return .run(outcome(.interrupted(step: 2)))
        }
        let (results, _) = run([runItem("a")], executor) { event in
            guard case .item(_, .progressed(let progress)) = event else { return nil }
            return ItemFailure("step \(progress.step) was not written")
        }
        #expect(results["a"] == .failed(ItemFailure("step 1 was not written")))
    }

    @Test func `an item whose beginning or end cannot be written down has failed`() {
        for (word, started) in [("+a", ["b"]), ("-a", ["a", "b"])] {
            let executor = ScriptedExecutor(immediately)
            let (results, _) = run([runItem("a"), runItem("b")], executor) { event in
                short(event) == word ? ItemFailure("no space") : nil
            }
            #expect(executor.started == started)
            #expect(results["a"] == .failed(ItemFailure("no space")))
            #expect(results["b"] == .outcome(.run(outcome())))
        }
    }
}
