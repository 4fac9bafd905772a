import Experiment
import Spec
import Testing

/// What a report takes for the bounds of a setting, beside what a file may have.
struct SettingBoundsTests {
    @Test(
        arguments: [
            ("batch_size", "1", "0"), ("epochs", "1", "0"),
            ("schedule.step.every.steps", "1", "0"), ("schedule.cyclical.step_size.steps", "1", "0"),
            ("schedule.constant.linear_warmup.length.steps", "1", "0"),
            ("schedule.one_cycle.start_divisor", "1", "0.99"), ("schedule.one_cycle.end_divisor", "1", "0.99"),
            ("label_smoothing", "0", "-0.01"), ("optimizer.adam.beta1", "0", "-0.01"),
            ("optimizer.adam.weight_decay", "0", "-0.01"), ("schedule.cosine.min", "0", "-0.01"),
        ])
    func `the lowest one is taken, and one below it is not`(path: String, lowest: String, below: String) throws {
        let run = try decode("base: {}", settings: ["\(path)=\(lowest)"]).runs[0].configuration
        #expect(run.settings.bounds(at: path).lowest == Double(lowest))
        #expect(complaints(about: "base: {}", settings: ["\(path)=\(below)"]).contains(": error: "))
    }

    @Test(
        arguments: [
            ("base: {}", "schedule.constant.linear_warmup.start_factor", "1", "1.01"),
            ("base: {}", "schedule.cyclical.gamma", "1", "1.01"),
            ("base: {schedule: {one_cycle: {three_phase: true}}}", "schedule.one_cycle.rise_fraction", "0.5", "0.51"),
            (
                "base: {schedule: {one_cycle: {cycle_momentum: true, max_momentum: 0.9}}}",
                "schedule.one_cycle.base_momentum", "0.9", "0.91"
            ),
        ])
    func `the highest one is taken, and one above it is not`(
        text: String, path: String, highest: String, above: String
    ) throws {
        let run = try decode(text, settings: ["\(path)=\(highest)"]).runs[0].configuration
        #expect(run.settings.bounds(at: path).highest == Double(highest))
        #expect(complaints(about: text, settings: ["\(path)=\(above)"]).contains(": error: "))
    }

    @Test func `the higher end of a cycle of momentum is at least the lower one`() throws {
        let text = "base: {schedule: {cyclical: {cycle_momentum: true, base_momentum: 0.8}}}"
        let path = "schedule.cyclical.max_momentum"
        let run = try decode(text, settings: ["\(path)=0.8"]).runs[0].configuration
        #expect(run.settings.bounds(at: path).lowest == 0.8)
        #expect(complaints(about: text, settings: ["\(path)=0.79"]).contains(": error: "))
    }

    @Test(
        arguments: [
            ("schedule.exponential.gamma", "1.5"), ("schedule.one_cycle.rise_fraction", "0.9"),
            ("learning_rate", "1e9"), ("gradient_clip", "1e9"),
        ])
    func `what is bound elsewhere, or nowhere, goes on`(path: String, value: String) throws {
        let run = try decode("base: {}", settings: ["\(path)=\(value)"]).runs[0].configuration
        #expect(run.settings.bounds(at: path).highest == .infinity)
    }
}
