import Benchmarking
import Experiment
import Foundation
import Kernels
import Testing

@Suite struct RunWindowsTests {
    @Test func `windows reach from train line to train line, and end the run when they are enough`() throws {
        let timed = RunWindows(SlowRun(), kernels: try Kernels.chosen().table, cores: 1, seconds: 0)
        #expect(try timed.step(of: .mlp) == nil)
        var events = 0
        let outcome = try timed.execute(SlowRun.item, rangeTest: nil, lease: CoreLease(cores: 1)) { _ in events += 1 }
        // The lines at steps 64, 128, 192 and 256 bound three windows; all lines are passed on.
        #expect(outcome == SlowRun.outcome(steps: 256))
        #expect(events == 256 / SlowRun.linesEvery * 2)
        let step = try #require(try timed.step(of: .mlp))
        #expect(step.timing.windows == 3)
        #expect(step.timing.best >= SlowRun.secondsOfStep)
        #expect(step.arrangement == .oneRun(threads: 1))
        #expect(step.operationsPerSample == 1_007_104)
    }
}

/// A run whose steps take a millisecond, with a validation after every train line, that ends when it is stopped.
private struct SlowRun: ItemExecutor {
    static let secondsOfStep = 1e-3
    static let linesEvery = 32

    static let item = PlanItem.rangeTest(
        PlannedRangeTest(
            key: "slow", identity: "", configuration: RunConfiguration(), settings: FinderSettings(), horizon: 100,
            seed: 1,
            workload: Workload(
                parameterCount: 0, stepsPerEpoch: 0, steps: 0, trainingSamples: 0, evaluationSamples: 0)))

    static func outcome(steps: Int) -> ItemOutcome {
        .run(
            RunOutcome(
                ending: .interrupted(step: steps), learningRate: 0.1,
                results: RunResults(
                    trainLoss: nil, validationLast: nil, validationBest: nil, test: nil, epochs: 0),
                cost: RunCost(trainingSeconds: 0, seconds: 0, samplesPerSecond: 0)))
    }

    func execute(
        _ item: PlanItem, rangeTest: RangeTestOutcome?, lease: CoreLease, emit: (ItemEvent) -> Void
    ) throws(ItemFailure) -> ItemOutcome {
        var step = 0
        while !lease.isStopRequested {
            Thread.sleep(forTimeInterval: Self.secondsOfStep)
            step += 1
            guard step.isMultiple(of: Self.linesEvery) else { continue }
            for split in [Measurement.Split.train, .validation] {
                emit(
                    .measured(
                        Measurement(step: step, epoch: 0, split: split, loss: 1, accuracy: 0, learningRate: 0.1)))
            }
        }
        return Self.outcome(steps: step)
    }
}
