import Experiment
import Planning
import Testing

/// Which range tests a plan has, whom they serve, and what they cost.
@Suite struct RangeTestPlanTests {
    @Test func `a range test costs its steps and evaluates nothing`() throws {
        let test = try #require(try plan([run(auto: FinderSettings(.curve(.steepest), steps: 1_501))]).rangeTests.first)
        #expect(test.workload.steps == 1_501)
        #expect(test.workload.trainingSamples == 2 * 48_000 + 64)
        #expect(test.workload.evaluationSamples == 0)
        let partial = try plan([
            run(auto: FinderSettings(.curve(.steepest), steps: 12, skipEnd: 0)) { $0.batchSize = 40_000 }
        ])
        #expect(partial.rangeTests.first?.workload.trainingSamples == 6 * 48_000)
    }

    @Test func `of a single sample none is held out for a range test`() throws {
        func cost(_ count: Int) throws -> Workload? {
            var few = fashion
            few.trainingCount = count
            let finder = FinderSettings(.curve(.steepest), steps: 20, metric: .validationLoss)
            return try plan([run(auto: finder) { $0.batchSize = 1 }], dataset: few).rangeTests.first?.workload
        }
        let (one, two) = (try #require(try cost(1)), try #require(try cost(2)))
        #expect(one.trainingSamples == 20 && one.evaluationSamples == 0)
        #expect(two.trainingSamples == 20 && two.evaluationSamples == 20)
    }

    @Test func `a range test stands before the first run that needs it, and serves them all`() throws {
        let planned = try plan([
            run(learningRate: 0.1),
            run(auto: FinderSettings(.curve(.valley))),
            run(
                auto: FinderSettings(.curve(.valley)),
                {
                    $0.seed = 8
                    $0.schedule = ScheduleSpec(kind: .cosine(minimum: 0))
                    $0.epochs = 2
                },
                varied: [("seed", .integer(8)), ("epochs", .integer(2))]),
            run(
                auto: FinderSettings(.curve(.valley)), { $0.optimizer = .sgd() },
                varied: [("optimizer", .string("sgd"))]),
        ])
        let kinds = planned.items.map { $0.rangeTest == nil ? "run" : "test" }
        #expect(kinds == ["run", "test", "run", "run", "test", "run"])
        let waits = planned.runs.map(\.rangeTest)
        let tests = planned.items.filter { $0.rangeTest != nil }.map(\.id)
        #expect(waits == [nil, tests[0], tests[0], tests[1]])
        #expect(tests[0].folder.hasPrefix("finder/fashion-mnist-lenet5-adam-64-"))
        #expect(tests[1].folder.hasPrefix("finder/fashion-mnist-lenet5-sgd-64-"))
    }

    @Test func `a run whose schedule gives all its rates waits for no range test`() throws {
        func tests(_ kind: ScheduleSpec.Kind) throws -> Int {
            let planned = try plan([run(auto: FinderSettings()) { $0.schedule = ScheduleSpec(kind: kind) }])
            #expect(planned.runs.compactMap(\.rangeTest) == planned.rangeTests.map(\.id))
            return planned.rangeTests.count
        }
        #expect(try tests(.oneCycle(.init(maximum: 0.1))) == 0)
        #expect(try tests(.cyclical(.init(minimum: 0.01, maximum: 0.1))) == 0)
        // What is left open comes from one.
        #expect(try tests(.cyclical(.init(maximum: 0.1))) == 1)
        #expect(try tests(.oneCycle(.init())) == 1)
        #expect(try tests(.cosine()) == 1)
        // Neither is it checked, remarked on, or given memory.
        let impossible = FinderSettings(repeats: 10)
        let cycle = ScheduleSpec(kind: .oneCycle(.init(maximum: 0.1)))
        let given = run(auto: impossible) { ($0.schedule, $0.epochs) = (cycle, 1) }
        #expect(problems([given]) == [])
        #expect(problems([run(auto: impossible) { $0.epochs = 1 }]).count == 1)
    }

    @Test func `whatever decides the curve makes a range test of its own`() throws {
        let changes: [(key: String, change: (inout RunConfiguration) -> Void)] = [
            ("batch_size", { $0.batchSize = 32 }), ("optimizer", { $0.optimizer = .sgd(momentum: 0.9) }),
            ("model", { $0.model = .named(.mlp) }), ("label_smoothing", { $0.labelSmoothing = 0.1 }),
            ("gradient_clip", { $0.gradientClip = 1 }), ("dataset", { $0.dataset.limit = 1_000 }),
            ("learning_rate", { $0.learningRate = .auto(FinderSettings(steps: 200)) }),
            ("learning_rate", { $0.learningRate = .auto(FinderSettings(mode: .linear)) }),
        ]
        let runs = changes.enumerated().map { index, entry in
            run(
                auto: FinderSettings(), entry.change,
                varied: [("seed", .string("\(index)")), ("index", .integer(index))])
        }
        #expect(try plan([run(auto: FinderSettings())] + runs).rangeTests.count == 1 + changes.count)

        let ofTrainingAlone: [(key: String, change: (inout RunConfiguration) -> Void)] = [
            ("schedule", { $0.schedule = ScheduleSpec(kind: .cosine()) }), ("epochs", { $0.epochs = 9 }),
            ("validate_every", { $0.validateEvery = 0.5 }), ("seed", { $0.seed = 8 }),
            ("stop_on_divergence", { $0.stopOnDivergence = 4 }),
        ]
        let curve = FinderSettings(.curve(.valley))
        let known = try plan([run(auto: curve)]).rangeTests.map(\.identity)
        for (key, change) in ofTrainingAlone {
            #expect(try plan([run(auto: curve, change)]).rangeTests.map(\.identity) == known, "\(key)")
        }
        // A new key of the file is one of either.
        let keys = Set((changes + ofTrainingAlone).map(\.key))
        #expect(
            keys == Set(RunConfiguration().entries.map(\.key)).subtracting(RunConfiguration.settingsWithoutInfluence))
    }

