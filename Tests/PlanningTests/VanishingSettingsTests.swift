import Experiment
import Planning
import Testing

/// Settings too small to train with.
@Suite struct VanishingSettingsTests {
    private func told(_ configuration: RunConfiguration) throws -> [String] {
        let run = run(configuration, places: ["gradient_clip": 3, "learning_rate": 4])
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
}
