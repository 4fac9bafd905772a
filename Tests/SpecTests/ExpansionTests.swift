import Experiment
import Spec
import Testing

struct ExpansionTests {
    private func varied(_ text: String, settings: [String] = []) throws -> [String] {
        try decode(text, settings: settings).runs.map(\.variedText)
    }

    @Test func `without runs the experiment is one run of base`() throws {
        let spec = try decode("base: {epochs: 3}")
        #expect(spec.runs.count == 1)
        #expect(spec.runs[0].configuration.epochs == 3)
        #expect(spec.runs[0].varied.isEmpty)
    }

    @Test func `a grid's first key is the outermost loop, then zip, then seeds`() throws {
        let spec = try decode(
            """
            runs:
              - zip: {batch_size: [1, 2], log_every: [3, 4]}
                grid: {epochs: [5, 6], seed: [7]}
            """)
        let loops = spec.runs.map { [$0.configuration.epochs, $0.configuration.batchSize, $0.configuration.logEvery] }
        #expect(loops == [[5, 1, 3], [5, 2, 4], [6, 1, 3], [6, 2, 4]])
        // Written in the order of the file, whatever the loops.
        #expect(spec.runs[0].variedText == "batch_size=1 log_every=3 epochs=5 seed=7")
        let seeds = try decode("runs: [{grid: {epochs: [1, 2]}, seeds: [9, 4]}]").runs.map(\.configuration.seed)
        #expect(seeds == [9, 4, 9, 4])
    }