    @Test func `trials depend on the length of the run and on what decides the experiment, curves do not`() throws {
        func identity(_ rule: FinderSettings.Rule, epochs: Int, _ metric: Objective.Metric) throws -> String {
            let spec = ExperimentSpec(
                name: "trial", objective: Objective(metric: metric), baseSeed: 7,
                runs: [run(auto: FinderSettings(rule)) { $0.epochs = epochs }])
            let planned = try Planner.plan(spec) { _ throws(Diagnostic) in fashion }
            return try #require(planned.rangeTests.first).identity
        }
        let known = try identity(.trials, epochs: 5, .validationAccuracy)
        #expect(try identity(.trials, epochs: 2, .validationAccuracy) != known)
        #expect(try identity(.trials, epochs: 5, .validationLoss) != known)
        let curve = try identity(.curve(.valley), epochs: 5, .validationAccuracy)
        #expect(try identity(.curve(.valley), epochs: 2, .validationLoss) == curve)
    }

    @Test func `range tests that differ in their seed alone have one identity but for it`() throws {
        func rangeTest(
            _ rule: FinderSettings.Rule = .trials, baseSeed: UInt64 = 7,
            metric: Objective.Metric = .validationAccuracy, dataset: DatasetSummary = fashion,
            _ change: (inout RunConfiguration) -> Void = { _ in }
        ) throws -> PlannedRangeTest {
            let spec = ExperimentSpec(
                name: "trial", objective: Objective(metric: metric), baseSeed: baseSeed,
                runs: [run(auto: FinderSettings(rule), change)])
            let planned = try Planner.plan(spec) { _ throws(Diagnostic) in dataset }
            return try #require(planned.rangeTests.first)
        }
        let known = try rangeTest()
        let identity = try #require(known.identityButSeed)
        #expect(identity.count == 64 && identity != known.identity)
        let reseeded = try rangeTest(baseSeed: 8)
        #expect(reseeded.identity != known.identity && reseeded.identityButSeed == identity)
        // As for the whole identity, no matter which run is the first.
        let scheduled = try rangeTest { $0.schedule = ScheduleSpec(kind: .cosine()) }
        #expect(scheduled.identity == known.identity && scheduled.identityButSeed == identity)

        var moved = fashion
        moved.checksum = "decaf"
        let others = [
            try rangeTest(.curve(.valley)), try rangeTest(metric: .validationLoss), try rangeTest(dataset: moved),
            try rangeTest { $0.epochs = 2 }, try rangeTest { $0.batchSize = 32 },
        ]
        #expect(Set(others.map(\.identityButSeed) + [identity]).count == 1 + others.count)
        // The curve is read the same way whatever decides the experiment.
        let curve = try rangeTest(.curve(.valley), metric: .validationLoss)
        #expect(curve.identityButSeed == others.first?.identityButSeed)
    }

