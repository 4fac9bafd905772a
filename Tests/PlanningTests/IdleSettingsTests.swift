import Experiment
import Planning
import Testing

/// What a file sets and nothing looks at.
@Suite struct IdleSettingsTests {
    /// What the plan warns of, as `line: message`.
    private func warnings(_ runs: [RunSpec]) throws -> [String] {
        try plan(runs).remarks(of: nil).filter { $0.severity == .warning }.map { remark in
            "\(remark.location?.line ?? 0): \(remark.message)"
        }
    }

    // MARK: a cycle's gamma

    private static let gammaIsIdle = "'gamma' changes nothing: only the policy 'exp_range' looks at it"

    private func cycle(
        _ policy: ScheduleSpec.Cyclical.Policy, gamma: Double, grid: Bool = false, places: [String: Int]
    ) -> RunSpec {
        let kind = ScheduleSpec.Kind.cyclical(.init(policy: policy, gamma: gamma))
        return run(
            RunConfiguration(schedule: ScheduleSpec(kind: kind)),
            varied: [
                ("schedule.cyclical.policy", .string(policy.rawValue)), ("schedule.cyclical.gamma", .number(gamma)),
            ],
            grid: grid, places: places)
    }

    @Test func `a gamma that the policy does not look at is told at its key`() throws {
        let places = ["schedule.cyclical": 4, "schedule.cyclical.gamma": 5]
        for policy in [ScheduleSpec.Cyclical.Policy.triangular, .triangular2] {
            #expect(try warnings([cycle(policy, gamma: 0.99, places: places)]) == ["5: \(Self.gammaIsIdle)"])
        }
        #expect(try warnings([cycle(.expRange, gamma: 0.99, places: places)]) == [])
    }

    @Test func `a setting that was not written is not told, one with the default's value is`() throws {
        let gamma = ScheduleSpec.Cyclical().gamma
        #expect(try warnings([cycle(.triangular, gamma: gamma, places: ["schedule.cyclical": 4])]) == [])
        let places = ["schedule.cyclical": 4, "schedule.cyclical.gamma": 5]
        #expect(try warnings([cycle(.triangular, gamma: gamma, places: places)]) == ["5: \(Self.gammaIsIdle)"])
    }

    @Test func `a default's value is told also where it has the place of what encloses it`() throws {
        // As of the command line, whose value is the one place of all that it sets.
        let schedule = ["schedule.cyclical": 1, "schedule.cyclical.gamma": 1]
        let gamma = ScheduleSpec.Cyclical().gamma
        #expect(try warnings([cycle(.triangular, gamma: gamma, places: schedule)]) == ["1: \(Self.gammaIsIdle)"])
        let finder = ["learning_rate.auto": 7, "learning_rate.auto.skip_begin": 7]
        let automatic = run(RunConfiguration(learningRate: .auto(FinderSettings())), places: finder)
        #expect(try warnings([automatic]) == [Self.skipsAreIdle[0]])
    }

    @Test func `what some of the runs look at is not in vain`() throws {
        let base = ["schedule.cyclical.gamma": 2]
        let runs = ScheduleSpec.Cyclical.Policy.allCases.map { cycle($0, gamma: 0.99, grid: true, places: base) }
        #expect(try warnings(runs) == [])
        #expect(try warnings(runs.filter { !$0.configuration.schedule.isExponential }) == ["2: \(Self.gammaIsIdle)"])
    }

