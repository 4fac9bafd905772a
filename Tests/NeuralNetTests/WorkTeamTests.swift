import Experiment
import Foundation
import Kernels
import NeuralNet
import Synchronization
import Testing

@Suite struct WorkTeamTests {
    @Test(arguments: [1, 2, 3, 8])
    func `every task is done once, by workers within the cores asked for`(_ cores: Int) {
        let team = WorkTeam(maximumCores: 8)
        // So that there are helpers who must keep out.
        team.run(tasks: 8, cores: 8) { _, _ in }
        let counts = (0..<37).map { _ in Counter() }
        let widest = Counter()
        for round in 1...300 {
            let tasks = round % 37 + 1
            team.run(tasks: tasks, cores: cores) { task, worker in
                counts[task].value.add(1, ordering: .relaxed)
                widest.value.max(worker, ordering: .relaxed)
            }
            for task in 0..<tasks { #expect(counts[task].value.exchange(0, ordering: .relaxed) == 1) }
        }
        #expect(counts.allSatisfy { $0.value.load(ordering: .relaxed) == 0 })
        #expect(widest.value.load(ordering: .relaxed) < cores)
    }

    @Test(arguments: [0, 2])
    func `a team works with as many helpers as the system gives`(_ given: Int) {
        let asked = Counter()
        let threads = ThreadStarter { body in
            guard asked.value.add(1, ordering: .relaxed).oldValue < given else { return EAGAIN }
            return (try? ThreadStarter.system.start(body)) == nil ? EAGAIN : 0
        }
        let team = WorkTeam(maximumCores: 8, threads: threads)
        let counts = (0..<20).map { _ in Counter() }
        let widest = Counter()
        for _ in 1...50 {
            team.run(tasks: 20, cores: 8) { task, worker in
                counts[task].value.add(1, ordering: .relaxed)
                widest.value.max(worker, ordering: .relaxed)
            }
        }
        #expect(counts.allSatisfy { $0.value.load(ordering: .relaxed) == 50 })
        #expect(widest.value.load(ordering: .relaxed) <= given)
        // The system is not asked in every run.
        #expect(asked.value.load(ordering: .relaxed) == given + 1)
    }

    @Test func `a worker begins with its own part and then helps the others`() {
        let team = WorkTeam(maximumCores: 2)
        let workers = (0..<2).map { _ in Counter() }
        let others = Counter()
        for _ in 0..<50 {
            others.value.store(0, ordering: .relaxed)
            team.run(tasks: 6, cores: 2) { task, _ in
                // The first task lasts until all others are done, whoever has it.
                if task == 0 {
                    if !waitUntil({ others.value.load(ordering: .acquiring) == 5 }) { Issue.record("no help came") }
                } else {
                    others.value.add(1, ordering: .releasing)
                }
            }
            // Both at once, so that nobody is free to help.
            let begun = Counter()
            team.run(tasks: 2, cores: 2) { task, worker in
                workers[task].value.store(worker, ordering: .relaxed)
                begun.value.add(1, ordering: .releasing)
                if !waitUntil({ begun.value.load(ordering: .acquiring) == 2 }) { Issue.record("one did both") }
            }
            #expect(workers[0].value.load(ordering: .relaxed) == 0)
            #expect(workers[1].value.load(ordering: .relaxed) == 1)
        }
    }

    /// A helper that has many queues to look through comes to the calling thread's when the next run has begun there.
    @Test func `who still helps with a run takes nothing of the next one before its own part`() {
        let team = WorkTeam(maximumCores: 200)
        let astray = Counter()
        for _ in 0..<200 {
            let begun = Counter()
            team.run(tasks: 2, cores: 2) { task, worker in
                if task != worker { astray.value.add(1, ordering: .relaxed) }
                begun.value.add(1, ordering: .releasing)
                // Both at once, so that nobody is free to help.
                if !waitUntil({ begun.value.load(ordering: .acquiring) == 2 }) { Issue.record("one did both") }
                // Until the calling thread has looked through the queues, but not until it falls asleep.
                if task == 1 { for _ in 0..<100_000 { _ = begun.value.load(ordering: .acquiring) } }
            }
        }
        #expect(astray.value.load(ordering: .relaxed) == 0)
    }

    @Test func `work goes on after the helpers fell asleep`() throws {
        let team = WorkTeam(maximumCores: 3)
        let count = Counter()
        for _ in 0..<5 {
            team.run(tasks: 9, cores: 3) { _, _ in count.value.add(1, ordering: .relaxed) }
            sleepMilliseconds(20)
        }
        #expect(count.value.load(ordering: .relaxed) == 45)
    }

    @Test func `teams come and go`() {
        let count = Counter()
        for _ in 0..<200 {
            let team = WorkTeam(maximumCores: 4)
            team.run(tasks: 4, cores: 4) { _, _ in count.value.add(1, ordering: .relaxed) }
        }
        #expect(count.value.load(ordering: .relaxed) == 800)
    }

    @Test func `twenty steps have the same bits on one to four cores, and when the number changes`() throws {
        let table = try #require(InstructionSet.best.table)
        let samples = TestSamples(300, sampleBytes: 14 * 14, classes: 10)
        func train(_ cores: (Int) -> Int) throws -> TrainingState {
            let network = try Network(
                layers: [
                    .convolution(6, kernel: 5, padding: 2), LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5)),
                    LayerSpec(.relu), .maxPool(2, stride: 2),
                    LayerSpec(.dropout(rate: 0.25)), .convolution(16, kernel: 3), LayerSpec(.tanh), LayerSpec(.flatten),
                    .dense(120), LayerSpec(.relu), LayerSpec(.dropout(rate: 0.5)), .dense(10),
                ], input: SampleShape(channels: 1, height: 14, width: 14), classes: 10, batchSize: 100,
                labelSmoothing: 0.1, seed: 3, kernels: table, maximumCores: 4)
            let optimizer = Optimizer(.adam(), layout: network.parameters.layout, kernels: table)
            for step in 0..<20 {
                let batch = (0..<(step == 19 ? 37 : 100)).map { Int32((step * 100 + $0 * 7) % 300) }
                try samples.gradients(network, batch, step: step, cores: cores(step))
                optimizer.step(network, learningRate: 1e-3, gradientClip: 0.5, cores: cores(step))
            }
            return TrainingState(network, optimizer)
        }
        let expected = try train { _ in 1 }
        for cores in 2...4 { #expect(try train { _ in cores } == expected, "\(cores) cores") }
        #expect(try train { $0 % 4 + 1 } == expected)
    }

