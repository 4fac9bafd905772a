import Experiment
import Spec
import Testing

/// `--set key=value`.
struct SettingTests {
    @Test func `dotted keys reach nested settings, and values are YAML`() throws {
        let run = try decode(
            "base: {optimizer: sgd}",
            settings: [
                "optimizer.sgd.momentum=0.9", "dataset=shapes", "dataset.limit=1e3", "learning_rate={auto: {max: 1}}",
                "gradient_clip=",
            ]
        ).runs[0].configuration
        #expect(run.optimizer == .sgd(momentum: 0.9))
        #expect(run.dataset == DatasetSpec(source: .shapes, limit: 1000))
        #expect(run.learningRate == .auto(FinderSettings(maximum: 1)))
        #expect(run.gradientClip == nil)
    }

    @Test func `a whole comes before its part in any order, and of one key the last one wins`() throws {
        let optimizer = ["optimizer.sgd.momentum=0.9", "optimizer={sgd: {momentum: 0.5, nesterov: true}}"]
        for settings in [optimizer, optimizer.reversed()] {
            let run = try decode("base: {}", settings: settings + ["epochs=2", "epochs=3"]).runs[0].configuration
            #expect(run.optimizer == .sgd(momentum: 0.9, nesterov: true))
            #expect(run.epochs == 3)
        }
    }

    @Test(arguments: [
        (["learning_rate.auto.max=1", "learning_rate=0.1"], "learning_rate.auto.max' contradicts 'learning_rate: 0.1"),
        (["optimizer.sgd.momentum=0.9", "optimizer=adam"], "optimizer.sgd.momentum' contradicts 'optimizer: adam"),
        (["schedule.cosine.min=1", "schedule=one_cycle"], "schedule.cosine.min' contradicts 'schedule: one_cycle"),
        (["model.layers=[flatten, dense: 10]", "model=mlp"], "model.layers' contradicts 'model: mlp"),
        (["dataset.name=fashion-mnist", "dataset=shapes"], "dataset.name' contradicts 'dataset: shapes"),
        (["optimizer.sgd.momentum=0.9", "optimizer={adam: {}}"], "optimizer.sgd.momentum' contradicts 'optimizer: {"),
    ])
    func `two that cannot both hold are an error in any order`(pair: [String], words: String) {
        for settings in [pair, pair.reversed()] {
            let text = complaints(about: "base: {}", settings: settings)
            #expect(text.hasPrefix("--set:") && text.contains(": error: '\(words)"), "\(text)")
            #expect(text.matches(of: #/error: /#).count == 1, "\(text)")
        }
    }

