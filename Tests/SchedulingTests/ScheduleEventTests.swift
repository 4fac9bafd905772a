import Experiment
import Scheduling
import Synchronization
import Testing

@Suite struct ScheduleEventTests {
    private static func checkpoint(_ step: Int) -> ItemEvent {
        var position = TrainingPosition()
        position.step = step
        return .checkpointed(
            .run(
                RunCheckpoint(
                    identity: "a", learningRate: 1, metric: .validationAccuracy, position: position,
                    network: NetworkState(step: step, weights: [], optimizer: []), best: nil,
                    elapsed: ElapsedTime())))
    }

    /// A slow disk, to which checkpoints come faster than it writes.
    @Test func `of an item only the newest checkpoint waits, behind what was told before it`() {
        let isOver = Mutex(false)
        let executor = ScriptedExecutor { item, test, lease, emit throws(ItemFailure) in
            for step in 1...50 {
                emit(progress(step))
                emit(Self.checkpoint(step))
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

    @Test func `where checkpoints are awaited each is kept before the item goes on`() {
        let kept = Mutex([Int]())
        let executor = ScriptedExecutor { _, _, _, emit throws(ItemFailure) in
            for step in 1...50 {
                emit(Self.checkpoint(step))
                #expect(kept.withLock { $0 } == Array(1...step))
            }
            return .run(outcome())
        }
        _ = Scheduler(cores: 1, awaitsCheckpoints: true).run(
            [runItem("a")], executor: executor,
            keep: { event in
                if case .item(_, .checkpointed(let checkpoint)) = event {
                    kept.withLock { $0.append(checkpoint.step) }
                }
                return nil
            })
        #expect(kept.withLock { $0 }.count == 50)
    }

    /// A network of a few numbers, which makes more steps a second than can be written down.
    @Test func `an item is ahead of what is kept by a bounded number of events`() {
        let told = Mutex(0)
        let executor = ScriptedExecutor { _, _, _, emit throws(ItemFailure) in
            for step in 1...100 {
                emit(progress(step))
                told.withLock { $0 = step }
            }
            return .run(outcome())
        }
        var (steps, mostAhead, isWaiting) = ([Int](), 0, true)
        _ = Scheduler(cores: 1, mostPending: 8).run(
            [runItem("a")], executor: executor,
            keep: { event in
                guard case .item(_, .progressed(let progress)) = event else { return nil }
                // As far ahead as it can be in any case. Who waited in vain once does not again.
                if isWaiting { isWaiting = wait { told.withLock { $0 } >= min(100, progress.step + 4) } }
                mostAhead = max(mostAhead, told.withLock { $0 } - progress.step)
                steps.append(progress.step)
                return nil
            })
        #expect(steps == Array(1...100))
        #expect(mostAhead <= 8)
    }

    /// Whoever is always as late as can be would find each one replaced.
    @Test func `of checkpoints that come faster than events are kept some are kept all the same`() {
        let told = Mutex(0)
        let executor = ScriptedExecutor { _, _, _, emit throws(ItemFailure) in
            for step in 1...50 {
                for event in [progress(step), Self.checkpoint(step)] {
                    emit(event)
                    told.withLock { $0 += 1 }
                }
            }
            return .run(outcome())
        }
        var (steps, latest, isWaiting) = ([Int](), 0, true)
        _ = Scheduler(cores: 1, mostPending: 10).run(
            [runItem("a")], executor: executor,
            keep: { event in
                switch event {
                case .item(_, .progressed(let progress)):
                    // Behind this step's two events the next checkpoint.
                    if isWaiting { isWaiting = wait { told.withLock { $0 } >= min(100, 2 * progress.step + 4) } }
                    latest = progress.step
                case .item(_, .checkpointed(let checkpoint)):
                    #expect(latest == checkpoint.step)
                    steps.append(checkpoint.step)
                default: break
                }
                return nil
            })
        // Every tenth event finds the checkpoint before it, which stays.
        #expect(steps == [4, 9, 14, 19, 24, 29, 34, 39, 44, 49, 50])
    }

    @Test func `items that wait for what is kept all go on`() {
        let executor = ScriptedExecutor { _, _, _, emit throws(ItemFailure) in
            for step in 1...300 { emit(progress(step)) }
            return .run(outcome())
        }
        let names = ["a", "b", "c", "d"]
        var events: [String] = []
        _ = Scheduler(cores: 4, mostPending: 2).run(
            names.map { runItem($0) }, executor: executor, tell: { events.append(short($0)) })
        for name in names {
            let own = events.filter { $0.hasPrefix("\(name).") }
            #expect(own == (1...300).map { "\(name).\($0)" })
        }
    }

    @Test(arguments: [false, true])
    func `an item that waits for what is kept ends soon where it is stopped or has failed`(isStopped: Bool) {
        let stop = StopSignal()
        let told = Mutex(0)
        let executor = ScriptedExecutor { _, _, lease, emit throws(ItemFailure) in
            var step = 0
            while !lease.isStopRequested {
                step += 1
                emit(progress(step))
                told.withLock { $0 += 1 }
            }
            return .run(outcome(.interrupted(step: step)))
        }
        var kept = 0
        _ = Scheduler(cores: 1, mostPending: 8).run(
            [runItem("a")], executor: executor, stop: stop,
            keep: { event in
                guard case .item(_, .progressed(let progress)) = event else { return nil }
                kept += 1
                guard progress.step == 1 else { return nil }
                // Nothing more finds room.
                wait { told.withLock { $0 } >= 5 }
                if isStopped { stop.request() }
                return isStopped ? nil : ItemFailure("the disk is full")
            })
        // The first one, those ahead of the stop, those that were told until it was taken, and the last one.
        #expect(kept <= 1 + 8 + 8 + 1)
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
}
