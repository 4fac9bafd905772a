import Experiment
import Planning
import Testing

/// A momentum that a schedule moves, which its range test does not.
@Suite struct TestedMomentumTests {
    /// Of a run whose rate is looked for.
    private func told(
        _ optimizer: OptimizerSpec, _ kind: ScheduleSpec.Kind, _ rate: LearningRateSpec = .auto(FinderSettings())
    ) throws -> [String] {
        let run = run(
            RunConfiguration(optimizer: optimizer, learningRate: rate, schedule: ScheduleSpec(kind: kind)),
            places: ["schedule.one_cycle.cycle_momentum": 5, "schedule.cyclical.cycle_momentum": 6])
        return try plan([run]).remarks(of: nil).map { "\($0.severity) \($0.location?.line ?? 0): \($0.message)" }
    }

    private let oneCycle = ScheduleSpec.Kind.oneCycle(.init(momentum: ScheduleSpec.OneCycle.defaultMomentum))

    private func cyclical(_ momentum: MomentumCycle) -> ScheduleSpec.Kind { .cyclical(.init(momentum: momentum)) }

    @Test func `a momentum that the run never has is told at the cycle's key`() throws {
        #expect(
            try told(.sgd(), oneCycle) == [
                "warning 5: the range test trains at 'momentum' 0, the run at 0.85 … 0.95: write 'momentum: 0.85', the"
                    + " run's at its highest rate, to have the rate found at it"
            ])
        #expect(
            try told(.adamW(beta1: 0.95), cyclical(ScheduleSpec.Cyclical.defaultMomentum)) == [
                "warning 6: the range test trains at 'beta1' 0.95, the run at 0.8 … 0.9: write 'beta1: 0.8', the run's"
                    + " at its highest rate, to have the rate found at it"
            ])
        #expect(
            try told(.rmsProp(), cyclical(MomentumCycle(minimum: 0.9, maximum: 0.9))) == [
                "warning 6: the range test trains at 'momentum' 0, the run at 0.9: write 'momentum: 0.9', the run's at"
                    + " its highest rate, to have the rate found at it"
            ])
    }

    @Test func `a momentum of the cycle, or one that stays the optimizer's, is not told`() throws {
        for momentum in [0.85, 0.9, 0.95] { #expect(try told(.sgd(momentum: momentum), oneCycle) == []) }
        #expect(try told(.adam(), oneCycle) == [])
        #expect(try told(.sgd(), .oneCycle(.init())) == [])
    }

    @Test func `a run that takes no rate from a range test is not told`() throws {
        #expect(try told(.sgd(), oneCycle, .fixed(0.1)) == [])
        let bounded = ScheduleSpec.OneCycle(maximum: 0.1, momentum: ScheduleSpec.OneCycle.defaultMomentum)
        #expect(try told(.sgd(), .oneCycle(bounded)) == [])
    }
}