    @Test func `of two that stand beside each other the second one contradicts`() {
        let text = complaints(about: "base: {}", settings: ["optimizer.sgd.momentum=0.9", "optimizer.adam.beta1=0.8"])
        #expect(
            text == """
                --set:2:1: error: 'optimizer.adam.beta1' contradicts 'optimizer.sgd.momentum: 0.9'; leave one of them out
                  2 | optimizer.adam.beta1=0.8
                    | ^~~~~~~~~~~~~~~~~~~~
                --set:1:24: note: set here
                  1 | optimizer.sgd.momentum=0.9
                    |                        ^~~

                """)
        for settings in [
            ["checkpoint_every.steps=1", "checkpoint_every.seconds=2"],
            ["dataset.idx={path: /x, classes: 3}", "dataset.name=shapes"],
        ] {
            #expect(complaints(about: "base: {}", settings: settings).contains("contradicts"), "\(settings)")
        }
    }

    @Test(
        arguments: [
            (["optimizer=adam", "optimizer.adam.beta1=0.8"], RunConfiguration(optimizer: .adam(beta1: 0.8))),
            (
                ["learning_rate=auto", "learning_rate.auto.steps=50"],
                RunConfiguration(learningRate: .auto(FinderSettings(steps: 50)))
            ),
            (["dataset=shapes", "dataset.limit=5"], RunConfiguration(dataset: DatasetSpec(source: .shapes, limit: 5))),
            (["dataset={limit: 5}", "dataset.limit=6"], RunConfiguration(dataset: DatasetSpec(limit: 6))),
            (
                ["dataset.name=fashion-mnist", "dataset.path=/a"],
                RunConfiguration(dataset: DatasetSpec(source: .fashionMNIST, path: "/a"))
            ),
            (
                ["model={layers: [dense: 1]}", "model.layers=[dense: 2]"],
                RunConfiguration(model: .layers([LayerSpec(.dense(units: 2, initializer: .pytorch))]))
            ),
            (
                ["optimizer={sgd: {momentum: 0.5}}", "optimizer.sgd.nesterov=true"],
                RunConfiguration(optimizer: .sgd(momentum: 0.5, nesterov: true))
            ),
            (["gradient_clip=1", "epochs=2"], RunConfiguration(epochs: 2, gradientClip: 1)),
        ] as [([String], RunConfiguration)])
    func `two that go together go in any order`(pair: [String], both: RunConfiguration) throws {
        for settings in [pair, pair.reversed()] {
            let runs = try decode("base: {}", settings: settings).runs
            #expect(runs.map(\.configuration) == [both], "\(settings)")
        }
    }

    @Test func `a part of another variant than the file's contradicts it`() {
        let text = complaints(about: "base: {optimizer: adam}", settings: ["optimizer.sgd.momentum=0.9"])
        #expect(
            text == """
                --set:1:1: error: 'optimizer.sgd.momentum' contradicts 'optimizer: adam'; to replace that, set 'optimizer=sgd' too
                  1 | optimizer.sgd.momentum=0.9
                    | ^~~~~~~~~~~~~~~~~~~~~~
                test.yaml:1:19: note: set here
                  1 | base: {optimizer: adam}
                    |                   ^~~~

                """)
    }

    @Test(arguments: [
        (
            "runs: [{optimizer: sgd}, {optimizer: {adam: {beta1: 0.8}}}]", "optimizer.sgd.momentum=0.9",
            "optimizer: adam"
        ),
        ("runs: [{grid: {optimizer: [sgd, adam]}}]", "optimizer.sgd.momentum=0.9", "optimizer: adam"),
        ("runs: [{grid: {optimizer.adam.beta1: [0.8]}}]", "optimizer.sgd={}", "optimizer: adam"),
        ("base: {schedule: constant}", "schedule.cosine.min=0", "schedule: constant"),
        ("base: {learning_rate: 1e-1}", "learning_rate.auto.steps=50", "learning_rate: 0.1"),
    ])
    func `so it does wherever the file writes that, once`(file: String, setting: String, written: String) {
        let text = complaints(about: file, settings: [setting])
        #expect(text.hasPrefix("--set:1:1: error: ") && text.contains(" contradicts '\(written)'; "), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test func `a part contradicts no combination that is excluded`() throws {
        let file = "runs: [{grid: {optimizer: [sgd, adam]}, exclude: [{optimizer: adam}]}]"
        let settings = ["optimizer.sgd.momentum=0.9"]
        #expect(complaints(about: file, settings: settings).isEmpty)
        #expect(try decode(file, settings: settings).runs.map(\.configuration.optimizer) == [.sgd(momentum: 0.9)])
    }

    @Test(arguments: [
        // Another value of the loop is excluded than the one that the part would change.
        ("[sgd, adam]", "optimizer: sgd"), ("[sgd, adam, {adam: {beta1: 0.8}}]", "optimizer: adam"),
        // What else `--set` says holds.
        ("[sgd, adam]", "optimizer: adam, epochs: 2"),
    ])
    func `a part contradicts a combination that is not excluded`(optimizers: String, excluded: String) {
        let text = complaints(
            about: "runs: [{grid: {optimizer: \(optimizers), epochs: [2]}, exclude: [{\(excluded)}]}]",
            settings: ["epochs=1", "optimizer.sgd.momentum=0.9"])
        #expect(text.contains("--set:2:1: error: 'optimizer.sgd.momentum' contradicts 'optimizer: adam'; "), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test(arguments: [
        ("base: {optimizer: sgd}", ["optimizer.sgd.momentum=0.9"]),
        ("base: {optimizer: {sgd: {momentum: 0.5}}}", ["optimizer.sgd.momentum=0.9"]),
        ("base: {optimizer: adam}\nruns: [{optimizer: sgd}]", ["optimizer.sgd.momentum=0.9"]),
        ("base: {}", ["optimizer=sgd", "optimizer.sgd.momentum=0.9"]),
        ("base: {optimizer: adam}", ["optimizer=sgd", "optimizer.sgd.momentum=0.9"]),
    ])
    func `a part goes with its variant, and with one that the command line puts there`(
        file: String, settings: [String]
    ) throws {
        let runs = try decode(file, settings: settings).runs
        #expect(runs.map(\.configuration.optimizer) == [.sgd(momentum: 0.9)])
    }

    @Test func `a part of another optimizer contradicts the default one`() throws {
        let text = complaints(about: "runs: [{epochs: 2}, {epochs: 3}]", settings: ["optimizer.sgd.momentum=0.9"])
        #expect(
            text == """
                --set:1:1: error: 'optimizer.sgd.momentum' contradicts 'optimizer: adam', the default; to replace that, set 'optimizer=sgd' too
                  1 | optimizer.sgd.momentum=0.9
                    | ^~~~~~~~~~~~~~~~~~~~~~

                """)
        let own = try decode("base: {}", settings: ["optimizer.adam.beta1=0.8"]).runs
        #expect(own.map(\.configuration.optimizer) == [.adam(beta1: 0.8)])
    }

    @Test(arguments: ["base: {optimiser: sgd}", "optimizer: sgd", "base: [{optimizer: sgd}]"])
    func `what is wrong with the file's optimizer is told alone`(file: String) {
        let text = complaints(about: file, settings: ["optimizer.sgd.momentum=0.9"])
        #expect(text.hasPrefix("test.yaml:") && !text.contains("contradicts"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test func `a part replaces a default that has none`() throws {
        let schedule = try decode("base: {}", settings: ["schedule.cosine.min=1e-5"]).runs
        #expect(schedule.map(\.configuration.schedule.kind) == [.cosine(minimum: 1e-5)])
        let rate = try decode("base: {}", settings: ["learning_rate.auto.steps=50"]).runs
        #expect(rate.map(\.configuration.learningRate) == [.auto(FinderSettings(steps: 50))])
    }

    @Test func `a part that is wrong by itself is told so alone`() {
        let text = complaints(about: "base: {optimizer: adam}", settings: ["optimizer.sdg.momentum=0.9"])
        #expect(text.contains("unknown optimizer 'sdg'") && !text.contains("contradicts"), "\(text)")
    }

    @Test func `a bare name keeps what the base sets of it`() throws {
        let base = "base: {optimizer: {sgd: {momentum: 0.9}}}"
        let set = try decode(base, settings: ["optimizer=sgd"]).runs
        #expect(set.map(\.configuration.optimizer) == [.sgd(momentum: 0.9)])
        let grid = try decode(base + "\nruns: [{grid: {optimizer: [sgd, adam]}}]").runs
        #expect(grid.map(\.configuration.optimizer) == [.sgd(momentum: 0.9), .adam()])
        // So does an empty mapping; a default has to be written out.
        let runs = try decode(base + "\nruns: [{optimizer: {sgd: {}}}, {optimizer: {sgd: {momentum: 0}}}]").runs
        #expect(runs.map(\.configuration.optimizer) == [.sgd(momentum: 0.9), .sgd()])
    }

    @Test func `one that a later one of its key replaces contradicts nothing`() throws {
        let settings = ["optimizer=adam", "optimizer=sgd", "optimizer.sgd.momentum=0.9"]
        #expect(try decode("base: {}", settings: settings).runs[0].configuration.optimizer == .sgd(momentum: 0.9))
    }

    @Test func `they apply to every run and to the seed of range tests`() throws {
        let spec = try decode(
            "runs: [{epochs: 2}, {grid: {epochs: [3, 4]}}, {seeds: 2}]", settings: ["epochs=1", "seed=5"])
        #expect(spec.runs.map(\.configuration.epochs) == [1, 1, 1, 1, 1])
        #expect(spec.runs.map(\.configuration.seed) == [5, 5, 5, 5, 6])
        #expect(spec.baseSeed == 5)
    }

    @Test func `they are checked like the file, and shown as they were written`() {
        let text = complaints(
            about: "base: {epoch: 1}",
            settings: ["epochs=0", "optimzer=adam", "seed", "batch_size=[1, ", "optimizer.sgd.momentums=1"])
        #expect(
            text == """
                test.yaml:1:8: error: unknown key 'epoch'; did you mean 'epochs'?
                  1 | base: {epoch: 1}
                    |        ^~~~~
                --set:1:8: error: 'epochs' expects an integer of at least 1, not 0
                  1 | epochs=0
                    |        ^
                --set:2:1: error: unknown key 'optimzer'; did you mean 'optimizer'?
                  2 | optimzer=adam
                    | ^~~~~~~~
                --set:3:1: error: expected key=value, such as epochs=3
                  3 | seed
                    | ^~~~
                --set:4:15: error: did not find expected node content
                  4 | batch_size=[1, 
                    |               ^
                --set:5:15: error: unknown key 'momentums'; did you mean 'momentum'?
                  5 | optimizer.sgd.momentums=1
                    |               ^~~~~~~~~

                """)
    }
}
