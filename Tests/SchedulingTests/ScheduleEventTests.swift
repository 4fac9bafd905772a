import Experiment
import Scheduling
import Synchronization
import Testing

@Suite struct ScheduleEventTests {
    /// A slow disk, to which checkpoints come faster than it writes.
    @Test func `of an item only the newest checkpoint waits, behind what was told before it`() {
        @Sendable func checkpoint(_ step: Int) -> ItemEvent {
            var position = TrainingPosition()
            position.step = step
            return .checkpointed(
                .run(
                    RunCheckpoint(
                        identity: "a", learningRate: 1, metric: .validationAccuracy, position: position,
                        network: NetworkState(step: step, weights: [], optimizer: []), best: nil,
                        elapsed: ElapsedTime())))
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