    /// They change with the versions of the numbers and of the finder, and with nothing else.
    @Test(
        arguments: [
            (.trials, "e9d0603341e273b1d8a389424be83cc08a3d272d2aa69eea49dc2b028319a82f"),
            (.curve(.valley), "f34a14707be24789da2d360aab26dea3a49b5e538daa11186165d0b8d6423c8f"),
        ] as [(FinderSettings.Rule, String)])
    func `range tests keep their identity`(rule: FinderSettings.Rule, identity: String) throws {
        let identities = try plan([run(auto: FinderSettings(rule))]).rangeTests.map(\.identity)
        #expect(identities == [identity])
    }

    @Test func `trials cost a share of the run, and never less than 200 steps`() throws {
        let long = try #require(try plan([run(auto: FinderSettings()) { $0.epochs = 5 }]).rangeTests.first)
        #expect(long.workload.steps == 562)
        #expect(long.workload.trainingSamples == 562 * 64)
        #expect(long.horizon == 3750)

        let planned = try plan([
            run(auto: FinderSettings()) {
                $0.batchSize = 1024; $0.epochs = 2
            }
        ])
        #expect(planned.rangeTests.first?.workload.steps == 200)
        #expect(
            planned.remarks(of: nil).map(\.message) == [
                "the range test and its trials take 200 steps, more than the 94 of the run that they serve: shorter ones would"
                    + " show nothing"
            ])
        #expect(planned.remarks(of: nil).map(\.severity) == [.note])

