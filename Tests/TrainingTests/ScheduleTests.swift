import Experiment
import Foundation
import Testing
import Training

/// A schedule, and the rate of every step of a run as PyTorch's scheduler gives it (`Fixtures/schedules.json`).
private struct RecordedSchedule: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var rate: Double
    var stepsPerEpoch: Int
    var rates: [Double]
    /// Nil where it does not move.
    var momentums: [Double]?

    var testDescription: String { name }

    static let all: [RecordedSchedule] = {
        guard let url = Bundle.module.url(forResource: "schedules", withExtension: "json", subdirectory: "Fixtures"),
            let data = try? Data(contentsOf: url)
        else { return [] }
        return (try? JSONDecoder().decode([RecordedSchedule].self, from: data)) ?? []
    }()

    /// What the script's cases are in xrun's terms.
    static let specs: [String: ScheduleSpec] = [
        "constant": ScheduleSpec(),
        "constant, warm-up": ScheduleSpec(warmup: .init()),
        "step": ScheduleSpec(kind: .step(every: .epochs(2))),
        "step in steps": ScheduleSpec(kind: .step(every: .steps(5), gamma: 0.7)),
        "step, warm-up": ScheduleSpec(
            kind: .step(every: .epochs(1), gamma: 0.5), warmup: .init(length: .steps(10), startFactor: 0.01)),
        "multi_step": ScheduleSpec(kind: .multiStep(milestones: [.epochs(3), .epochs(5)])),
        "multi_step, repeated": ScheduleSpec(
            kind: .multiStep(milestones: [.steps(30), .epochs(2), .steps(30)], gamma: 0.3)),
        "multi_step, warm-up": ScheduleSpec(
            kind: .multiStep(milestones: [.epochs(1), .epochs(2.5)]), warmup: .init(length: .epochs(2))),
        "exponential": ScheduleSpec(kind: .exponential(gamma: 0.9)),
        "exponential, warm-up": ScheduleSpec(
            kind: .exponential(gamma: 0.9), warmup: .init(length: .epochs(3), startFactor: 0.5)),
        "cosine": ScheduleSpec(kind: .cosine()),
        "cosine to a minimum": ScheduleSpec(kind: .cosine(minimum: 0.001)),
        "cosine, warm-up": ScheduleSpec(kind: .cosine(), warmup: .init(length: .steps(10))),
        "cyclical": ScheduleSpec(kind: .cyclical(.init())),
        "triangular": ScheduleSpec(kind: .cyclical(.init(minimum: 0.001, maximum: 0.006, stepSize: .epochs(2)))),
        "triangular from zero": ScheduleSpec(kind: .cyclical(.init(minimum: 0, maximum: 0.3, stepSize: .steps(5)))),
        "triangular2": ScheduleSpec(
            kind: .cyclical(.init(policy: .triangular2, minimum: 0.001, maximum: 0.006, stepSize: .steps(4)))),
        "triangular2 between steps": ScheduleSpec(
            kind: .cyclical(.init(policy: .triangular2, minimum: 0.001, maximum: 0.006, stepSize: .epochs(1.025)))),
        "exp_range": ScheduleSpec(kind: .cyclical(.init(policy: .expRange, minimum: 0.001, maximum: 0.006))),
        "exp_range, steep": ScheduleSpec(
            kind: .cyclical(.init(policy: .expRange, maximum: 0.4, stepSize: .epochs(3), gamma: 0.97))),
        "cyclical, warm-up": ScheduleSpec(
            kind: .cyclical(.init(minimum: 0.001, maximum: 0.006)), warmup: .init()),
        "one_cycle": ScheduleSpec(kind: .oneCycle(.init())),
        "one_cycle, linear": ScheduleSpec(
            kind: .oneCycle(.init(maximum: 0.5, riseFraction: 0.45, anneal: .linear))),
        "one_cycle, three phases": ScheduleSpec(
            kind: .oneCycle(.init(startDivisor: 10, endDivisor: 100, threePhase: true))),
        "one_cycle, three linear phases": ScheduleSpec(
            kind: .oneCycle(.init(riseFraction: 0.2, anneal: .linear, threePhase: true))),
        "one_cycle without a rise": ScheduleSpec(kind: .oneCycle(.init(riseFraction: 0.01))),
        "one_cycle, warm-up": ScheduleSpec(
            kind: .oneCycle(.init()), warmup: .init(length: .steps(4), startFactor: 0.1)),
        "cyclical, momentum": ScheduleSpec(
            kind: .cyclical(.init(momentum: ScheduleSpec.Cyclical.defaultMomentum))),
        "triangular2, momentum": ScheduleSpec(
            kind: .cyclical(
                .init(
                    policy: .triangular2, minimum: 0.001, maximum: 0.006, stepSize: .steps(4),
                    momentum: .init(minimum: 0, maximum: 0.99)))),
        "cyclical between steps, momentum": ScheduleSpec(
            kind: .cyclical(
                .init(stepSize: .epochs(0.75), momentum: ScheduleSpec.Cyclical.defaultMomentum))),
        "exp_range, momentum": ScheduleSpec(
            kind: .cyclical(
                .init(
                    policy: .expRange, minimum: 0.001, maximum: 0.006, gamma: 0.97,
                    momentum: .init(minimum: 0.5, maximum: 0.95)))),
        "one_cycle, momentum": ScheduleSpec(
            kind: .oneCycle(.init(momentum: ScheduleSpec.OneCycle.defaultMomentum))),
        "one_cycle, three linear phases, momentum": ScheduleSpec(
            kind: .oneCycle(
                .init(
                    riseFraction: 0.2, anneal: .linear, threePhase: true,
                    momentum: .init(minimum: 0.6, maximum: 0.9)))),
    ]
}