    @Test func `a grid over a setting that nothing looks at trains once`() throws {
        let runs = [0.9, 0.99].enumerated().map { index, gamma in
            cycle(.triangular, gamma: gamma, grid: true, places: ["schedule.cyclical.gamma": 6 + index])
        }
        let planned = try plan(runs)
        #expect(planned.runs.count == 1)
        #expect(
            planned.remarks.map(\.message) == [
                "the grid gives the same run 2 times; it runs once, as 'schedule=cyclical,policy=triangular,gamma=0.9'",
                Self.gammaIsIdle,
            ])
    }

    // MARK: an optimizer's momentum

    private func cycling(
        _ optimizer: OptimizerSpec, _ momentum: MomentumCycle?, name: String? = nil,
        rate: LearningRateSpec = .fixed(0.1), places: [String: Int]
    ) -> RunSpec {
        let schedule = ScheduleSpec(kind: .cyclical(.init(momentum: momentum)))
        return run(
            RunConfiguration(optimizer: optimizer, learningRate: rate, schedule: schedule), name: name, places: places)
    }

    private static func momentumIsIdle(_ key: String) -> String {
        "4: '\(key)' changes nothing: with 'cycle_momentum' the schedule sets it"
    }

    @Test(
        arguments: [
            (.sgd(momentum: 0.9), "sgd.momentum"), (.adam(), "adam.beta1"), (.adamW(beta1: 0.8), "adamw.beta1"),
            (.rmsProp(momentum: 0.9), "rmsprop.momentum"),
        ] as [(OptimizerSpec, String)])
    func `a momentum that the schedule replaces is told at its key`(optimizer: OptimizerSpec, path: String) throws {
        let places = ["optimizer": 3, "optimizer.\(path)": 4]
        let key = String(path.split(separator: ".").last ?? "")
        let cycle = ScheduleSpec.Cyclical.defaultMomentum
        #expect(try warnings([cycling(optimizer, cycle, places: places)]) == [Self.momentumIsIdle(key)])
        #expect(try warnings([cycling(optimizer, cycle, places: ["optimizer": 3])]) == [])
        #expect(try warnings([cycling(optimizer, nil, places: places)]) == [])
    }

    @Test func `a momentum that a range test, another run or Nesterov's needs is not in vain`() throws {
        let places = ["optimizer.sgd.momentum": 4]
        let (sgd, cycle) = (OptimizerSpec.sgd(momentum: 0.9), ScheduleSpec.Cyclical.defaultMomentum)
        #expect(try warnings([cycling(sgd, cycle, rate: .auto(FinderSettings()), places: places)]) == [])
        let both = [
            cycling(sgd, cycle, name: "a", places: places), cycling(sgd, nil, name: "b", places: places),
        ]
        #expect(try warnings(both) == [])
        let nesterov = OptimizerSpec.sgd(momentum: 0.9, nesterov: true)
        #expect(try warnings([cycling(nesterov, cycle, places: places)]) == [])
    }

    // MARK: a limit of samples

    @Test func `a limit above the training part is told`() throws {
        func limited(to limit: Int) -> RunSpec {
            run(RunConfiguration(dataset: DatasetSpec(limit: limit)), places: ["dataset": 2, "dataset.limit": 3])
        }
        #expect(
            try warnings([limited(to: 48_001)]) == [
                "3: 'limit' (48001) is above the 48000 samples of the training part: it limits nothing"
            ])
        #expect(try warnings([limited(to: 48_000)]) == [])
    }

    @Test func `a limit that one of two data sets reaches is not in vain`() throws {
        let runs = [0.2, 0.9].map { fraction in
            run(
                RunConfiguration(dataset: DatasetSpec(validationFraction: fraction, limit: 48_000)),
                name: "\(fraction)", places: ["dataset.limit": 3])
        }
        func lines(_ runs: [RunSpec]) throws -> [Int?] {
            let planned = try Planner.plan(ExperimentSpec(name: "trial", baseSeed: 7, runs: runs)) {
                (dataset) throws(Diagnostic) in
                var summary = fashion
                summary.trainingCount = dataset.validationFraction < 0.5 ? 48_000 : 6_000
                return summary
            }
            return planned.remarks.map { $0.location?.line }
        }
        #expect(try lines(runs) == [])
        #expect(try lines([runs[1]]) == [3])
    }

    // MARK: a finder's settings

    private static let budgetIsIdle =
        "6: 'budget' changes nothing: it bounds trials, and a 'suggestion' that reads the curve makes none"
    private static let skipsAreIdle = [("skip_begin", 7), ("skip_end", 8)].map { key, line in
        "\(line): '\(key)' changes nothing: only 'steepest' and 'lightning' look at it"
    }

    private static let rulesThatReadSkips: [FinderSettings.Rule] = [.curve(.steepest), .curve(.lightning)]

    /// All three keys are written.
    private func find(_ finder: FinderSettings) -> RunSpec {
        let owner = "learning_rate.auto"
        return run(
            RunConfiguration(learningRate: .auto(finder)), name: finder.suggestion.rawValue,
            places: [owner: 5, "\(owner).budget": 6, "\(owner).skip_begin": 7, "\(owner).skip_end": 8])
    }

    @Test func `what a finder's rule does not look at is told at its keys`() throws {
        for rule in FinderSettings.Rule.allCases {
            let changed = FinderSettings(rule, skipBegin: 3, skipEnd: 2, budget: 0.1)
            let idle =
                (rule == .trials ? [] : [Self.budgetIsIdle])
                + (Self.rulesThatReadSkips.contains(rule) ? [] : Self.skipsAreIdle)
            #expect(try warnings([find(changed)]) == idle, "\(rule)")
            #expect(try warnings([find(FinderSettings(rule))]) == idle, "\(rule)")
        }
    }

    @Test func `what one of two rules looks at is not in vain`() throws {
        let rules: [FinderSettings.Rule] = [.trials, .curve(.steepest), .curve(.slide)]
        #expect(try warnings(rules.map { find(FinderSettings($0, skipBegin: 3, budget: 0.1)) }) == [])
        #expect(
            try warnings(rules.dropFirst().map { find(FinderSettings($0, skipBegin: 3, budget: 0.1)) }) == [
                Self.budgetIsIdle
            ])
    }

    @Test(arguments: FinderSettings.Rule.allCases)
    func `what is told of a finder's settings is what decides nothing`(rule: FinderSettings.Rule) {
        let (usual, budget, skips) = (
            FinderSettings(rule), FinderSettings(rule, budget: 0.1), FinderSettings(rule, skipBegin: 3)
        )
        #expect((budget.deciding != usual.deciding) == (rule == .trials))
        #expect((skips.deciding != usual.deciding) == Self.rulesThatReadSkips.contains(rule))
    }

    // MARK: written configurations

    private static let schedules: [ScheduleSpec.Kind] = {
        let momentum = ScheduleSpec.OneCycle.defaultMomentum
        let cycles = ScheduleSpec.Cyclical.Policy.allCases.flatMap { policy in
            [nil, momentum].map { ScheduleSpec.Kind.cyclical(.init(policy: policy, momentum: $0)) }
        }
        return cycles + [
            .constant, .oneCycle(.init(momentum: momentum)), .oneCycle(.init(maximum: 1, momentum: momentum)),
            .cyclical(.init(minimum: 0.1, maximum: 1, momentum: momentum)),
        ]
    }()

    private static let changes: [(path: String, change: @Sendable (inout RunConfiguration) -> Void)] = [
        (
            "schedule.cyclical.gamma",
            {
                guard case .cyclical(var cyclical) = $0.schedule.kind else { return }
                cyclical.gamma = 0.9
                $0.schedule.kind = .cyclical(cyclical)
            }
        ),
        ("learning_rate.auto.budget", { $0.changeFinder { $0.budget = 0.3 } }),
        ("learning_rate.auto.skip_begin", { $0.changeFinder { $0.skipBegin = 3 } }),
        ("learning_rate.auto.skip_end", { $0.changeFinder { $0.skipEnd = 3 } }),
        ("optimizer.sgd.momentum", { if $0.optimizer == .sgd() { $0.optimizer = .sgd(momentum: 0.5) } }),
        ("optimizer.adamw.beta1", { if $0.optimizer == .adamW() { $0.optimizer = .adamW(beta1: 0.5) } }),
    ]

    @Test(arguments: schedules)
    func `what a written configuration has in vain is what identities do not know`(kind: ScheduleSpec.Kind) throws {
        let rules: [FinderSettings.Rule] = [.trials, .curve(.valley), .curve(.lightning)]
        for rate in [LearningRateSpec.fixed(0.1)] + rules.map({ LearningRateSpec.auto(FinderSettings($0)) }) {
            for optimizer in [OptimizerSpec.sgd(), .adamW()] {
                let usual = RunConfiguration(
                    optimizer: optimizer, learningRate: rate, schedule: ScheduleSpec(kind: kind))
                let identities = try plan([run(usual)]).runs.map(\.identity)
                for (path, change) in Self.changes {
                    var changed = usual
                    change(&changed)
                    guard changed != usual else { continue }
                    let isSame = try plan([run(changed)]).runs.map(\.identity) == identities
                    #expect(isSame == usual.settings.idleSettings.contains(path), "\(path) of \(changed)")
                }
            }
        }
    }
}

extension RunConfiguration {
    /// Of the range test that the run waits for, if it does.
    fileprivate mutating func changeFinder(_ change: (inout FinderSettings) -> Void) {
        guard var finder = rangeTestSettings else { return }
        change(&finder)
        learningRate = .auto(finder)
    }
}

extension ScheduleSpec {
    fileprivate var isExponential: Bool {
        guard case .cyclical(let cyclical) = kind else { return false }
        return cyclical.policy == .expRange
    }
}
