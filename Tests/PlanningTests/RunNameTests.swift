import Experiment
import Testing

@Suite struct RunNameTests {
    private func name(_ run: RunSpec) throws -> String { try #require(try plan([run]).runs.first).name }
    private func group(_ run: RunSpec) throws -> String { try #require(try plan([run]).runs.first).group }
    private func name(_ varied: (path: String, value: SettingValue)...) throws -> String {
        try name(run(varied: varied))
    }

    @Test func `a run is named after what its entry sets`() throws {
        #expect(try name(("learning_rate", .number(0.00001))) == "learning_rate=1e-5")
        #expect(
            try name(("learning_rate", .number(1e-1)), ("optimizer", .string("adam")))
                == "learning_rate=0.1,optimizer=adam")
        #expect(try name(("batch_size", .integer(64)), ("optimizer", .string("sgd"))) == "batch_size=64,optimizer=sgd")
    }

    @Test func `a run that sets nothing is the base`() throws {
        #expect(try name(run()) == "base")
        #expect(try name(run(repeatsSeeds: true)) == "seed=7")
        #expect(try group(run(repeatsSeeds: true)) == "base")
    }

    @Test func `the seed stands last and is no part of the group`() throws {
        let repeated = run(RunConfiguration(seed: 9), varied: [("batch_size", .integer(32))], repeatsSeeds: true)
        #expect(try name(repeated) == "batch_size=32,seed=9")
        #expect(try group(repeated) == "batch_size=32")
        let fromGrid = run(
            RunConfiguration(seed: 3), varied: [("seed", .integer(3)), ("epochs", .integer(2))], grid: true)
        #expect(try name(fromGrid) == "epochs=2,seed=3")
        #expect(try group(fromGrid) == "epochs=2")
    }

    @Test func `a setting inside a variant says which variant, once`() throws {
        #expect(
            try name(("optimizer.sgd.momentum", .number(0.9)), ("optimizer.sgd.nesterov", .bool(true)))
                == "optimizer=sgd,momentum=0.9,nesterov=true")
        #expect(try name(("optimizer.adam", .mapping([]))) == "optimizer=adam")
        #expect(try name(("learning_rate.auto.steps", .integer(50))) == "learning_rate=auto,steps=50")
        #expect(try name(("dataset.limit", .integer(1000))) == "limit=1000")
    }

