import Experiment
import Reporting
import Testing

@Suite struct GridEdgeTests {
    /// The answer of runs with these settings and accuracies.
    private func answer(_ runs: [(settings: [(String, Double)], accuracy: Double?)]) -> String {
        let all = runs.enumerated().map { index, run in
            var configuration = RunConfiguration()
            for (path, value) in run.settings {
                switch path {
                case "learning_rate": configuration.learningRate = .fixed(value)
                case "batch_size": configuration.batchSize = Int(value)
                case "epochs": configuration.epochs = Int(value)
                default: configuration.optimizer = .adamW(weightDecay: value)
                }
            }
            return Samples.plannedRun(
                "run\(index)", configuration, varied: run.settings.map { (path: $0, value: .number($1)) })
        }
        let records = zip(all, runs).compactMap { run, given in
            given.accuracy.map { Samples.record(run, Samples.outcome(accuracy: $0)) }
        }
        return Samples.report(Samples.plan(runs: all), records).answer(.plain)
    }

    private func rates(_ accuracies: [Double?]) -> String {
        answer(zip([0.001, 0.01, 0.1], accuracies).map { ([("learning_rate", $0)], $1) })
    }

    @Test func `a winner at the end of what was tried is no optimum yet`() {
        #expect(
            rates([0.5, 0.6, 0.7]).contains(
                "learning_rate: 0.1 is the highest that was tried: a higher one may be better."))
        #expect(
            rates([0.7, 0.6, 0.5]).contains(
                "learning_rate: 0.001 is the lowest that was tried: a lower one may be better.")
        )
        #expect(!rates([0.5, 0.7, 0.6]).contains("was tried"))
    }

    @Test func `an end beside some settings is called none of all that was tried`() {
        let grid = [0.01, 0.02, 0.03].map { ([("learning_rate", $0)], 0.9 - $0 as Double?) }
        let pairs = [(16.0, 0.002), (32, 0.005)].map { size, rate in
            ([("batch_size", size), ("learning_rate", rate)], 0.5 as Double?)
        }
        #expect(
            answer(grid + pairs).contains(
                "learning_rate: 0.01 is the lowest that was tried beside the same other settings: a lower one may be better."
            ), "\(answer(grid + pairs))")
        let higher = [([("batch_size", 16.0), ("learning_rate", 0.05)], 0.5 as Double?)]
        #expect(answer(grid + higher).contains("learning_rate: 0.01 is the lowest that was tried: a lower one may be"))
    }

    /// Bounds of the schedule took the place of 0.001 and 0.002, which lie beyond the best rate.
    @Test func `rates at which nothing was trained have not been tried`() {
        let fixed = [0.01, 0.02, 0.03].map { rate in
            Samples.plannedRun(
                "\(rate)", RunConfiguration(learningRate: .fixed(rate)), varied: [("learning_rate", .number(rate))])
        }
        let given = Samples.plannedRun(
            "given",
            RunConfiguration(learningRate: .fixed(0.001), schedule: ScheduleSpec(kind: .oneCycle(.init(maximum: 0.5)))))
        let found = Samples.plannedRun(
            "found",
            RunConfiguration(learningRate: .auto(FinderSettings()), schedule: ScheduleSpec(kind: .cyclical(.init()))),
            rangeTestKey: Samples.testKey)
        var bounded = Samples.outcome(rate: 0.002, accuracy: 0.5)
        bounded.rateBounds = RateBounds(minimum: 0.05, maximum: 0.5)
        let records =
            zip(fixed, [0.9, 0.8, 0.7]).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
            + [given, found].map { Samples.record($0, bounded) }
        let answer = Samples.report(Samples.plan(runs: fixed + [given, found]), records).answer(.plain)
        #expect(
            answer.contains("learning_rate: 0.01 is the lowest that was tried: a lower one may be better."), "\(answer)"
        )
    }

    /// The first one's mean is the best by its seed 4 alone.
    @Test func `of one that another is ahead of, or level with, no end is told`() {
        let sizes = [16, 32, 64]
        func answer(_ second: [Double]) -> String {
            let groups = zip(sizes, [[0.7, 0.7, 0.7, 1.0], second, [0.5, 0.5, 0.5]]).map { size, accuracies in
                let runs = accuracies.indices.map { index in
                    var configuration = RunConfiguration(seed: UInt64(index + 1))
                    configuration.batchSize = size
                    return Samples.plannedRun(
                        "\(size),\(index)", configuration, group: "\(size)", varied: [("batch_size", .integer(size))])
                }
                return (runs: runs, accuracies: accuracies.map(Optional.some))
            }
            return Samples.answer(groups)
        }
        #expect(answer([0.6, 0.6, 0.6]).contains("batch_size: 16 is the lowest that was tried"))
        #expect(!answer([0.72, 0.72, 0.72]).contains("was tried"))
        #expect(!answer([0.7, 0.7, 0.7]).contains("was tried"))
    }

    @Test func `two values, 0, and what is not finished are no edge`() {
        #expect(!rates([0.5, 0.7, nil]).contains("was tried"))
        let decays = [0, 0.1, 0.2].map { ([("optimizer.adamw.weight_decay", $0)], 0.9 - $0 as Double?) }
        #expect(!answer(decays).contains("was tried"))
        #expect(!answer(Array(decays.prefix(2))).contains("was tried"))
    }

    /// The answer of runs with these values of one setting, the first of which won.
    private func answer(_ values: [Double], _ change: (inout RunConfiguration, Double) -> Void) -> String {
        let runs = values.map { value in
            var configuration = RunConfiguration()
            change(&configuration, value)
            return Samples.plannedRun("\(value)", configuration, varied: [("setting", .number(value))])
        }
        let records = runs.enumerated().map { index, run in
            Samples.record(run, Samples.outcome(accuracy: 0.9 - Double(index) / 10))
        }
        return Samples.report(Samples.plan(runs: runs), records).answer(.plain)
    }

    private typealias Values = (values: [Double], change: (inout RunConfiguration, Double) -> Void)

    @Test func `a value beyond which there is none is no edge`() {
        let bounds: [Values] = [
            ([1, 2, 4], { $0.batchSize = Int($1) }),
            // As many as there are to train on.
            ([Double(Samples.dataset.trainingCount), 16, 32], { $0.batchSize = Int($1) }),
            ([1, 2, 3], { $0.epochs = Int($1) }),
            ([1, 20, 50], { $0.schedule.kind = .step(every: .steps(Int($1))) }),
            ([1, 20, 50], { $0.schedule.warmup = ScheduleSpec.Warmup(length: .steps(Int($1))) }),
            ([1, 0.1, 0.5], { $0.schedule.warmup = ScheduleSpec.Warmup(startFactor: $1) }),
            ([1, 0.9, 0.99], { $0.schedule.kind = .cyclical(.init(policy: .expRange, gamma: $1)) }),
            ([1, 10, 25], { $0.schedule.kind = .oneCycle(.init(startDivisor: $1)) }),
            ([1, 10, 25], { $0.schedule.kind = .oneCycle(.init(endDivisor: $1)) }),
            ([0.5, 0.3, 0.4], { $0.schedule.kind = .oneCycle(.init(riseFraction: $1, threePhase: true)) }),
            (
                [0.9, 0.7, 0.8],
                { $0.schedule.kind = .cyclical(.init(momentum: MomentumCycle(minimum: $1, maximum: 0.9))) }
            ),
            (
                [0.8, 0.9, 0.95],
                { $0.schedule.kind = .cyclical(.init(momentum: MomentumCycle(minimum: 0.8, maximum: $1))) }
            ),
        ]
        for (index, bound) in bounds.enumerated() {
            let answer = answer(bound.values, bound.change)
            #expect(!answer.contains("was tried"), "\(index): \(answer)")
        }
    }

    @Test func `one beside such a value is an edge, and so is one that only other schedules bound`() {
        let edges: [Values] = [
            ([2, 3, 4], { $0.batchSize = Int($1) }),
            ([Double(Samples.dataset.trainingCount - 1), 16, 32], { $0.batchSize = Int($1) }),
            ([1, 2, 3], { $0.schedule.kind = .step(every: .epochs($1)) }),
            ([1, 0.9, 0.99], { $0.schedule.kind = .exponential(gamma: $1) }),
            ([0.5, 0.3, 0.4], { $0.schedule.kind = .oneCycle(.init(riseFraction: $1)) }),
            (
                [0.85, 0.7, 0.8],
                { $0.schedule.kind = .cyclical(.init(momentum: MomentumCycle(minimum: $1, maximum: 0.9))) }
            ),
        ]
        for (index, edge) in edges.enumerated() {
            let answer = answer(edge.values, edge.change)
            #expect(answer.contains("was tried"), "\(index): \(answer)")
        }
    }

    @Test func `no limit is the far end of limits, and no edge itself`() {
        func clipped(_ limits: [Double]) -> String {
            answer(limits) { $0.gradientClip = $1.isFinite ? $1 : nil }
        }
        #expect(clipped([0.3, 0.03, 0.1]).contains("gradient_clip: 0.3 is the highest that was tried"))
        #expect(!clipped([0.3, 0.03, 0.1, .infinity]).contains("was tried"))
        #expect(!clipped([.infinity, 0.03, 0.1, 0.3]).contains("was tried"))
        #expect(clipped([0.03, 0.1, .infinity]).contains("gradient_clip: 0.03 is the lowest that was tried"))
    }

    @Test func `a rate that was found was tried, and is no end itself`() {
        func answer(found: Double, _ accuracies: [Double]) -> String {
            let rates = [0.02, 0.03, 0.04]
            let fixed = rates.map { rate in
                Samples.plannedRun(
                    "\(rate)", RunConfiguration(learningRate: .fixed(rate)), varied: [("learning_rate", .number(rate))])
            }
            let runs = fixed + [Samples.autoRun()]
            let records = runs.indices.map { index in
                Samples.record(
                    runs[index], Samples.outcome(rate: (rates + [found])[index], accuracy: accuracies[index]))
            }
            return Samples.report(Samples.plan(runs: runs), records).answer(.plain)
        }
        #expect(!answer(found: 0.0045, [0.9, 0.8, 0.7, 0.6]).contains("was tried"))
        #expect(answer(found: 0.5, [0.9, 0.8, 0.7, 0.6]).contains("learning_rate: 0.02 is the lowest that was tried"))
        #expect(!answer(found: 0.0045, [0.6, 0.7, 0.8, 0.9]).contains("was tried"))
    }

    @Test func `rates that were found for each of them are no other setting`() {
        let runs = [16, 32, 64].map { size in
            var configuration = RunConfiguration(learningRate: .auto(FinderSettings()))
            configuration.batchSize = size
            return Samples.plannedRun("\(size)", configuration, varied: [("batch_size", .integer(size))])
        }
        let records = zip(runs, [0.9, 0.8, 0.7]).map { run, accuracy in
            Samples.record(run, Samples.outcome(rate: accuracy / 100, accuracy: accuracy))
        }
        #expect(
            Samples.report(Samples.plan(runs: runs), records).answer(.plain).contains(
                "batch_size: 16 is the lowest that was tried: a lower one may be better."))
    }

    @Test func `of a grid each setting is looked at beside equal others`() {
        var grid: [(settings: [(String, Double)], accuracy: Double?)] = []
        for rate in [0.1, 0.2, 0.3] {
            for size in [16.0, 32, 64] {
                grid.append(([("learning_rate", rate), ("batch_size", size)], 0.5 + rate - size / 1000))
            }
        }
        #expect(
            answer(grid).contains(
                "learning_rate: 0.3 is the highest and batch_size: 16 is the lowest that was tried: values beyond them may "
                    + "be better."))
    }

    @Test func `values of other settings are none of this one, and one of base is`() {
        #expect(
            !answer([([("epochs", 6)], 0.9), ([("learning_rate", 0.001)], 0.8), ([("batch_size", 16)], 0.7)])
                .contains("was tried"))
        // The rate of the run that sets nothing, 1e-3, lies below.
        let usual = RunConfiguration().learningRate
        #expect(usual == .fixed(1e-3))
        let rates = [0.002, 0.2, 0.5].map { ([("learning_rate", $0)], 0.9 - $0 as Double?) }
        #expect(answer(rates).contains("learning_rate: 0.002 is the lowest"))
        #expect(!answer(rates + [([], 0.85)]).contains("was tried"))
        #expect(answer(rates + [([], 0.95)]).contains("learning_rate: 0.001 is the lowest that was tried"))
    }

    @Test func `runs that are logged, timed or found elsewhere are beside the others`() {
        let changes: [(inout RunConfiguration) -> Void] = [
            { $0.logEvery = 10 }, { $0.timeout = 60 }, { $0.checkpointEvery = .span(.epochs(0.5)) },
            { $0.histograms = true }, { $0.dataset.path = "/data" },
        ]
        for (index, change) in changes.enumerated() {
            let runs = [0.01, 0.003, 0.1].map { rate in
                var configuration = RunConfiguration(learningRate: .fixed(rate))
                if rate == 0.01 { change(&configuration) }
                return Samples.plannedRun("\(rate)", configuration, varied: [("learning_rate", .number(rate))])
            }
            let records = zip(runs, [0.8, 0.7, 0.9]).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
            #expect(
                Samples.report(Samples.plan(runs: runs), records).answer(.plain).contains(
                    "learning_rate: 0.1 is the highest that was tried: a higher one may be better."), "\(index)")
        }
    }

    @Test func `runs on the same files elsewhere are beside the others, and on other files they are not`() {
        func answer(checksum: String) -> String {
            let runs = [0.01, 0.003, 0.1].map { rate in
                var configuration = RunConfiguration(learningRate: .fixed(rate))
                configuration.dataset.source = .idx(path: rate == 0.01 ? "/moved" : "/pets", classes: 2)
                return Samples.plannedRun("\(rate)", configuration, varied: [("learning_rate", .number(rate))])
            }
            var records = zip(runs, [0.8, 0.7, 0.9]).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
            records[0].dataset.checksum = checksum
            return Samples.report(Samples.plan(runs: runs), records).answer(.plain)
        }
        #expect(
            answer(checksum: Samples.dataset.checksum).contains(
                "learning_rate: 0.1 is the highest that was tried: a higher one may be better."))
        #expect(!answer(checksum: "other").contains("was tried"))
    }

    /// A setting that decides what a result is measured on, or when, or how long a run may go on.
    @Test(
        arguments: [
            "dataset.split_seed", "dataset.limit", "dataset.validation_fraction", "validate_every", "log_every",
            "checkpoint_every", "timeout", "stop_on_divergence", "learning_rate.auto.steps",
        ])
    func `of what is no search no end is told`(path: String) {
        let runs = [16, 32, 64].map { size in
            var configuration = RunConfiguration()
            switch path {
            case "dataset.split_seed": configuration.dataset.splitSeed = UInt64(size)
            case "dataset.limit": configuration.dataset.limit = size
            case "dataset.validation_fraction": configuration.dataset.validationFraction = Double(size) / 100
            case "validate_every": configuration.validateEvery = Double(size)
            case "log_every": configuration.logEvery = size
            case "checkpoint_every": configuration.checkpointEvery = .span(.epochs(Double(size)))
            case "timeout": configuration.timeout = Double(size)
            case "stop_on_divergence": configuration.stopOnDivergence = Double(size)
            default: configuration.learningRate = .auto(FinderSettings(steps: size))
            }
            return Samples.plannedRun("\(size)", configuration, varied: [(path, .integer(size))])
        }
        let records = zip(runs, [0.9, 0.8, 0.7]).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
        #expect(!Samples.report(Samples.plan(runs: runs), records).answer(.plain).contains("was tried"))
    }
}
