import Experiment
import Spec
import Testing

/// Which combinations of its loops an entry leaves out.
struct ExcludeTests {
    @Test func `exclude compares values, not spellings`() throws {
        let text = """
            runs:
              - grid: {learning_rate: [1e-1, 0.01], optimizer: [adam, sgd: {momentum: 0.9}]}
                exclude: [EXCLUDED]
            """
        func left(_ excluded: String) throws -> [String] {
            try varied(text.replacing("EXCLUDED", with: excluded))
        }
        let all = [
            "learning_rate=0.1 optimizer=adam", "learning_rate=0.1 optimizer.sgd.momentum=0.9",
            "learning_rate=0.01 optimizer=adam", "learning_rate=0.01 optimizer.sgd.momentum=0.9",
        ]
        #expect(try left("{learning_rate: 0.1, optimizer: {adam: {}}}") == [all[1], all[2], all[3]])
        // A default that nobody wrote is a value as well.
        #expect(try left("{optimizer: {adam: {beta1: 9e-1}}}") == [all[1], all[3]])
        #expect(try left("{optimizer.sgd.momentum: 0.90, learning_rate: 1e-2}") == [all[0], all[1], all[2]])
        #expect(try left("{optimizer: sgd}, {learning_rate: 1.0e-1}") == [all[2]])
    }

    @Test func `exclude means the value that a loop lists, where one is listed`() throws {
        let text = """
            runs:
              - grid:
                  optimizer: [sgd, {sgd: {momentum: 0.9}}, adam]
                  learning_rate: [1e-2, auto, {auto: {suggestion: valley}}]
                exclude: [EXCLUDED]
            """
        func left(_ excluded: String) throws -> Int {
            try varied(text.replacing("EXCLUDED", with: excluded)).count
        }
        #expect(try left("{optimizer: sgd, learning_rate: 0.01}, {learning_rate: auto, optimizer: adam}") == 7)
        #expect(try left("{optimizer: {sgd: {momentum: 9e-1}}}") == 6)
        #expect(try left("{learning_rate: {auto: {}}}") == 6)
        // None is listed: all of them.
        #expect(try left("{optimizer: {sgd: {nesterov: false}}}") == 3)
    }