    @Test func `of layers a run tells what tells them apart, and no default`() throws {
        let text = """
            runs:
              - grid:
                  model:
                    - mlp
                    - {layers: [conv2d: {filters: 2, kernel: 3}, max_pool2d: {size: 2, stride: 2}, flatten, dense: 10]}
                    - layers:
                        - conv2d: {filters: 2, kernel: 3, stride: 1, padding: 1}
                        - {max_pool2d: {size: 2, stride: 1}}
                        - batch_norm: {momentum: 0.1}
                        - leaky_relu: 0.01
                        - leaky_relu: 0.2
                        - flatten: {name: vector}
                        - dense: {units: 10, initializer: zeros}
            """
        #expect(
            try varied(text) == [
                "model=mlp",
                "model.layers=[{conv2d: {filters: 2, kernel: 3}}, {max_pool2d: 2}, flatten, {dense: 10}]",
                "model.layers=[{conv2d: {filters: 2, kernel: 3, padding: 1}}, {max_pool2d: {size: 2, stride: 1}}, "
                    + "batch_norm, leaky_relu, {leaky_relu: 0.2}, {flatten: {name: vector}}, "
                    + "{dense: {units: 10, initializer: zeros}}]",
            ])
    }

    @Test func `a number of seeds counts up from the run's own`() throws {
        let spec = try decode("base: {seed: 3}\nruns: [{seeds: 3}, {seed: 10, seeds: 2}, {}]")
        #expect(spec.runs.map(\.configuration.seed) == [3, 4, 5, 10, 11, 3])
        #expect(spec.runs.map(\.repeatsSeeds) == [true, true, true, true, true, false])
        #expect(spec.baseSeed == 3)
    }

    @Test func `base, entry, grid and settings of the command line win in this order`() throws {
        let text = """
            base: {epochs: 1, batch_size: 1, log_every: 1, seed: 1}
            runs: [{epochs: 2, batch_size: 2, log_every: 2, grid: {epochs: [3], batch_size: [3]}}]
            """
        let run = try decode(text, settings: ["epochs=4"]).runs[0].configuration
        #expect([run.epochs, run.batchSize, run.logEvery, Int(run.seed)] == [4, 3, 2, 1])
    }

    @Test func `another unit of checkpoint_every replaces the first`() throws {
        let text = """
            base: {checkpoint_every: {steps: 500}}
            runs: [{}, {checkpoint_every: {seconds: 60}}, {checkpoint_every: validation}, {checkpoint_every: {steps: 7}}]
            """
        let intervals = try decode(text).runs.map(\.configuration.checkpointEvery)
        #expect(intervals == [.span(.steps(500)), .seconds(60), .validation, .span(.steps(7))])
        #expect(
            try decode(text, settings: ["checkpoint_every={seconds: 9}"]).runs.map(\.configuration.checkpointEvery)
                == Array(repeating: .seconds(9), count: 4))
    }

    @Test(arguments: [(1, 0.5), (2, 1), (3, 1.5), (5, 1.25), (8, 1)])
    func `a cycle that is left open ends with the run`(epochs: Int, half: Double) throws {
        func stepSize(_ settings: String) throws -> TrainingSpan? {
            let run = try decode("base: {epochs: \(epochs), schedule: {cyclical: \(settings)}}").runs.first
            guard case .cyclical(let cyclical) = run?.configuration.schedule.kind else { return nil }
            return cyclical.stepSize
        }
        #expect(try stepSize("{policy: triangular2}") == .epochs(half))
        #expect(try stepSize("{step_size: 1}") == .epochs(1))
        #expect(try stepSize("{step_size: {steps: 30}}") == .steps(30))
    }

    @Test func `a cosine that rises is told`() throws {
        func remarks(_ rate: String) throws -> [String] {
            try decode("base: {learning_rate: \(rate), schedule: {cosine: {min: 1e-3}}}").remarks.map(\.message)
        }
        #expect(
            try remarks("1e-5") == ["the rate rises here: 'min' (0.001) is above 'learning_rate' (1e-5)"])
        #expect(try remarks("1e-3") == [])
        #expect(try remarks("auto") == [])
    }

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

    @Test func `a setting that each run of a grid replaces is a warning`() throws {
        let replaced = try decode("runs: [{learning_rate: 0.5, grid: {learning_rate: [0.1, 0.2]}}]")
        #expect(replaced.remarks.map(\.message) == ["every run of this entry has another 'learning_rate'"])
        let part = try decode(
            "runs: [{optimizer: {sgd: {momentum: 0.9, nesterov: true}}, grid: {optimizer.sgd.momentum: [0.5]}}]")
        #expect(part.remarks.map(\.message) == ["every run of this entry has another 'optimizer.sgd.momentum'"])
        #expect(part.remarks.first?.location?.column == 37)
        let whole = try decode("runs: [{optimizer: {adam: {beta1: 0.8}}, grid: {optimizer.sgd.momentum: [0.5, 0.9]}}]")
        #expect(whole.remarks.map(\.message) == ["every run of this entry has another 'optimizer'"])
        for kept in [
            "{optimizer: sgd, grid: {optimizer.sgd.momentum: [0.1, 0.2]}}",
            "{timeout: 10m, grid: {timeout: [600, 20m]}}",
            "{model: {layers: [flatten, dense: 10]}, grid: {model: [mlp, {layers: [flatten, dense: 10]}]}}",
        ] {
            #expect(try decode("runs: [\(kept)]").remarks.isEmpty, "\(kept)")
        }
        // What an anchor brings is there to be changed.
        let anchored = try decode(
            """
            runs:
              - &first {optimizer: sgd, learning_rate: 0.01}
              - {<<: *first, grid: {learning_rate: [0.1, 0.2]}}
            """)
        #expect(anchored.remarks.isEmpty && anchored.runs.count == 3)
    }

    @Test func `a value that names what base says already replaces nothing`() throws {
        func remarks(_ base: String) throws -> [String] {
            let runs = "runs: [{dataset: {path: /a}, grid: {dataset.name: [fashion-mnist]}}]"
            return try decode("base: {dataset: \(base)}\n\(runs)").remarks.map(\.message)
        }
        #expect(try remarks("{name: fashion-mnist, limit: 100}") == [])
        #expect(try remarks("shapes") == ["every run of this entry has another 'dataset'"])
    }

    @Test func `of a setting that is partly an anchor's only the entry's own part can be lost`() throws {
        let spec = try decode(
            """
            runs:
              - {dataset: &d {name: shapes, limit: 100}, optimizer: &o {sgd: {momentum: 0.5}}}
              - {optimizer: *o, grid: {optimizer.sgd.momentum: [0.8, 0.9]}}
              - {dataset: {<<: *d, split_seed: 8}, grid: {dataset.limit: [1, 2]}}
              - {dataset: {<<: *d, limit: 200}, grid: {dataset.limit: [3, 4]}}
            """)
        #expect(spec.remarks.map(\.message) == ["every run of this entry has another 'dataset.limit'"])
        #expect(spec.remarks.first?.location?.line == 5 && spec.remarks.first?.location?.column == 31)
    }

    @Test func `which data set, and where it lies, may stand in any order`() throws {
        for keys in [
            "dataset.path: [/a, /b], dataset.name: [fashion-mnist]",
            "dataset.name: [fashion-mnist], dataset.path: [/a, /b]",
        ] {
            let spec = try decode("base: {dataset: shapes}\nruns: [{grid: {\(keys)}}]")
            #expect(spec.runs.map(\.configuration.dataset.path) == ["/a", "/b"], "\(keys)")
        }
        for settings in [
            ["dataset.path=/a", "dataset.name=fashion-mnist"], ["dataset.name=fashion-mnist", "dataset.path=/a"],
        ] {
            let spec = try decode("base: {dataset: shapes}", settings: settings)
            #expect(spec.runs.map(\.configuration.dataset.path) == ["/a"], "\(settings)")
        }
    }

    @Test func `names of classes stay with their classes`() throws {
        func names(_ dataset: String, settings: [String] = []) throws -> [String] {
            let text = """
                base: {dataset: {idx: {path: pets, classes: 2, class_names: [cat, dog]}}}
                runs: [{dataset: \(dataset)}]
                """
            return try decode(text, settings: settings).runs.flatMap(\.configuration.dataset.classNames)
        }
        #expect(try names("{idx: {path: fruit, classes: 2}}") == [])
        #expect(try names("{limit: 9}", settings: ["dataset.idx={path: fruit, classes: 2}"]) == [])
        // Also as two settings, in any order.
        let parts = ["dataset.idx.path=fruit", "dataset.idx.classes=2"]
        #expect(try names("{limit: 9}", settings: parts) == [])
        #expect(try names("{limit: 9}", settings: parts.reversed()) == [])
        let paired = """
            base: {dataset: {idx: {path: pets, classes: 2, class_names: [cat, dog]}}}
            runs: [{zip: {dataset.idx.path: [pets, fruit], dataset.idx.classes: [2, 2]}}]
            """
        #expect(try decode(paired).runs.map(\.configuration.dataset.classNames) == [["cat", "dog"], []])
        #expect(try names("{idx: {path: fruit, classes: 2, class_names: [fig, pear]}}") == ["fig", "pear"])
        // The same files, and others that have the classes of `base`.
        #expect(try names("{idx: {path: pets, classes: 2}, limit: 9}") == ["cat", "dog"])
        #expect(try names("{idx: {path: more-pets}}") == ["cat", "dog"])
        #expect(try names("{limit: 9}", settings: ["dataset.idx.path=more-pets"]) == ["cat", "dog"])
        // What gives the names may stand first.
        let named = ["dataset.idx.class_names=[fig, pear]", "dataset.idx.path=fruit"]
        #expect(try names("{limit: 9}", settings: named) == ["fig", "pear"])
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

    @Test func `an anchor is set once and used by every run`() throws {
        let spec = try decode(
            """
            base: {model: &m {layers: [flatten, {dense: 10}]}}
            runs: [{model: *m, epochs: 1}, {model: mlp}]
            """)
        #expect(
            spec.runs[0].configuration.model
                == .layers([LayerSpec(.flatten), LayerSpec(.dense(units: 10, initializer: .pytorch))]))
        #expect(spec.runs[1].configuration.model == .named(.mlp))
    }

    @Test func `varied tells the values that hold in the end`() throws {
        let text = "runs: [{optimizer: {sgd: {momentum: 0.5}}, epochs: 2}, {grid: {learning_rate: [1e-05, auto]}}]"
        #expect(
            try varied(text) == ["optimizer.sgd.momentum=0.5 epochs=2", "learning_rate=1e-5", "learning_rate=auto"])
        #expect(
            try varied(text, settings: ["optimizer=adam", "epochs=0x10"])
                == ["optimizer=adam epochs=16", "learning_rate=1e-5", "learning_rate=auto"])
        #expect(
            try varied("runs: [{grid: {learning_rate: [{auto: {steps: 50}}], dataset: [shapes, {limit: 5}]}}]")
                == ["learning_rate.auto.steps=50 dataset=shapes", "learning_rate.auto.steps=50 dataset.limit=5"])
        // The file's own entry names its variant only: what base says of it is not its doing.
        #expect(
            try varied("base: {optimizer: {sgd: {momentum: 0.5}}}\nruns: [{optimizer: sgd}]") == ["optimizer=sgd"])
    }

    @Test func `varied never holds name, seeds or description`() throws {
        #expect(try varied("runs: [{name: x, seeds: 2, epochs: 1}]") == ["epochs=1", "epochs=1"])
    }

    @Test func `the source map finds each setting where it was written`() throws {
        let text = """
            base:
              optimizer: {sgd: {momentum: 0.9}}
              model:
                layers:
                  - flatten
                  - relu
                  - dense: 10
            runs:
              - grid: {epochs: [1, 22]}
              - optimizer: sgd
            """
        let runs = try decode(text, settings: ["batch_size=8"]).runs
        func place(_ path: String, _ run: Int = 1) -> String {
            runs[run].sources.location(of: path).map { "\($0.file):\($0.line):\($0.column)+\($0.length)" } ?? "none"
        }
        #expect(place("epochs") == "test.yaml:9:24+2")
        #expect(place("optimizer.sgd.momentum") == "test.yaml:2:31+3")
        #expect(place("optimizer.sgd.nesterov") == "test.yaml:2:20+15")
        #expect(place("model.layers.1") == "test.yaml:6:9+4")
        #expect(place("model.layers.2") == "test.yaml:7:9+5")
        #expect(place("batch_size") == "--set:1:12+1")
        #expect(runs[1].location?.line == 9)
        #expect(place("optimizer", 2) == "test.yaml:10:16+3")
    }

    @Test(arguments: [("{}", 1), ("{optimizer: sgd}", 2), ("{grid: {log_every: [7]}}", 1)])
    func `a setting that nobody wrote has the place of the settings that are, whatever sets one`(
        entry: String, line: Int
    ) throws {
        func place(_ settings: [String]) throws -> Experiment.SourceLocation? {
            let run = try decode("base: {seed: 1}\nruns: [\(entry)]", settings: settings).runs.first
            return run?.sources.location(of: "batch_size")
        }
        let usual = try place([])
        #expect(usual?.file == "test.yaml" && usual?.line == line)
        #expect(try place(["epochs=2", "learning_rate.auto.steps=50"]) == usual)
    }

    @Test func `the source map tells what was written from what encloses it`() throws {
        let written = ["schedule", "schedule.cyclical", "schedule.cyclical.gamma", "learning_rate.auto.skip_begin"]
        let other = ["schedule.cyclical.policy", "learning_rate.auto.skip_end", "batch_size", "name"]
        let ways: [(text: String, settings: [String])] = [
            ("base: {schedule: {cyclical: {gamma: 0.9994}}, learning_rate: {auto: {skip_begin: 10}}}", []),
            ("base: {}", ["schedule.cyclical.gamma=0.9994", "learning_rate.auto.skip_begin=10"]),
        ]
        for (text, settings) in ways {
            let sources = try #require(try decode(text, settings: settings).runs.first).sources
            #expect((written + other).filter { sources.isWritten($0) } == written, "\(text)")
        }
    }

    @Test func `the source map finds a name, and none that is not written`() throws {
        let runs = try decode("base: {}\nruns: [{name: one, seeds: 2}, {dataset: {name: shapes}}]").runs
        #expect(runs.map { $0.sources.location(of: "name")?.column } == [15, 15, nil])
        #expect(runs[0].sources.location(of: "name")?.length == 3)
        #expect(runs[2].sources.location(of: "dataset.name")?.column == 48)
    }

    @Test func `a name is the file's stem where none is given`() throws {
        #expect(try decode("base: {}", file: "some/folder/my.first.yaml").name == "my.first")
        #expect(complaints(about: Array("base: {}".utf8), file: "a:b.yaml").contains("cannot name the output folder"))
    }

    @Test func `a name may tell of seeds where no repeated run's does`() throws {
        let names = ["seed=7,a", "a,split_seed=7", "a,seed=", "a,seed=x", "a seed=7"]
        let runs = names.enumerated().map { "{name: '\($1)', epochs: \($0 + 1)}" }
        #expect(try decode("runs: [\(runs.joined(separator: ", "))]").runs.compactMap(\.givenName) == names)
    }

    @Test func `a combination with a setting that is wrong by itself is told so alone`() {
        let text = complaints(about: "runs: [{grid: {optimizer: [adam], optimizer.sgd.unknown: [1]}}]")
        #expect(text.contains("unknown key 'unknown'") && !text.contains("contradicts"), "\(text)")
        // One that is right beside it is told what contradicts in it.
        let right = complaints(
            about: """
                runs:
                  - {grid: {optimizer: [adam], optimizer.sgd.unknown: [1]}}
                  - {grid: {optimizer: [adam], optimizer.sgd.momentum: [0.9]}}
                """)
        #expect(right.contains("test.yaml:3:32: error: 'optimizer.sgd.momentum' contradicts"), "\(right)")
    }

    @Test(arguments: ["optimizer.sgd.momentum: [2]", "optimizer.momentum: [0.9]"])
    func `so is one of an entry that an alias repeats`(wrong: String) {
        let text = complaints(about: "runs: [&a {grid: {\(wrong), optimizer: [adam]}}, {<<: *a, epochs: 2}]")
        #expect(text.matches(of: #/error: /#).count == 1 && !text.contains("contradicts"), "\(text)")
    }

    @Test(arguments: [("name", "a/b"), ("seeds", "0")])
    func `a contradiction is told beside what is wrong with another key`(key: String, value: String) {
        let text = complaints(
            about: "runs: [{\(key): \(value), grid: {optimizer: [adam], optimizer.sgd.momentum: [0.9]}}]")
        #expect(text.contains("'optimizer.sgd.momentum' contradicts"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 2, "\(text)")
    }

    @Test(arguments: ["[{optimzer: adam}]", "[adam]", "{optimizer: adam}"])
    func `what an exclude that is wrong may have meant to drop is no contradiction`(excluded: String) {
        let text = complaints(
            about: "runs: [{grid: {optimizer: [adam, sgd], optimizer.sgd.momentum: [0.9]}, exclude: \(excluded)}]")
        #expect(!text.contains("contradicts"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test func `more combinations than can be counted are refused`() {
        let list = "[" + (1...200).map(String.init).joined(separator: ",") + "]"
        let keys = [
            "epochs", "batch_size", "log_every", "seed", "dataset.limit", "dataset.split_seed",
            "learning_rate.auto.steps", "learning_rate.auto.skip_end", "gradient_clip",
        ]
        let text = "runs: [{grid: {" + keys.map { "\($0): \(list)" }.joined(separator: ", ") + "}}]"
        #expect(
            complaints(about: text).contains("comes to more runs than can be counted with this entry; at most 100000"))
    }
}
