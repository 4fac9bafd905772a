import Experiment
import Spec
import Testing

struct ExpansionTests {
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

    @Test func `who names the data set that holds already keeps where it lies`() throws {
        func paths(_ runs: String, settings: [String] = []) throws -> [String?] {
            try decode("base: {dataset: {path: /a}}\nruns: [\(runs)]", settings: settings).runs
                .map(\.configuration.dataset.path)
        }
        // The default too is one that holds.
        #expect(try paths("{dataset: fashion-mnist}, {dataset: {name: fashion-mnist, limit: 9}}") == ["/a", "/a"])
        #expect(try paths("{dataset: shapes}") == [nil])
        #expect(try paths("{grid: {dataset: [fashion-mnist, shapes]}}") == ["/a", nil])
        #expect(try paths("{}", settings: ["dataset.name=fashion-mnist"]) == ["/a"])
        #expect(try paths("{}", settings: ["dataset.name=shapes"]) == [nil])
        // Over files of the user's own the default is another one.
        let named = try decode("base: {dataset: {idx: {path: pets, classes: 2}}}\nruns: [{dataset: fashion-mnist}]")
        #expect(named.runs.map(\.configuration.dataset) == [DatasetSpec()])
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

    @Test func `a name is the file's stem where none is given`() throws {
        #expect(try decode("base: {}", file: "some/folder/my.first.yaml").name == "my.first")
        // A slash with an accent on it is a slash.
        #expect(try decode("base: {}", file: "folder/\u{301}first.yaml").name == "\u{301}first")
        #expect(complaints(about: Array("base: {}".utf8), file: "a:b.yaml").contains("cannot name the output folder"))
    }

    @Test func `a name may tell of seeds where no repeated run's does`() throws {
        let names = ["seed=7,a", "a,split_seed=7", "a,seed=", "a,seed=x", "a seed=7"]
        let runs = names.enumerated().map { "{name: '\($1)', epochs: \($0 + 1)}" }
        #expect(try decode("runs: [\(runs.joined(separator: ", "))]").runs.compactMap(\.givenName) == names)
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
