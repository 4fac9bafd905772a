import Experiment
import Planning
import Testing

/// Settings too small to train with.
@Suite struct VanishingSettingsTests {
    private func told(_ configuration: RunConfiguration) throws -> [String] {
        let run = run(
            configuration,
            places: [
                "gradient_clip": 3, "learning_rate": 4, "schedule.one_cycle.max": 5, "schedule.cyclical.max": 6,
            ])
        return try plan([run]).remarks.map { "\($0.severity) \($0.location?.line ?? 0): \($0.message)" }
    }

    @Test func `a gradient that is clipped to nothing is told`() throws {
        #expect(
            try told(RunConfiguration(gradientClip: 1e-45)) == [
                "warning 3: 'gradient_clip' (1e-45) is too small for single precision: it leaves nothing of a gradient"
            ])
        #expect(try told(RunConfiguration(gradientClip: 2e-38)) == [])
    }

    @Test func `a rate that moves no weight is told, where it is the run's`() throws {
        let none = LearningRateSpec.fixed(1e-40)
        #expect(
            try told(RunConfiguration(learningRate: none)) == [
                "warning 4: 'learning_rate' (1e-40) is too small for single precision: no step moves a weight"
            ])
        let replaced = ScheduleSpec(kind: .oneCycle(.init(maximum: 0.1)))
        #expect(try told(RunConfiguration(learningRate: none, schedule: replaced)) == [])
        #expect(try told(RunConfiguration(learningRate: .fixed(2e-38))) == [])
    }

    @Test func `a schedule's own rates that move no weight are told`() throws {
        func told(_ kind: ScheduleSpec.Kind, _ rate: LearningRateSpec = .fixed(0.1)) throws -> [String] {
            try self.told(RunConfiguration(learningRate: rate, schedule: ScheduleSpec(kind: kind)))
        }
        func warning(_ line: Int, _ path: String) -> String {
            "warning \(line): '\(path)' (1e-40) is too small for single precision: no step moves a weight"
        }
        #expect(try told(.oneCycle(.init(maximum: 1e-40))) == [warning(5, "schedule.one_cycle.max")])
        #expect(try told(.cyclical(.init(maximum: 1e-40))) == [warning(6, "schedule.cyclical.max")])
        #expect(
            try told(.cyclical(.init(minimum: 0, maximum: 1e-40)), .auto(FinderSettings()))
                == [warning(6, "schedule.cyclical.max")])
        #expect(try told(.cyclical(.init(minimum: 1e-40, maximum: 0.1))) == [])
        #expect(try told(.cyclical(.init(minimum: 1e-40)), .auto(FinderSettings())) == [])
        // Where it gives none, they are made of the run's.
        for kind in [ScheduleSpec.Kind.oneCycle(.init()), .cyclical(.init()), .cosine()] {
            #expect(try told(kind, .fixed(1e-40)) == [warning(4, "learning_rate")])
        }
    }
}
