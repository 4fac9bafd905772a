import Experiment
import Planning
import Testing

@Suite struct IdentityTests {
    private func identity(
        _ configuration: RunConfiguration, name: String? = nil, baseSeed: UInt64 = 7, dataset: DatasetSummary = fashion
    ) throws -> String {
        try #require(try plan([run(configuration, name: name)], baseSeed: baseSeed, dataset: dataset).runs.first)
            .identity
    }

    private let base = RunConfiguration()

    @Test func `a run is the same under another name, another log, another folder`() throws {
        let known = try identity(base)
        #expect(known.count == 64)
        #expect(try identity(base, name: "other") == known)
        var other = base
        other.logEvery = 1
        other.dataset.path = "/elsewhere"
        #expect(try identity(other, baseSeed: 8) == known)
        let sets = ["/a", "/b"].map { path in
            RunConfiguration(dataset: DatasetSpec(source: .idx(path: path, classes: 10)))
        }
        #expect(try identity(sets[0]) == identity(sets[1]))
        var named = sets[0]
        named.dataset.classNames = (0..<10).map { "class \($0)" }
        #expect(try identity(named) == identity(sets[0]))
        func rangeTest(_ configuration: RunConfiguration) throws -> String? {
            var configuration = configuration
            configuration.learningRate = .auto(FinderSettings())
            return try plan([run(configuration)]).rangeTests.first?.identity
        }
        #expect(try rangeTest(named) == rangeTest(sets[0]))
    }

    @Test func `whatever decides the numbers decides the identity`() throws {
        let changes: [(inout RunConfiguration) -> Void] = [
            { $0.seed = 8 }, { $0.batchSize = 32 }, { $0.epochs = 6 }, { $0.validateEvery = 0.5 },
            { $0.learningRate = .fixed(0.002) }, { $0.optimizer = .sgd() }, { $0.optimizer = .adam(beta1: 0.8) },
            { $0.model = .named(.mlp) }, { $0.schedule = ScheduleSpec(kind: .cosine(minimum: 0)) },
            { $0.labelSmoothing = 0.1 }, { $0.gradientClip = 1 }, { $0.stopOnDivergence = 4 },
            { $0.dataset.limit = 100 },
            { $0.dataset.splitSeed = 1 }, { $0.dataset.normalization = .standardize },
            { $0.learningRate = .auto(FinderSettings()) }, { $0.learningRate = .auto(FinderSettings(steps: 99)) },
        ]
        var known = Set([try identity(base)])
        for change in changes {
            var changed = base
            change(&changed)
            #expect(known.insert(try identity(changed)).inserted, "\(changed)")
        }
        var moved = fashion
        moved.checksum = "decaf"
        #expect(known.insert(try identity(base, dataset: moved)).inserted)
    }

    /// What is standardized has other numbers since each channel is by itself.
    @Test func `standardized samples of several channels have an identity of their own`() throws {
        var colored = fashion
        colored.input.channels = 3
        for rate in [LearningRateSpec.fixed(0.1), .auto(FinderSettings())] {
            for normalization in DatasetSpec.Normalization.allCases {
                let configuration = RunConfiguration(
                    dataset: DatasetSpec(normalization: normalization), learningRate: rate)
                let isSame = try identity(configuration, dataset: colored) == identity(configuration)
                #expect(isSame == (normalization != .standardize), "\(normalization)")
            }
        }
    }

    @Test func `an auto run follows the seed of its range test`() throws {
        let auto = RunConfiguration(learningRate: .auto(FinderSettings()))
        #expect(try identity(auto, baseSeed: 7) != identity(auto, baseSeed: 8))
    }

