import Testing

/// Learning rates beside a schedule whose own bounds stand in their place; the errors are in `Cases/bad`.
struct ReplacedRatesTests {
    @Test(arguments: [
        ("one_cycle: {max: 0.01}", "'schedule.one_cycle.max'"), ("cyclical: {max: 0.01}", "'schedule.cyclical.max'"),
        ("cyclical: {min: 0.001, max: 0.01}", "'schedule.cyclical.max'"),
    ])
    func `rates that an entry varies for nothing are a warning, once`(schedule: String, bounds: String) {
        let text = complaints(
            about: """
                base: {schedule: {\(schedule)}}
                runs: [{grid: {learning_rate: [1e-5, 0.1], seed: [1, 2]}}]
                """)
        #expect(
            text.hasPrefix(
                """
                test.yaml:2:32: warning: 'learning_rate' decides nothing here: \(bounds) replaces it; leave it out
                  2 | runs: [{grid: {learning_rate: [1e-5, 0.1], seed: [1, 2]}}]
                    |                                ^~~~
                test.yaml:1:
                """), "\(text)")
        #expect(text.matches(of: #/warning: /#).count == 1)
    }

    @Test(arguments: ["one_cycle: {}", "cyclical: {min: 1e-6}", "cosine: {min: 1e-6}"])
    func `a schedule that takes the rate, or its peak from it, is none`(schedule: String) {
        let text = "base: {schedule: {\(schedule)}}\nruns: [{grid: {learning_rate: [1e-3, 0.1]}}]"
        #expect(complaints(about: text) == "")
    }

    @Test func `a rate of base that other runs use is none`() {
        let runs = "runs: [{schedule: cosine}, {schedule: {one_cycle: {max: 0.1}}}]"
        #expect(complaints(about: "base: {learning_rate: 0.01}\n\(runs)") == "")
        #expect(complaints(about: "base: {learning_rate: auto}\n\(runs)") == "")
    }

    @Test(arguments: [
        ("one_cycle: {max: 0.1}", "'schedule.one_cycle.max'"),
        ("cyclical: {min: 0.01, max: 0.1}", "'schedule.cyclical.max'"),
    ])
    func `a rate of base that no run uses is a warning, once`(schedule: String, bounds: String) {
        let other = "{schedule: {\(schedule)}, epochs: 1}"
        let runs = "runs: [{schedule: {\(schedule)}, seeds: 2}, \(other), {learning_rate: 1}]"
        for rate in ["0.2", "1e-3"] {  // the second is the default
            let text = complaints(about: "base: {learning_rate: \(rate)}\n\(runs)")
            #expect(
                text.hasPrefix(
                    "test.yaml:1:23: warning: 'learning_rate' decides nothing here: \(bounds) replaces it;"
                        + " leave it out\n"), "\(text)")
            #expect(text.matches(of: #/warning: /#).count == 1)
        }
        #expect(complaints(about: runs) == "")
    }

    @Test func `a rate of --set that no run uses is told once, for all entries`() {
        for rate in ["0.2", "0.001"] {  // the second is the default
            let text = complaints(
                about: "base: {schedule: {one_cycle: {max: 0.1}}}\nruns: [{epochs: 1}, {learning_rate: 0.01}]",
                settings: ["learning_rate=\(rate)"])
            #expect(text.hasPrefix("--set:1:15: warning: 'learning_rate' decides nothing here"), "\(text)")
            #expect(text.matches(of: #/learning_rate' decides nothing/#).count == 1, "\(text)")
        }
    }

    @Test func `a rate of --set that is the default is a warning where it is all that is set`() {
        let text = complaints(about: "base: {schedule: {cyclical: {max: 0.1}}}", settings: ["learning_rate=0.001"])
        #expect(text.hasPrefix("--set:1:15: warning: 'learning_rate' decides nothing here"), "\(text)")
    }

    @Test func `an auto of base that no run uses is an error`() {
        let text = complaints(
            about: "base: {learning_rate: auto, schedule: {one_cycle: {max: 0.1}}}\nruns: [{seeds: 3}]")
        #expect(
            text.hasPrefix(
                "test.yaml:1:23: error: the rate that 'auto' finds would decide nothing: 'schedule.one_cycle.max' replaces"
                    + " it; leave it out, or drop 'auto'\n"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1)
    }

    @Test func `one bound that is left open is what auto is for`() {
        #expect(complaints(about: "base: {learning_rate: auto, schedule: {cyclical: {max: 0.1}}}") == "")
    }
}