    @Test func `exclude sees what --set puts in the place of a loop's value`() throws {
        let rates = """
            runs:
              - grid: {learning_rate: [0.01, 0.1], batch_size: [32, 64]}
                exclude: [{learning_rate: 0.1, batch_size: 32}]
            """
        func left(_ text: String, _ setting: String) throws -> Set<String> {
            Set(try varied(text, settings: [setting]))
        }
        #expect(try left(rates, "batch_size=32") == ["learning_rate=0.01 batch_size=32"])
        #expect(
            try left(rates, "batch_size=64") == ["learning_rate=0.01 batch_size=64", "learning_rate=0.1 batch_size=64"])
        // A part that it sets of each leaves them apart, unless it is what they differ in.
        let optimizers = "runs: [{grid: {optimizer: [sgd, {sgd: {momentum: 0.9}}]}, exclude: [{optimizer: sgd}]}]"
        #expect(try left(optimizers, "optimizer.sgd.weight_decay=0.1") == ["optimizer.sgd.momentum=0.9"])
        #expect(complaints(about: optimizers, settings: ["optimizer.sgd.momentum=0.5"]).contains("drops every run"))
    }

    @Test func `exclude sees layers in any spelling, and seeds`() throws {
        let text = """
            runs:
              - grid: {model: [{layers: [flatten, dense: 3]}, mlp]}
                seeds: 2
                exclude: [{model: {layers: [{flatten: {}}, {dense: {units: 3}}]}, seed: 8}]
            """
        let runs = try decode(text).runs
        #expect(runs.map(\.configuration.seed) == [7, 7, 8])
    }

    @Test func `one repetition is dropped by its seed, a whole combination without one`() throws {
        let text = """
            runs:
              - grid: {epochs: [1, 2, 3]}
                seeds: [4, 5]
                exclude: [{epochs: 1, seed: 5}, {epochs: 2}, {epochs: 2, seed: 4}, {epochs: 3, seed: 6}]
            """
        let spec = try decode(text)
        let left = spec.runs.map { [$0.configuration.epochs, Int($0.configuration.seed)] }
        #expect(left == [[1, 4], [3, 4], [3, 5]])
        // The last one alone matches nothing.
        #expect(spec.remarks.map(\.message) == ["this 'exclude' matches no combination"])
        #expect(spec.remarks.first?.location?.column == 72)
        // Seed by seed is all of it as well.
        let all = "runs: [{grid: {epochs: [1]}, seeds: [4, 5], exclude: [{seed: 4}, {seed: 5}]}]"
        #expect(complaints(about: all).contains("'exclude' drops every run of this entry"))
    }

    @Test(arguments: ["1m", "60", "60s", "6e1"]) func `exclude sees durations in any spelling`(excluded: String) throws
    {
        let text = "runs: [{zip: {timeout: [1m, 1h], epochs: [1, 2]}, exclude: [{timeout: EXCLUDED}]}]"
        let spec = try decode(text.replacing("EXCLUDED", with: excluded))
        #expect(spec.runs.map(\.configuration.epochs) == [2])
        #expect(spec.remarks.isEmpty)
    }

    @Test(arguments: [
        "{dataset.path: /a, dataset.name: fashion-mnist}", "{dataset.name: fashion-mnist, dataset.path: /a}",
    ])
    func `exclude sees which data set, and where it lies, in any order`(excluded: String) throws {
        let text = "runs: [{grid: {dataset.name: [fashion-mnist], dataset.path: [/a, /b]}, exclude: [EXCLUDED]}]"
        let runs = try decode(text.replacing("EXCLUDED", with: excluded)).runs
        #expect(runs.map(\.configuration.dataset.path) == ["/b"])
    }

    @Test func `exclude sees what is not set`() throws {
        let text = "runs: [{grid: {dataset.limit: [null, 10], gradient_clip: [null, 1]}, exclude: [EXCLUDED]}]"
        let left = try varied(text.replacing("EXCLUDED", with: "{dataset.limit: null, gradient_clip: ~}"))
        #expect(
            left == [
                "dataset.limit=null gradient_clip=1", "dataset.limit=10 gradient_clip=null",
                "dataset.limit=10 gradient_clip=1",
            ])
    }

    @Test func `exclude sees what is not set of a variant by its name, and tells the largest seeds apart`() throws {
        let schedules =
            "runs: [{grid: {schedule: [constant, cosine]}, exclude: [{schedule: {constant: {linear_warmup: null}}}]}]"
        #expect(try decode(schedules).runs.map(\.configuration.schedule.kind) == [.cosine()])
        // As a Double they are one.
        let seeds = "runs: [{grid: {seed: [9007199254740992, 9007199254740993]}, exclude: [{seed: 9007199254740993}]}]"
        #expect(try decode(seeds).runs.map(\.configuration.seed) == [9_007_199_254_740_992])
    }

    /// They are found by what they name, whichever settings that is and in whichever order.
    @Test func `exclusions of different settings drop each its own runs`() throws {
        let text = """
            runs:
              - grid: {learning_rate: [1e-1, 0.01], batch_size: [32, 64], optimizer: [adam, sgd]}
                seeds: [4, 5]
                exclude:
                  - {learning_rate: 0.1, batch_size: 32}
                  - {batch_size: 64, learning_rate: 1.0e-1, seed: 5}
                  - {optimizer: adam, learning_rate: 0.01}
                  - {seed: 4, optimizer.sgd.nesterov: false, learning_rate: 0.01}
                  - {learning_rate: 0.5, batch_size: 32}
            """
        let spec = try decode(text)
        let left = spec.runs.map { "\($0.variedText) \($0.configuration.seed)" }
        #expect(
            left == [
                "learning_rate=0.1 batch_size=64 optimizer=adam 4", "learning_rate=0.1 batch_size=64 optimizer=sgd 4",
                "learning_rate=0.01 batch_size=32 optimizer=sgd 5", "learning_rate=0.01 batch_size=64 optimizer=sgd 5",
            ])
        #expect(spec.remarks.map(\.location?.line) == [9])
    }

    /// Each was compared with every combination, which took minutes; the time is not looked at here.
    @Test func `a thousand exclusions of a large grid drop each its own combination`() throws {
        let pairs = (1...40).flatMap { rate in (1...50).map { (rate: rate, batch: $0) } }
        func even(_ pair: (rate: Int, batch: Int)) -> Bool { (pair.rate + pair.batch).isMultiple(of: 2) }
        func list(_ numbers: ClosedRange<Int>) -> String { numbers.map(String.init).joined(separator: ", ") }
        let dropped = pairs.filter(even).map { "{batch_size: \($0.batch), learning_rate: \($0.rate).0}" }
        let text = """
            runs:
              - grid: {learning_rate: [\(list(1...40))], batch_size: [\(list(1...50))]}
                exclude: [\(dropped.joined(separator: ", ")), {batch_size: 51, learning_rate: 1}]
            """
        let spec = try decode(text)
        let left = spec.runs.map(\.variedText)
        let kept = pairs.filter { !even($0) }
        #expect(dropped.count == 1000 && left == kept.map { "learning_rate=\($0.rate) batch_size=\($0.batch)" })
        // Only the last one names no combination.
        #expect(spec.remarks.map(\.message) == ["this 'exclude' matches no combination"])
    }

    @Test func `what is wrong with an excluded run does not matter`() throws {
        let text = """
            runs:
              - grid: {optimizer.sgd.nesterov: [true, false], optimizer.sgd.momentum: [0, 0.9]}
                exclude: [{optimizer.sgd.nesterov: true, optimizer.sgd.momentum: 0}]
            """
        #expect(try decode(text).runs.count == 3)
    }

    @Test func `an exclude that matches nothing is a warning`() throws {
        let spec = try decode("runs: [{grid: {epochs: [1]}, exclude: [{epochs: 2}]}]")
        #expect(spec.remarks.map(\.severity) == [.warning])
        #expect(spec.remarks.first?.location?.column == 40)
    }

    @Test(arguments: ["[{optimzer: adam}]", "[adam]", "{optimizer: adam}"])
    func `what an exclude that is wrong may have meant to drop is no contradiction`(excluded: String) {
        let text = complaints(
            about: "runs: [{grid: {optimizer: [adam, sgd], optimizer.sgd.momentum: [0.9]}, exclude: \(excluded)}]")
        #expect(!text.contains("contradicts"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1, "\(text)")
    }
}
