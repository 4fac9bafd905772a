import Experiment
import Foundation
import Scheduling
import Synchronization
import Testing

@Suite struct SchedulerTests {
    private func run(
        _ items: [PlanItem], cores: Int = 1, memory: Int? = nil, retries: Int = 0, failFast: Bool = false,
        finished: [PlanItemID: ItemOutcome] = [:], alone: [PlanItemID] = [], stop: StopSignal = StopSignal(),
        _ executor: ScriptedExecutor, keep: @escaping (ScheduleEvent) -> ItemFailure? = { _ in nil }
    ) -> (results: [PlanItemID: ItemResult], events: [String]) {
        var events: [String] = []
        let results = Scheduler(cores: cores, memory: memory, retries: retries, failFast: failFast, firstPause: 0.01)
            .run(
                items, finished: finished, alone: alone, executor: executor, stop: stop, keep: keep,
                tell: { events.append(short($0)) })
        return (results, events)
    }

    // MARK: order and dependencies

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

    @Test func `no more items run at a time than fit into memory, in the order of the plan`() {
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
        let results = Scheduler(cores: 4, memory: 100).run(
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

    /// A slow disk, to which checkpoints come faster than it writes.
    @Test func `of an item only the newest checkpoint waits, behind what was told before it`() {
        @Sendable func checkpoint(_ step: Int) -> ItemEvent {
            var position = TrainingPosition()
            position.step = step
            return .checkpointed(
                .run(
                    RunCheckpoint(
                        identity: "a", learningRate: 1, metric: .validationAccuracy, position: position, weights: [],
                        optimizer: [], best: nil, elapsed: ElapsedTime())))
        }
        let isOver = Mutex(false)
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            for step in 1...50 {
                emit(progress(step))
                emit(checkpoint(step))
            }
            isOver.withLock { $0 = true }
            return try immediately(item, test, lease, emit)
        }
        var (steps, latest) = ([Int](), 0)
        _ = run([runItem("a")], executor) { event in
            switch event {
            case .item(_, .progressed(let progress)):
                wait { isOver.withLock { $0 } }
                latest = progress.step
            case .item(_, .checkpointed(let checkpoint)):
                #expect(latest == checkpoint.step)
                steps.append(checkpoint.step)
            default: break
            }
            return nil
        }
        #expect(steps == [50])
    }

    // MARK: failures

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

    @Test func `an end is kept first, then told once, as what it counts as`() {
        var (kept, told) = ([ItemResult](), [ItemResult]())
        let full = ItemFailure("no space")
        _ = Scheduler(cores: 1).run(
            [runItem("a")], executor: ScriptedExecutor(immediately),
            keep: { event in
                guard case .finished(_, let result) = event else { return nil }
                #expect(told.isEmpty)
                kept.append(result)
                return full
            },
            tell: { event in
                if case .finished(_, let result) = event { told.append(result) }
            })
        #expect(kept == [.outcome(.run(outcome()))])
        #expect(told == [.failed(full)])
    }

    @Test func `a stop does not wait for a pause`() {
        let stop = StopSignal()
        let executor = ScriptedExecutor { _, _, _, _ throws(ItemFailure) in
            throw ItemFailure("no space", isTransient: true)
        }
        let begin = ContinuousClock.now
        var ended: Set<PlanItemID> = []
        let results = Scheduler(cores: 1, retries: 5, firstPause: 60).run(
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

    // MARK: stop

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

    @Test func `a signal has its usual effect where its listener wants it, and is heard again`() {
        let heard = Mutex(0)
        // Usually nothing.
        let listener = SignalListener([SIGURG]) { number in
            SignalListener.applyDefault(of: number)
            heard.withLock { $0 += 1 }
        }
        for count in 1...2 {
            kill(getpid(), SIGURG)
            wait { heard.withLock { $0 } == count }
        }
        withExtendedLifetime(listener) {}
    }

    @Test func `a signal of the system requests the stop, and its repetition is passed on`() {
        let stop = StopSignal()
        let repeated = Mutex(0)
        // What a signal finds on the clock, and how often one has looked.
        let clock = Mutex((moment: ContinuousClock.now, looks: 0))
        let listener = SignalListener(
            [SIGUSR1], stop: stop,
            clock: {
                clock.withLock { clock in
                    clock.looks += 1
                    return clock.moment
                }
            }, onRepeat: { repeated.withLock { $0 += 1 } })
        func signal(after pause: Duration) {
            let looks = clock.withLock { clock in
                clock.moment += pause
                return clock.looks
            }
            kill(getpid(), SIGUSR1)
            wait { clock.withLock { $0.looks } > looks }
        }
        signal(after: .zero)
        wait { stop.isRequested }
        // `timeout` signals a process, then the group that it is in.
        signal(after: .milliseconds(1))
        signal(after: .milliseconds(248))
        // They are handled one after the other: had one of these been passed on, it would be counted before the next.
        signal(after: .milliseconds(1))
        wait { repeated.withLock { $0 } > 0 }
        signal(after: .milliseconds(1))
        wait { repeated.withLock { $0 } > 1 }
        #expect(repeated.withLock { $0 } == 2)
        withExtendedLifetime(listener) {}
    }

    // MARK: cores

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

    // MARK: events

    @Test func `an item's events come in order, between its start and its end`() {
        let executor = ScriptedExecutor { _, _, _, emit throws(ItemFailure) in
            for step in 1...200 { emit(progress(step)) }
            return .run(outcome())
        }
        let names = ["a", "b", "c", "d"]
        let (_, events) = run(names.map { runItem($0) }, cores: 4, executor)
        for name in names {
            let own = events.filter { $0.dropFirst(0).hasPrefix(name) || $0.dropFirst().hasPrefix(name) }
            #expect(own == ["+\(name)"] + (1...200).map { "\(name).\($0)" } + ["-\(name)"])
        }
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
