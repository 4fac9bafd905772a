import Experiment
import Planning
import Testing

/// Spans in epochs that come to a part of a step.
@Suite struct RoundedSpansTests {
    /// What the plan says of a schedule in a run of 3 epochs of 10 steps each.
    private func told(_ kind: ScheduleSpec.Kind, warmup: ScheduleSpec.Warmup? = nil) throws -> [String] {
        var few = fashion
        few.trainingCount = 640
        let run = run(
            RunConfiguration(schedule: ScheduleSpec(kind: kind, warmup: warmup), epochs: 3),
            places: [
                "schedule.step.every": 3, "schedule.multi_step.milestones": 4, "schedule.cyclical.step_size": 5,
                "schedule.cosine.linear_warmup.length": 6,
            ])
        return try plan([run], dataset: few).remarks.map { "\($0.severity) \($0.location?.line ?? 0): \($0.message)" }
    }

    @Test func `a span that rounding makes another is told with what it becomes`() throws {
        #expect(
            try told(.step(every: .epochs(0.25))) == ["warning 3: 'every' (0.25 epochs) is 2.5 steps and becomes 3"])
        #expect(
            try told(.step(every: .epochs(0.0001))) == ["warning 3: 'every' (1e-4 epochs) is 0.001 steps and becomes 1"]
        )
        #expect(
            try told(.multiStep(milestones: [.epochs(0.14), .epochs(0.35), .epochs(2)])) == [
                "warning 4: 'milestones' (0.14 epochs) is 1.4 steps and becomes 1",
                "warning 4: 'milestones' (0.35 epochs) is 3.5 steps and becomes 4",
            ])
        #expect(
            try told(.cosine(), warmup: .init(length: .epochs(0.125))) == [
                "warning 6: 'linear_warmup.length' (0.125 epochs) is 1.25 steps and becomes 1"
            ])
        #expect(
            try told(.cyclical(.init(stepSize: .epochs(0.05)))) == [
                "warning 5: 'step_size' (0.05 epochs) is 0.5 steps and becomes 1"
            ])
    }

    @Test func `validations that would be nearer to each other than steps are told`() throws {
        func told(_ interval: Double) throws -> [String] {
            var few = fashion
            few.trainingCount = 640
            let run = run(RunConfiguration(validateEvery: interval), places: ["validate_every": 7])
            return try plan([run], dataset: few).remarks.map {
                "\($0.severity) \($0.location?.line ?? 0): \($0.message)"
            }
        }
        #expect(
            try told(0.05) == [
                "warning 7: 'validate_every' (0.05 epochs) is 0.5 steps: the run is validated after each one"
            ])
        // Each stands at the nearest step: at 3, 5, 8 and 10. One a step, to as many digits as one writes, is asked for.
        for interval in [0.09999, 0.1, 0.25, 1, 2.55] { #expect(try told(interval) == []) }
    }

    @Test func `a span that stays about what it is is not told`() throws {
        for span: TrainingSpan in [.steps(1), .epochs(0.2), .epochs(0.29), .epochs(0.55), .epochs(1.25)] {
            #expect(try told(.step(every: span)) == [])
            #expect(try told(.multiStep(milestones: [span])) == [])
            #expect(try told(.cosine(), warmup: .init(length: span)) == [])
        }
        // Half a cycle need not be whole steps.
        #expect(try told(.cyclical(.init(stepSize: .epochs(0.25)))) == [])
    }
}