        let judged = try #require(
            try plan([run(auto: FinderSettings(metric: .validationLoss)) { $0.epochs = 5 }]).rangeTests.first)
        #expect(judged.workload.evaluationSamples == 40 * 64)
        #expect(judged.workload.trainingSamples + judged.workload.evaluationSamples == 562 * 64)
        // A step of the sweep is judged by as many samples as a batch has, trials by more, from the same budget.
        let finder = FinderSettings(metric: .validationLoss)
        let small = try #require(try plan([run(auto: finder) { $0.batchSize = 2 }]).rangeTests.first)
        #expect(small.workload.evaluationSamples == 40 * 2)
        #expect(small.workload.trainingSamples + small.workload.evaluationSamples == small.workload.steps * 2)
    }

    @Test func `sweeps leave the trials half of the budget`() throws {
        func problem(_ repeats: Int) -> String {
            problems([run(auto: FinderSettings(repeats: repeats)) { $0.epochs = 1 }]).joined()
        }
        #expect(
            problem(3)
                == "the range test's 3 sweeps of 40 steps would process 7680 samples, and its budget with the trials is"
                + " 12800; at most half of it may go to the sweeps: lower 'repeats' or 'steps', or raise 'budget'")
        // A little less than half of the run's 48 000 samples, and a little more.
        #expect(problem(9).hasSuffix("lower 'repeats' or 'steps', or raise 'budget'"))
        #expect(problem(10).hasSuffix("lower 'repeats' or 'steps'"))
    }

    @Test func `sweeps that held-out samples make too dear are told so`() {
        func problem(_ repeats: Int) -> String {
            let finder = FinderSettings(steps: 30, metric: .validationLoss, repeats: repeats)
            return problems([run(auto: finder) { $0.epochs = 1 }]).joined()
        }
        // 2 · 30 steps of 64 samples, each with 64 held out.
        #expect(
            problem(2)
                == "the range test's 2 sweeps of 30 steps would process 7680 samples with the look at held-out samples that"
                + " 'metric' asks for, and its budget with the trials is 12800; at most half of it may go to the sweeps:"
                + " lower 'repeats' or 'steps', or choose 'metric: train_loss', or raise 'budget'")
        // Four sweeps take more than half without the look, too.
        #expect(problem(4).hasSuffix("lower 'repeats' or 'steps', or raise 'budget'"))
    }

    @Test func `a curve that costs more than the budget says so`() throws {
        func remarks(_ repeats: Int, budget: Double = 0.1) throws -> [String] {
            let finder = FinderSettings(
                .curve(.valley), steps: 200, metric: .validationLoss, repeats: repeats, budget: budget)
            let planned = try plan([run(auto: finder) { $0.epochs = 5 }])
            #expect(planned.remarks(of: nil).allSatisfy { $0.severity == .note })
            return planned.remarks(of: nil).map(\.message)
        }
        // 3 · 200 steps of 64 samples, each with 64 held out, of 5 · 48 000.
        #expect(
            try remarks(3) == [
                "76800 samples go through the range test's 3 sweeps of 200 steps, 32 % of what the run trains on: 'budget'"
                    + " bounds trials, and 'valley' makes none"
            ])
        #expect(try remarks(3, budget: 0.33) == [])
        #expect(try remarks(1, budget: 0.01) == [], "never less than 200 steps")
    }

    @Test func `what a curve costs is compared with the shortest of its runs, whichever is the first`() throws {
        let finder = FinderSettings(.curve(.valley), steps: 300)
        func served(epochs: Int, line: Int) -> RunSpec {
            run(
                RunConfiguration(learningRate: .auto(finder), epochs: epochs),
                varied: [("epochs", .integer(epochs))], places: ["learning_rate": line])
        }
        var few = fashion
        few.trainingCount = 2000
        let runs = [served(epochs: 1, line: 3), served(epochs: 2, line: 4), served(epochs: 100, line: 5)]
        // Nine epochs of 32 batches, and 12 batches.
        let note =
            "18768 samples go through the range test's sweep of 300 steps, 938 % of what the shortest of its runs trains"
            + " on: 'budget' bounds trials, and 'valley' makes none"
        for runs in [runs, runs.reversed()] {
            let planned = try plan(runs, dataset: few)
            #expect(planned.rangeTests.count == 1)
            #expect(planned.remarks(of: nil).map(\.message) == [note])
            #expect(planned.remarks(of: nil).map(\.location?.line) == [3])
        }
        // Beside runs that are all long enough it is no more than the budget says.
        #expect(try plan([served(epochs: 100, line: 5)], dataset: few).remarks(of: nil) == [])
    }

    @Test func `what a range test costs is not told of a value of the command line`() throws {
        struct CommandLine: SourceMap {
            func location(of path: String) -> Experiment.SourceLocation? {
                SourceLocation(file: SourceLocation.settings, line: 3, column: 24)
            }

            func isWritten(_ path: String) -> Bool { true }
        }
        var short = run(auto: FinderSettings()) { ($0.batchSize, $0.epochs) = (1024, 2) }
        short.sources = CommandLine()
        let remarks = try plan([short]).remarks(of: nil).filter {
            $0.message.hasPrefix("the range test and its trials take")
        }
        #expect(remarks.count == 1 && remarks.allSatisfy { $0.location == nil })
        short.sources = Places(["learning_rate": 7])
        #expect(try plan([short]).remarks(of: nil).map(\.location?.line) == [7])
    }

    @Test func `what is remarked on a range test alone is not told where that is left out`() throws {
        // Runs of 94 steps, their range tests of 200.
        func short(_ optimizer: OptimizerSpec, line: Int) -> RunSpec {
            run(
                RunConfiguration(
                    optimizer: optimizer, learningRate: .auto(FinderSettings()), batchSize: 512, epochs: 1),
                varied: [("optimizer", .string(optimizer.name.rawValue))], places: ["learning_rate": line])
        }
        func lines(_ plan: RunPlan, _ selected: Set<PlanItemID>?) -> [Int?] {
            plan.remarks(of: selected).map { $0.location?.line }
        }
        let fixed = run(
            RunConfiguration(schedule: ScheduleSpec(kind: .exponential(gamma: 1))), name: "fixed",
            places: ["schedule": 2])
        let apart = try plan([fixed, short(.sgd(), line: 3), short(.adam(), line: 4)])
        let tests = apart.rangeTests.map(\.id)
        #expect(tests.count == 2 && lines(apart, nil) == [2, 3, 4])
        #expect(lines(apart, [tests[1]]) == [2, 4])
        #expect(lines(apart, []) == [2])
        // They stand with their range tests alone.
        #expect(apart.remarks.map { $0.location?.line } == [2])
        #expect(PlanJSON.render(apart).ranges(of: "take 200 steps").count == 2)
        // As written in `base`: both are told the same.
        let together = try plan([short(.sgd(), line: 3), short(.adam(), line: 3)])
        #expect(lines(together, [tests[1]]) == [3] && lines(together, nil) == [3] && lines(together, []) == [])
    }

    @Test func `a last batch of one sample is told of a range test that holds samples out`() throws {
        let norm = LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5))
        let model = ModelSpec.layers([
            LayerSpec(.flatten), LayerSpec(.dense(units: 10, initializer: .pytorch)), norm,
        ])
        func told(_ count: Int, _ finder: FinderSettings, batchSize: Int = 16, epochs: Int = 5) throws -> [String] {
            var few = fashion
            few.trainingCount = count
            let run = run(
                RunConfiguration(model: model, learningRate: .auto(finder), batchSize: batchSize, epochs: epochs),
                places: ["model.layers.2": 7])
            let planned = try plan([run], dataset: few)
            let ofTests = planned.rangeTests.flatMap(\.remarks).map(\.message)
            #expect(planned.remarks(of: nil).map(\.message).filter { $0.contains("last batch") } == ofTests)
            #expect(planned.remarks(of: nil).allSatisfy { $0.location?.line == 7 })
            return ofTests
        }
        func curve(_ metric: FinderSettings.Metric, steps: Int = 40) -> FinderSettings {
            FinderSettings(.curve(.steepest), steps: steps, metric: metric)
        }
        // Of 90 samples 9 are held out: 81 = 5 · 16 + 1.
        #expect(
            try told(90, curve(.validationLoss)) == [
                "the last batch of an epoch of the range test, which holds out 9 samples, has one sample, which gives"
                    + " 'batch_norm1' one value of each channel: nothing before it learns in that step; another"
                    + " 'batch_size' or 'limit' avoids that"
            ])
        #expect(try told(90, curve(.trainLoss)) == [])
        #expect(try told(91, curve(.validationLoss)) == [])
        // The epoch has six steps.
        #expect(try told(90, curve(.validationLoss, steps: 6)).count == 1)
        #expect(try told(90, curve(.validationLoss, steps: 5)) == [])
        // Trials go on where sweeps of 40 steps end: an epoch has 49, as 48 513 - 512 = 48 · 1000 + 1. Each of three has
        // 76 steps of 291 less what the sweep takes, or 46 of 200.
        let trials = FinderSettings(metric: .validationLoss)
        #expect(try told(48_513, trials, batchSize: 1000, epochs: 40).count == 1)
        #expect(try told(48_513, trials, batchSize: 1000, epochs: 20) == [])
        // Trials are judged by more than the two samples that a step of the sweep is: 70 - 7 = 31 · 2 + 1.
        let small = try told(70, trials, batchSize: 2, epochs: 20)
        #expect(small.count == 1 && small.first?.contains("which holds out 7 samples,") == true, "\(small)")
    }

    @Test func `a range test has no schedule, whichever run is the first that waits for it`() throws {
        let cycles = ScheduleSpec(
            kind: .cyclical(.init(momentum: MomentumCycle(minimum: 0.8, maximum: 0.9))), warmup: .init())
        // A momentum that moves has a state, which the range test does not keep.
        let runs = [
            run(
                auto: FinderSettings(), { ($0.optimizer, $0.schedule) = (.sgd(), cycles) },
                varied: [("epochs", .integer(5))]),
            run(auto: FinderSettings()) { $0.optimizer = .sgd() },
        ]
        let (planned, reversed) = try (plan(runs), plan(runs.reversed()))
        #expect(planned.rangeTests.map(\.configuration.schedule) == [ScheduleSpec()])
        #expect(planned.runs.first?.configuration.schedule == cycles)
        #expect(planned.rangeTests.map(\.memory) == reversed.rangeTests.map(\.memory))
    }

    @Test func `the seed of range tests follows the base, not the run`() throws {
        func seed(base: UInt64, run seed: UInt64) throws -> UInt64 {
            try #require(try plan([run(auto: FinderSettings()) { $0.seed = seed }], baseSeed: base).rangeTests.first)
                .seed
        }
        #expect(try seed(base: 7, run: 1) == seed(base: 7, run: 2))
        #expect(try seed(base: 7, run: 1) != seed(base: 8, run: 1))
        #expect(try seed(base: 7, run: 1) < 1 << 32)
    }
}