    @Test func `a rate that a schedule's bounds replace decides nothing`() throws {
        func count(_ kind: ScheduleSpec.Kind) throws -> Int {
            let rates: [LearningRateSpec] = [.fixed(1e-3), .fixed(0.1), .auto(FinderSettings())]
            let identities = try rates.map { rate in
                try identity(RunConfiguration(learningRate: rate, schedule: ScheduleSpec(kind: kind)))
            }
            return Set(identities).count
        }
        #expect(try count(.oneCycle(.init(maximum: 0.1))) == 1)
        #expect(try count(.cyclical(.init(minimum: 0.01, maximum: 0.1))) == 1)
        // A minimum that is left open comes from the range test, and a peak from the rate.
        #expect(try count(.cyclical(.init(maximum: 0.1))) == 2)
        #expect(try count(.oneCycle(.init())) == 3)
    }

    private func cyclesMomentum(_ optimizer: OptimizerSpec) -> RunConfiguration {
        let oneCycle = ScheduleSpec.OneCycle(momentum: ScheduleSpec.OneCycle.defaultMomentum)
        return RunConfiguration(optimizer: optimizer, schedule: ScheduleSpec(kind: .oneCycle(oneCycle)))
    }

    @Test(
        arguments: [
            (.sgd(momentum: 0.1), .sgd()),
            (.sgd(momentum: 0.1, nesterov: true), .sgd(momentum: 0.9, nesterov: true)),
            (.adam(beta1: 0.8), .adam()), (.adamW(beta1: 0.8), .adamW()), (.rmsProp(momentum: 0.5), .rmsProp()),
        ] as [(OptimizerSpec, OptimizerSpec)])
    func `a momentum that the schedule replaces decides where a range test trains at it`(
        first: OptimizerSpec, second: OptimizerSpec
    ) throws {
        func isDecided(_ change: (inout RunConfiguration) -> Void) throws -> Bool {
            let identities = try [first, second].map { optimizer in
                var configuration = cyclesMomentum(optimizer)
                change(&configuration)
                return try identity(configuration)
            }
            return identities[0] != identities[1]
        }
        #expect(try !isDecided { _ in })
        #expect(try isDecided { $0.schedule = ScheduleSpec() })
        #expect(try isDecided { $0.learningRate = .auto(FinderSettings()) })
        // A peak of its own leaves no range test.
        #expect(
            try !isDecided {
                $0.learningRate = .auto(FinderSettings())
                let bounded = ScheduleSpec.OneCycle(maximum: 0.1, momentum: ScheduleSpec.OneCycle.defaultMomentum)
                $0.schedule = ScheduleSpec(kind: .oneCycle(bounded))
            })
        for other in [OptimizerSpec.sgd(weightDecay: 0.1), .adam(beta2: 0.9)] {
            #expect(try identity(cyclesMomentum(first)) != identity(cyclesMomentum(other)))
        }
    }

    @Test func `all of an optimizer but the momentum that the schedule replaces decides`() throws {
        let optimizers: [OptimizerSpec] = [
            .sgd(), .sgd(weightDecay: 0.3),
            .sgd(momentum: 0.9, nesterov: true), .sgd(momentum: 0.9, nesterov: true, weightDecay: 0.3),
            .adam(), .adam(beta2: 0.9), .adam(epsilon: 1e-4), .adam(weightDecay: 0.3),
            .adamW(), .adamW(beta2: 0.9), .adamW(epsilon: 1e-4), .adamW(weightDecay: 0.3),
            .rmsProp(), .rmsProp(alpha: 0.9), .rmsProp(epsilon: 1e-4), .rmsProp(centered: true),
            .rmsProp(weightDecay: 0.3),
        ]
        var known: Set<String> = []
        for optimizer in optimizers {
            #expect(known.insert(try identity(cyclesMomentum(optimizer))).inserted, "\(optimizer)")
        }
    }

    /// Identities of the time when the momentum that is replaced was part of them.
    @Test(
        arguments: [
            (.sgd(), "06d8b6173f1ecb2077a1da32ed32d05ba250176748622a808760b8f5b32e9a57"),
            (
                .sgd(momentum: 0.9, nesterov: true), "a0adc7760fef7048d672b5dd311d2158c35147e5cd68bbc5db864da33bcf6f68"
            ),
        ] as [(OptimizerSpec, String)])
    func `what was trained with the usual momentum stays valid where another one replaces it`(
        optimizer: OptimizerSpec, former: String
    ) throws {
        #expect(try identity(cyclesMomentum(optimizer)) == former)
    }

    @Test func `the identity of the settings knows neither the data nor what decides nothing`() throws {
        func settings(_ configuration: RunConfiguration, dataset: DatasetSummary = fashion) throws -> String {
            let planned = try plan([run(configuration)], dataset: dataset).runs.first
            return try #require(planned?.settingsIdentity)
        }
        let schedule = ScheduleSpec(kind: .oneCycle(.init(maximum: 0.1)))
        let known = try settings(RunConfiguration(schedule: schedule))
        #expect(try settings(RunConfiguration(learningRate: .fixed(0.1), schedule: schedule)) == known)
        var moved = fashion
        moved.checksum = "decaf"
        #expect(try settings(RunConfiguration(schedule: schedule), dataset: moved) == known)
        #expect(try settings(RunConfiguration(schedule: schedule, epochs: 6)) != known)
    }

    @Test func `what a finder's rule does not look at decides nothing`() throws {
        func identities(_ rule: FinderSettings.Rule, _ change: (inout FinderSettings) -> Void) throws -> Set<String> {
            var changed = FinderSettings(rule)
            change(&changed)
            return Set(
                try [FinderSettings(rule), changed].flatMap { settings in
                    let plan = try plan([run(RunConfiguration(learningRate: .auto(settings)))])
                    return plan.runs.map(\.identity) + plan.items.compactMap(\.rangeTest).map(\.identity)
                })
        }
        #expect(try identities(.curve(.valley)) { $0.skipBegin += 3 }.count == 2)
        #expect(try identities(.curve(.valley)) { $0.budget = 0.5 }.count == 2)
        #expect(try identities(.trials) { $0.skipEnd += 3 }.count == 2)
        #expect(try identities(.trials) { $0.budget = 0.5 }.count == 4)
        #expect(try identities(.curve(.lightning)) { $0.skipBegin += 3 }.count == 4)
    }

    @Test(arguments: FinderSettings.CurveRule.allCases)
    func `a rule's skips decide where they say which points it leaves out`(rule: FinderSettings.CurveRule) {
        let settings = FinderSettings(.curve(rule))
        var changed = settings
        (changed.skipBegin, changed.skipEnd) = (settings.skipBegin + 3, settings.skipEnd + 3)
        let (before, after) = (settings.pointsLeftOut(by: rule), changed.pointsLeftOut(by: rule))
        let areRead = [.steepest, .lightning].contains(rule)
        #expect((changed.deciding != settings.deciding) == areRead)
        #expect((before != after) == areRead)
    }

    @Test func `a cycle's gamma decides where its policy looks at it`() throws {
        func cycle(
            _ policy: ScheduleSpec.Cyclical.Policy, gamma: Double = ScheduleSpec.Cyclical().gamma
        ) throws -> String {
            let kind = ScheduleSpec.Kind.cyclical(.init(policy: policy, gamma: gamma))
            return try identity(RunConfiguration(schedule: ScheduleSpec(kind: kind)))
        }
        for policy in ScheduleSpec.Cyclical.Policy.allCases {
            let decides = try cycle(policy, gamma: 0.99) != cycle(policy)
            #expect(decides == (policy == .expRange), "\(policy)")
        }
        let policies = try ScheduleSpec.Cyclical.Policy.allCases.map { try cycle($0) }
        #expect(Set(policies).count == policies.count)
    }

    /// Identities of the time when half a cycle was rounded to whole steps.
    @Test(
        arguments: [
            (.epochs(1), "1fb2cbccc180ba7f73c218a51957694255b4fde61ff3554743f5c27b2cb03020", true),
            (.steps(300), "71e013f34e5884661c76decf9f3000c587dbe9f4717fbef8c8f442a8d9680db8", true),
            (.epochs(1.5), "882d76d91a0a0e4add0bb7db937ec1a3d5da46bddaa5bfdda50edf6019c4a947", false),
        ] as [(TrainingSpan, String, Bool)])
    func `cycles keep their identity where they keep their rates`(
        stepSize: TrainingSpan, rounded: String, isKept: Bool
    ) throws {
        let schedule = ScheduleSpec(kind: .cyclical(.init(stepSize: stepSize)))
        let now = try identity(RunConfiguration(schedule: schedule))
        #expect((now == rounded) == isKept)
    }

    @Test func `runs of two entries that differ in nothing that decides are an error`() {
        #expect(
            problems([
                run(RunConfiguration(logEvery: 5), varied: [("log_every", .integer(5))], line: 4),
                run(RunConfiguration(logEvery: 6), varied: [("log_every", .integer(6))], entry: 1, line: 8),
            ]) == [
                "8: this run differs from another one in nothing that decides ('log_every=5' and 'log_every=6'), so it "
                    + "would give the same numbers | 4: the other one | leave one of them out, or give it another 'seed'"
            ])
    }

    @Test func `equal runs of one grid are merged and reported`() throws {
        let merged = try plan([
            run(learningRate: 1e-5, grid: true, line: 4), run(learningRate: 0.1, grid: true, line: 4),
            run(learningRate: 0.00001, grid: true, line: 4),
        ])
        #expect(merged.runs.map(\.name) == ["learning_rate=1e-5", "learning_rate=0.1"])
        #expect(
            merged.remarks.map(\.message) == [
                "the grid gives the same run 2 times; it runs once, as 'learning_rate=1e-5'"
            ])
        #expect(merged.remarks.map(\.severity) == [.note])
    }

    @Test func `a grid whose runs repeat is told once, an entry of its own by itself`() throws {
        func seeded(_ rate: Double, _ seed: UInt64, entry: Int) -> RunSpec {
            run(
                RunConfiguration(learningRate: .fixed(rate), seed: seed),
                varied: [("learning_rate", .number(rate)), ("seed", .integer(Int(seed)))], entry: entry, grid: true,
                line: 4 + entry)
        }
        let grid = [0.1, 0.1, 0.1].flatMap { rate in (1...4).map { seeded(rate, $0, entry: 0) } }
        let merged = try plan(grid + [1, 1].map { seeded($0, 1, entry: 1) })
        #expect(merged.runs.count == 5)
        #expect(
            merged.remarks.map(\.message) == [
                "the grid gives 4 runs more than once; each runs once: 'learning_rate=0.1,seed=1',"
                    + " 'learning_rate=0.1,seed=2', 'learning_rate=0.1,seed=3' and 1 more",
                "the grid gives the same run 2 times; it runs once, as 'learning_rate=1,seed=1'",
            ])
        #expect(merged.remarks.map { $0.location?.line } == [4, 5])
    }

    @Test func `equal runs with other names are named`() throws {
        let runs = [1, 2, 3].map { every in
            run(RunConfiguration(logEvery: every), varied: [("log_every", .integer(every))], grid: true)
        }
        let remark = try #require(try plan(runs).remarks.first)
        #expect(remark.message == "the grid gives the same run 3 times; it runs once, as 'log_every=1'")
        #expect(remark.notes.map(\.message) == ["left out: 'log_every=2' and 'log_every=3'"])
    }

    @Test func `equal runs of two entries are an error that shows both`() {
        #expect(
            problems([run(learningRate: 1e-5, line: 4), run(name: "again", entry: 1, line: 8)]) == [])
        #expect(
            problems([
                run(learningRate: 1e-3, entry: 0, grid: true, line: 4),
                run(learningRate: 1e-3, entry: 1, grid: true, line: 8),
            ]) == [
                "8: this run has the same settings as another one ('learning_rate=0.001'), so it would give the same"
                    + " numbers | 4: the other one | leave one of them out, or give it another 'seed'"
            ])
    }

    /// A source map of runs whose rate and number of epochs come from the command line.
    private struct CommandLine: SourceMap {
        func location(of path: String) -> Experiment.SourceLocation? {
            Experiment.SourceLocation(
                file: Experiment.SourceLocation.settings, line: path == "epochs" ? 2 : 1, column: 15)
        }

        func isWritten(_ path: String) -> Bool { true }
    }

    @Test func `what the command line has made equal says so`() {
        let runs = (0...1).map { entry in
            var run = run(learningRate: 0.3, entry: entry, line: 4 + entry)
            run.sources = CommandLine()
            return run
        }
        #expect(
            problems(runs) == [
                "5: this run has the same settings as another one ('learning_rate=0.3'), so it would give the same numbers"
                    + " | 4: the other one | 1: set here for every run | leave one of them out, or give it another 'seed'"
            ])
    }

    @Test func `runs of a grid to which the command line gives one name say in what they differ`() {
        let runs = [0.9, 0].map { momentum in
            var run = run(
                RunConfiguration(optimizer: .sgd(momentum: momentum)), varied: [("optimizer", .string("sgd"))],
                grid: true, line: 4)
            run.sources = CommandLine()
            return run
        }
        #expect(
            problems(runs) == [
                "4: two runs of this entry are called 'optimizer=sgd', and differ in 'optimizer.sgd.momentum'"
                    + " | 1: set here for every run | with that set as well they are one run"
            ])
    }

    @Test(arguments: [false, true])
    func `what only one of two runs of a grid has tells them apart, whichever comes first`(isLast: Bool) {
        let warmups: [ScheduleSpec.Warmup?] = [nil, ScheduleSpec.Warmup(length: .epochs(2))]
        let runs = (isLast ? warmups : warmups.reversed()).map { warmup in
            var run = run(
                RunConfiguration(schedule: ScheduleSpec(kind: .cosine(), warmup: warmup)),
                varied: [("schedule", .string("cosine"))], grid: true, line: 4)
            run.sources = CommandLine()
            return run
        }
        #expect(
            problems(runs) == [
                "4: two runs of this entry are called 'schedule=cosine', and differ in"
                    + " 'schedule.cosine.linear_warmup.length' and 'schedule.cosine.linear_warmup.start_factor'"
                    + " | 1: set here for every run | with that set as well they are one run"
            ])
    }

    @Test func `what the command line has made equal says so, whichever of the two sets it`() {
        let configuration = RunConfiguration(learningRate: .fixed(0.3), epochs: 2)
        let rate: (path: String, value: SettingValue) = ("learning_rate", .number(0.3))
        let epochs: (path: String, value: SettingValue) = ("epochs", .integer(2))
        func notes(_ first: [(path: String, value: SettingValue)], _ second: [(path: String, value: SettingValue)])
            -> String
        {
            let runs = [first, second].enumerated().map { entry, varied in
                var run = run(configuration, name: "run \(entry)", varied: varied, entry: entry, line: 4 + entry)
                run.sources = CommandLine()
                return run
            }
            return problems(runs).joined().split(separator: " | ").dropFirst().joined(separator: " | ")
        }
        let way = "leave one of them out, or give it another 'seed'"
        let (first, second) = ("1: set here for every run", "2: set here for every run")
        #expect(notes([rate], []) == "4: the other one | \(first) | \(way)")
        #expect(notes([], [rate]) == "4: the other one | \(first) | \(way)")
        #expect(notes([epochs], [rate]) == "4: the other one | \(first) | \(second) | \(way)")
        #expect(notes([rate, epochs], [epochs]) == "4: the other one | \(first) | \(second) | \(way)")
    }
}