@Suite struct ScheduleTests {
    @Test func `every recorded schedule is compared`() {
        #expect(Set(RecordedSchedule.all.map(\.name)) == Set(RecordedSchedule.specs.keys))
    }

    @Test(arguments: RecordedSchedule.all)
    private func `the rate of every step is PyTorch's`(recorded: RecordedSchedule) throws {
        let schedule = LearningRateSchedule(
            try #require(RecordedSchedule.specs[recorded.name]), baseRate: recorded.rate,
            stepsPerEpoch: recorded.stepsPerEpoch, steps: recorded.rates.count)
        for (step, expected) in recorded.rates.enumerated() {
            let rate = schedule.rate(at: step)
            #expect(abs(rate - expected) <= 1e-12 * expected, "step \(step): \(rate), not \(expected)")
        }
    }

    @Test(arguments: RecordedSchedule.all)
    private func `the momentum of every step is PyTorch's`(recorded: RecordedSchedule) throws {
        let schedule = MomentumSchedule(
            try #require(RecordedSchedule.specs[recorded.name]), stepsPerEpoch: recorded.stepsPerEpoch,
            steps: recorded.rates.count)
        guard let momentums = recorded.momentums else { return #expect(schedule == nil) }
        for (step, expected) in momentums.enumerated() {
            let momentum = try #require(schedule).momentum(at: step)
            #expect(abs(momentum - expected) <= 1e-12, "step \(step): \(momentum), not \(expected)")
        }
    }

    @Test func `a drop by a tenth is the tenth that one would write`() {
        let schedule = LearningRateSchedule(
            ScheduleSpec(kind: .step(every: .steps(1))), baseRate: 1, stepsPerEpoch: 10, steps: 30)
        #expect([0, 1, 2].map(schedule.rate) == [1, 0.1, 0.1 * 0.1])
    }

    /// Where PyTorch's own forms have lost their digits: half a million steps.
    @Test func `long runs keep their digits`() {
        let steps = 500_000
        func rate(_ kind: ScheduleSpec.Kind, at step: Int) -> Double {
            LearningRateSchedule(ScheduleSpec(kind: kind), baseRate: 0.1, stepsPerEpoch: 1000, steps: steps)
                .rate(at: step)
        }
        for step in [0, 1, 250_000, 499_990, 499_999] {
            let angle = Double.pi * Double(steps - step) / Double(2 * steps)
            let expected = 0.1 * pow(sin(angle), 2)
            #expect(abs(rate(.cosine(), at: step) - expected) <= 1e-12 * expected)
        }
        let decayed = rate(.cyclical(.init(policy: .expRange, minimum: 0, stepSize: .steps(4))), at: 400_001)
        let expected = 0.1 / 4 * pow(0.9994, 400_001)
        #expect(abs(decayed - expected) <= 1e-12 * expected)
    }

    /// Half cycles of 10.25 and 5.25 steps: rounded, they would end the run at 0.925 of the peak and at the peak.
    @Test(arguments: [(41, 10), (21, 10), (7, 3), (13, 5), (1, 3), (3, 3)])
    func `cycles that nobody set fill a run to its end`(epochs: Int, stepsPerEpoch: Int) {
        let steps = epochs * stepsPerEpoch
        let half = Double(steps) / Double(2 * max(1, epochs / 2))
        let schedule = LearningRateSchedule(
            ScheduleSpec(
                kind: .cyclical(
                    .init(minimum: 0, maximum: 1, stepSize: ScheduleSpec.Cyclical.wholeCycles(in: epochs)))),
            baseRate: 1, stepsPerEpoch: stepsPerEpoch, steps: steps)
        // One step before the lowest rate.
        #expect(abs(schedule.rate(at: steps - 1) - 1 / half) <= 1e-9)
    }

    @Test func `cycles that nobody set are two to three epochs long, in a run of one epoch one`() {
        #expect(ScheduleSpec.Cyclical.wholeCycles(in: 1) == .epochs(0.5))
        for epochs in 2...50 {
            guard case .epochs(let half) = ScheduleSpec.Cyclical.wholeCycles(in: epochs) else {
                Issue.record("half a cycle of \(epochs) epochs is not counted in epochs")
                continue
            }
            #expect((2...3).contains(2 * half), "\(epochs)")
        }
    }

    @Test(arguments: [1, 2, 3, 4]) func `the shortest runs have a rate at every step`(steps: Int) {
        let kinds: [ScheduleSpec.Kind] = [
            .cosine(), .cyclical(.init()), .oneCycle(.init()), .oneCycle(.init(riseFraction: 0.5)),
            .oneCycle(.init(threePhase: true)), .step(every: .epochs(1e300)),
            .cyclical(.init(stepSize: .epochs(1e300))),
        ]
        for kind in kinds {
            let schedule = LearningRateSchedule(
                ScheduleSpec(kind: kind, warmup: .init()), baseRate: 0.1, stepsPerEpoch: 1, steps: steps)
            for step in 0..<steps {
                let rate = schedule.rate(at: step)
                #expect(rate >= 0 && rate <= 0.1, "\(kind), step \(step): \(rate)")
            }
        }
    }

    // MARK: In training

    private func configuration(
        _ schedule: ScheduleSpec, learningRate: LearningRateSpec = .fixed(2e-3), optimizer: OptimizerSpec = .adam()
    ) -> RunConfiguration {
        var configuration = TrainingRuns.configuration(learningRate: learningRate, optimizer: optimizer)
        configuration.schedule = schedule
        return configuration
    }

    @Test func `measurements carry the rate of the last step, outcomes the run's`() throws {
        let cycle = ScheduleSpec(kind: .oneCycle(.init(threePhase: true)))
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration(cycle)))
        let schedule = LearningRateSchedule(cycle, baseRate: 2e-3, stepsPerEpoch: 9, steps: 18)
        #expect(log.measurements.count > 6)
        for measurement in log.measurements {
            #expect(measurement.learningRate == schedule.rate(at: measurement.step - 1))
        }
        #expect(log.run?.learningRate == 2e-3)
    }

    @Test func `each step is taken at its own rate`() throws {
        // From step 9 on the rate is so small that no weight moves: SGD subtracts less than its last bit.
        let stop = ScheduleSpec(kind: .multiStep(milestones: [.epochs(1)], gamma: 1e-30))
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration(stop, optimizer: .sgd())))
        let constant = try TrainingRuns.execute(TrainingRuns.run(configuration(ScheduleSpec(), optimizer: .sgd())))
        let stopped = log.measurements.filter { $0.split == .validation }
        let moving = constant.measurements.filter { $0.split == .validation }
        try #require(stopped.map(\.step) == [5, 9, 14, 18] && moving.count == 4)
        #expect(stopped.map(\.loss).prefix(2) == moving.map(\.loss).prefix(2))
        #expect(stopped[1].loss == stopped[2].loss && stopped[1].loss == stopped[3].loss)
        #expect(moving[1].loss != moving[2].loss)
    }

    @Test(arguments: [
        (OptimizerSpec.sgd(), OptimizerSpec.sgd(momentum: 0.7)),
        (.rmsProp(centered: true), .rmsProp(momentum: 0.7, centered: true)), (.adam(), .adam(beta1: 0.7)),
        (.adamW(), .adamW(beta1: 0.7)),
    ])
    func `a momentum that moves from 0.7 to 0.7 is the optimizer's own`(
        plain: OptimizerSpec, own: OptimizerSpec
    ) throws {
        func losses(_ optimizer: OptimizerSpec, _ momentum: MomentumCycle?) throws -> [Double] {
            let cycle = ScheduleSpec(kind: .oneCycle(.init(momentum: momentum)))
            return try TrainingRuns.execute(TrainingRuns.run(configuration(cycle, optimizer: optimizer)))
                .measurements.map(\.loss)
        }
        let still = MomentumCycle(minimum: 0.7, maximum: 0.7)
        #expect(try losses(plain, still) == losses(own, nil))
        #expect(try losses(plain, nil) != losses(own, nil))
        #expect(try losses(plain, MomentumCycle(minimum: 0.3, maximum: 0.7)) != losses(own, nil))
    }

    @Test func `a range test moves no momentum`() throws {
        let automatic = LearningRateSpec.auto(FinderSettings())
        let moving = ScheduleSpec(
            kind: .oneCycle(.init(maximum: 0.1, momentum: MomentumCycle(minimum: 0.3, maximum: 0.7))))
        func curve(_ schedule: ScheduleSpec) throws -> [RangeTestOutcome.Point]? {
            let test = configuration(schedule, learningRate: automatic, optimizer: .sgd())
            return try TrainingRuns.execute(TrainingRuns.rangeTest(test)).rangeTest?.curve
        }
        let moved = try #require(try curve(moving))
        #expect(try moved == curve(ScheduleSpec()))
    }

    @Test func `a range test knows no schedule, and a scheduled run with its rate is the fixed one's`() throws {
        let cosine = ScheduleSpec(kind: .cosine(minimum: 1e-5), warmup: .init(length: .steps(4)))
        let automatic = configuration(cosine, learningRate: .auto(FinderSettings()))
        let plain = configuration(ScheduleSpec(), learningRate: .auto(FinderSettings()))
        let found = try #require(try TrainingRuns.execute(TrainingRuns.rangeTest(automatic)).rangeTest)
        #expect(try TrainingRuns.execute(TrainingRuns.rangeTest(plain)).rangeTest?.curve == found.curve)
        let rate = try #require(found.learningRate)
        let first = try TrainingRuns.execute(TrainingRuns.run(automatic), rangeTest: found)
        let second = try TrainingRuns.execute(TrainingRuns.run(configuration(cosine, learningRate: .fixed(rate))))
        #expect(first.measurements == second.measurements)
    }
}