    @Test func `an evaluation asks for its cores before each chunk, and has the same bits on any number`() throws {
        // Enough work in a dense layer for threads to share it.
        let network = try Network(
            layers: [.convolution(4, kernel: 3), LayerSpec(.relu), LayerSpec(.flatten), .dense(120), .dense(10)],
            input: SampleShape(channels: 1, height: 14, width: 14), classes: 10, batchSize: 100, labelSmoothing: 0,
            seed: 3, kernels: #require(InstructionSet.best.table), maximumCores: 4)
        let samples = TestSamples(250, sampleBytes: 14 * 14, classes: 10)
        let order = (0..<250).map(Int32.init)
        let alone = try samples.evaluate(network, order)
        var asked = 0
        let shared = try samples.evaluate(network, order) {
            asked += 1
            return asked
        }
        #expect(asked == 3 && shared == alone)
    }
}

private final class Counter: Sendable {
    let value = Atomic<Int>(0)
}

/// - Returns: false where it gave up, after a minute.
private func waitUntil(_ isDone: () -> Bool) -> Bool {
    let start = ContinuousClock.now
    while !isDone() {
        if ContinuousClock.now - start > .seconds(60) { return false }
    }
    return true
}

private func sleepMilliseconds(_ milliseconds: Int) {
    Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
}