    @Test func `a key that stands twice keeps what tells the two apart`() throws {
        #expect(
            try name(("learning_rate.auto.min", .number(1e-6)), ("schedule.cyclical.min", .number(1e-4)))
                == "learning_rate=auto,auto.min=1e-6,schedule=cyclical,cyclical.min=1e-4")
    }

    @Test func `lists are written without brackets`() throws {
        #expect(
            try name(("schedule.multi_step.milestones", .list([.integer(3), .number(4.5)])))
                == "schedule=multi_step,milestones=3+4.5")
        let layers: SettingValue = .list([
            .mapping([Setting("conv2d", .mapping([Setting("filters", .integer(6)), Setting("kernel", .integer(5))]))]),
            .string("relu"), .string("flatten"), .mapping([Setting("dense", .integer(10))]),
        ])
        #expect(try name(("model.layers", layers)) == "layers=conv2d-6-5+relu+flatten+dense-10")
    }

    @Test func `what a layer need not have is told with its key`() throws {
        func convolution(_ key: String, _ value: SettingValue) -> SettingValue {
            .mapping([
                Setting(
                    "conv2d",
                    .mapping([Setting("filters", .integer(6)), Setting("kernel", .integer(5)), Setting(key, value)]))
            ])
        }
        let layers: SettingValue = .list([
            convolution("stride", .integer(2)), convolution("padding", .integer(2)),
            .mapping([Setting("leaky_relu", .number(0.2))]),
            .mapping([Setting("flatten", .mapping([Setting("name", .string("vector"))]))]),
        ])
        #expect(
            try name(("model.layers", layers))
                == "layers=conv2d-6-5-stride-2+conv2d-6-5-padding-2+leaky_relu-0.2+flatten-name-vector")
    }

    /// `flatten`, `count` dense layers of 100, 101, … units, and one of `last`.
    private func layers(_ count: Int, last: Int) -> SettingValue {
        let units = (0..<count).map { 100 + $0 } + [last]
        let dense = units.map { SettingValue.mapping([Setting("dense", .integer($0))]) }
        return .list([SettingValue.string("flatten")] + dense)
    }

    @Test func `of many layers whole ones stay, with a hash, and every other setting`() throws {
        let rates: [[(path: String, value: SettingValue)]] = [
            [("learning_rate.auto.suggestion", .string("steepest")), ("learning_rate.auto.steps", .integer(20))],
            [("learning_rate", .number(0.01))],
        ]
        var names: [String] = []
        for last in [10, 11] {
            let model = (path: "model.layers", value: layers(20, last: last))
            for rate in rates { names.append(try name(run(varied: [model] + rate))) }
        }
        #expect(Set(names).count == 4)
        for name in names { #expect(name.utf8.count <= 100) }
        let parts = names.map { $0.split(separator: ",") }
        #expect(parts[0].dropFirst() == ["learning_rate=auto", "suggestion=steepest", "steps=20"])
        #expect(parts[1].dropFirst() == ["learning_rate=0.01"])
        for model in parts.compactMap(\.first) {
            #expect(model.wholeMatch(of: /layers=flatten(\+dense-1\d\d)+-[0-9a-f]{8}/) != nil, "\(model)")
        }
    }

    @Test func `where other settings leave layers no room, their hash stands for them`() throws {
        func parts(batchSize: Int) throws -> [Substring] {
            let settings: [(path: String, value: SettingValue)] = [
                ("model.layers", layers(3, last: 10)), ("learning_rate.auto.suggestion", .string("steepest")),
                ("learning_rate.auto.skip_begin", .integer(2)), ("learning_rate.auto.skip_end", .integer(2)),
                ("batch_size", .integer(batchSize)),
            ]
            let parts = try name(run(varied: settings)).split(separator: ",")
            #expect(
                parts.dropFirst() == [
                    "learning_rate=auto", "suggestion=steepest", "skip_begin=2", "skip_end=2",
                    "batch_size=\(batchSize)",
                ])
            return parts
        }
        let tight = try parts(batchSize: 500)
        #expect(tight.first?.wholeMatch(of: /layers=[0-9a-f]{8}/) != nil, "\(tight)")
        // One byte more has room for the first layer, to its end.
        let whole = try parts(batchSize: 50)
        #expect(whole.first?.wholeMatch(of: /layers=flatten-[0-9a-f]{8}/) != nil, "\(whole)")
    }

    @Test func `settings without room are left out as wholes, with one hash for all of them`() throws {
        func told(clip: Double, smoothing: Double) throws -> String {
            try name(
                run(varied: [
                    ("batch_size", .integer(32)), ("learning_rate", .number(0.01)), ("schedule", .string("constant")),
                    ("optimizer.sgd.momentum", .number(0.9)), ("optimizer.sgd.nesterov", .bool(true)),
                    ("gradient_clip", .number(clip)), ("label_smoothing", .number(smoothing)),
                ]))
        }
        let settings: [(clip: Double, smoothing: Double)] = [(1, 0), (1, 0.1), (2, 0)]
        let names = try settings.map { try told(clip: $0.clip, smoothing: $0.smoothing) }
        #expect(Set(names).count == 3)
        let whole = "batch_size=32,learning_rate=0.01,schedule=constant,optimizer=sgd,momentum=0.9,nesterov=true,"
        for name in names {
            #expect(name.hasPrefix(whole) && name.utf8.count == 100, "\(name)")
            #expect(name.dropFirst(whole.count).wholeMatch(of: /[0-9a-f]{8}/) != nil, "\(name)")
        }
    }

    @Test func `no number and no word is cut`() throws {
        let number = SettingValue.number(0.12345678901234567)
        let settings: [(path: String, value: SettingValue)] = [
            ("learning_rate", number), ("model", .string("softmax_regression")), ("label_smoothing", number),
        ]
        let parts = try name(run(varied: settings + [("gradient_clip", number)])).split(separator: ",")
        #expect(parts.prefix(2) == ["learning_rate=\(number.spelling)", "model=softmax_regression"])
        #expect(parts.count == 3 && parts.last?.wholeMatch(of: /[0-9a-f]{8}/) != nil, "\(parts)")
    }

    @Test func `a given name stands for the settings, and begins the names of a grid`() throws {
        let settings: [(path: String, value: SettingValue)] = [("batch_size", .integer(32))]
        #expect(try name(run(name: "cyclical", varied: settings)) == "cyclical")
        #expect(try name(run(name: "cyclical", varied: settings, repeatsSeeds: true)) == "cyclical,seed=7")
        #expect(try name(run(name: "cyclical", varied: settings, grid: true)) == "cyclical,batch_size=32")
    }

    @Test(arguments: [
        ("a/b", "a_b"), ("warm restart", "warm restart"), ("a\nb", "a_b"), ("a*b?[c]", "a_b__c_"), ("run~1", "run_1"),
        ("größe=½", "größe=½"), ("C:\\x", "C__x"), ("end ", "end_"), ("a\u{202E}b", "a_b"),
    ])
    func `no path makes a name that is unsafe as a folder`(path: String, told: String) throws {
        #expect(try name(("dataset.idx.path", .string(path))) == "dataset=idx,path=\(told)")
    }

    @Test(arguments: ["Adam (default)", "it's 50% & more!", "👍", "a[b", "{x}; $y #1"])
    func `a name that the file may give stands as it is`(given: String) throws {
        #expect(try name(run(name: given)) == given)
        let settings: [(path: String, value: SettingValue)] = [("optimizer", .string("a(b"))]
        #expect(try name(run(name: given, varied: settings, grid: true)) == "\(given),optimizer=a_b")
    }

    @Test func `a given name is never cut`() throws {
        let given = String(repeating: "n", count: 100)
        #expect(try name(run(name: given)) == given)
        #expect(try name(run(name: given, repeatsSeeds: true)) == "\(given),seed=7")
        let settings: [(path: String, value: SettingValue)] = [
            ("dataset.idx.path", .string(String(repeating: "p", count: 90)))
        ]
        let long = try name(run(name: given, varied: settings, grid: true))
        #expect(long.hasPrefix("\(given),dataset=idx,path=ppp") && long.utf8.count == 140)
        let seeded = run(
            RunConfiguration(seed: .max), name: given, varied: settings, repeatsSeeds: true, grid: true)
        #expect(try name(seeded).utf8.count < 170)
    }

    @Test func `a grid's settings have no less room behind a short name than without one`() throws {
        let settings: [(path: String, value: SettingValue)] = [
            ("dataset.idx.path", .string(String(repeating: "p", count: 120)))
        ]
        for given in [nil, "a"] {
            let told = try name(run(name: given, varied: settings, grid: true))
            #expect(told.utf8.count == 100, "\(told)")
        }
    }

    @Test func `adding an entry renames nothing`() throws {
        let alone = try plan([run(learningRate: 1e-3)]).runs.map(\.name)
        let together = try plan([
            run(learningRate: 1e-3),
            run(
                RunConfiguration(optimizer: .sgd(), learningRate: .fixed(1e-3)),
                varied: [("learning_rate", .number(1e-3)), ("optimizer", .string("sgd"))], entry: 1),
        ]).runs.map(\.name)
        #expect(together.first == alone.first)
    }

    @Test func `equal names show both places and ask for a name`() {
        let twin = run(RunConfiguration(batchSize: 32), name: "a", entry: 1, line: 9, places: ["name": 10])
        #expect(
            problems([run(name: "a", line: 4), twin]) == [
                "10: two runs are called 'a' | 4: the other one | give one of them a 'name:' of its own"
            ])
    }

    @Test func `runs that share a name before the seed differ in nothing else`() {
        let seeded = run(RunConfiguration(batchSize: 32), name: "a", repeatsSeeds: true, entry: 1, line: 9)
        #expect(
            problems([run(name: "a", line: 4), seeded]) == [
                "9: two runs are called 'a' but for their seed, and differ in more | 4: the other one"
                    + " | give one of them a 'name:' of its own"
            ])
    }

    @Test(arguments: ["figures", "finder", "Summary.md", "plan.json", "results.csv", "summary.json"])
    func `names that the folder needs itself are refused`(name: String) {
        #expect(
            problems([run(name: name, places: ["name": 6])]) == [
                "6: a run cannot be called '\(name)': the experiment's folder uses that name itself"
            ])
    }
}
