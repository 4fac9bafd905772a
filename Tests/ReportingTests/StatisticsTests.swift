import Experiment
import Foundation
import Reporting
import Testing

@Suite struct StatisticsTests {
    /// `scipy.stats.t.ppf(0.975, n)` and `t.cdf(2.5, n) - t.cdf(-2.5, n)`, SciPy 1.17.
    @Test(arguments: [
        (1, 12.706204736174694, 0.7577621168183133), (2, 4.302652729749462, 0.8703882797784892),
        (3, 3.1824463052837078, 0.9122933529919344), (4, 2.7764451051977934, 0.9332334551880119),
        (6, 2.4469118511449786, 0.9534717677158326), (7, 2.364624251592784, 0.959007781414247),
        (29, 2.045229642132703, 0.9816746556615739), (100, 1.9839715185235518, 0.9859542108759227),
    ])
    func `Student's t is SciPy's`(degrees: Int, bound: Double, probability: Double) throws {
        let distribution = try #require(StudentT(degreesOfFreedom: degrees))
        #expect(abs(distribution.bound(ofCentral: 0.95) / bound - 1) < 1e-9)
        #expect(abs(distribution.probability(within: 2.5) - probability) < 1e-9)
    }

    @Test func `there is no distribution without a degree of freedom`() {
        #expect(StudentT(degreesOfFreedom: 0) == nil)
    }

    @Test func `one or two pairs have a mean and no interval`() {
        #expect(PairedDifference([]) == nil)
        #expect(PairedDifference([0.5])?.interval == nil)
        #expect(PairedDifference([0.5, 0.25])?.mean == 0.375)
        #expect(PairedDifference([0.5, 0.25])?.interval == nil)
    }

    /// `scipy.stats.ttest_1samp([0.012, 0.02, 0.031, 0.008], 0).confidence_interval(0.95)`.
    @Test func `three to seven pairs have the interval of a paired t test`() throws {
        let difference = try #require(PairedDifference([0.012, 0.02, 0.031, 0.008]))
        let interval = try #require(difference.interval)
        #expect(interval.method == .t)
        #expect(abs(difference.mean - 0.01775) < 1e-15)
        #expect(abs(interval.low - 0.0016073829180416645) < 1e-12, "\(interval.low)")
        #expect(abs(interval.high - 0.03389261708195834) < 1e-12, "\(interval.high)")
    }

    @Test func `from eight pairs on the interval is a bootstrap's, the same each time`() throws {
        let values = [0.3, -0.1, 0.2, 0.4, 0.0, 0.25, 0.1, 0.35, 0.15, -0.05]
        let first = try #require(PairedDifference(values)?.interval)
        #expect(first.method == .bootstrap)
        #expect(PairedDifference(values)?.interval == first)
        // The percentiles 0.855 and 99.145 of all 10^10 resamples, by an exact convolution in NumPy: 0.035 and 0.28.
        #expect(abs(first.low - 0.035) < 0.006 && abs(first.high - 0.28) < 0.006, "\(first)")
    }

    /// Of intervals that hold the truth with 95 %, so many do; with plain percentiles 89 % of eight pairs', 91 % of
    /// ten.
    @Test(arguments: [7, 8, 10, 16]) func `an interval holds the truth as often as it says`(pairs: Int) throws {
        var random = RandomStream(seed: UInt64(pairs), for: .split)
        var held = 0
        let trials = 600
        for _ in 0..<trials {
            // Nearly normal around 1: twelve uniform numbers.
            let differences = (0..<pairs).map { _ in
                (0..<12).reduce(-5.0) { sum, _ in sum + Double(random.nextUniform()) }
            }
            let interval = try #require(PairedDifference(differences)?.interval)
            if interval.low <= 1, 1 <= interval.high { held += 1 }
        }
        // Three standard errors of 600 trials around 95 %, and half a point for the method.
        #expect((0.918...0.98).contains(Double(held) / Double(trials)), "\(held) of \(trials)")
    }

    @Test func `equal differences leave no doubt`() throws {
        let interval = try #require(PairedDifference([0.1, 0.1, 0.1])?.interval)
        #expect(abs(interval.low - 0.1) < 1e-12 && abs(interval.high - 0.1) < 1e-12)
    }
}

@Suite struct SensitivityTests {
    /// A run of each pair of an optimizer and a rate, with these accuracies, row by row.
    /// - Parameters:
    ///   - spread: with it each pair has two seeds, whose accuracies lie so far above and below.
    ///   - sharesSeeds: whether they are the same seeds for all pairs.
    ///   - outcome: what a run with such an accuracy came to.
    private func report(
        _ accuracies: [[Double?]], spread: Double? = nil, sharesSeeds: Bool = true, objective: Objective = Objective(),
        outcome: (Double) -> RunOutcome = { Samples.outcome(accuracy: $0) }
    ) -> Report {
        var runs: [PlannedRun] = []
        var records: [RunRecord] = []
        let distances: [Double] = spread.map { [-$0, $0] } ?? [0]
        for (row, line) in accuracies.enumerated() {
            for (column, accuracy) in line.enumerated() {
                for (seed, distance) in distances.enumerated() {
                    let group = "\(row),\(column)"
                    let run = Samples.plannedRun(
                        "\(group),\(seed)", RunConfiguration(seed: UInt64(sharesSeeds ? seed : runs.count)),
                        group: group,
                        varied: [("model", .string("m\(row)")), ("learning_rate", .number(Double(column + 1) / 10))])
                    runs.append(run)
                    if let accuracy {
                        records.append(Samples.record(run, outcome(accuracy + distance)))
                    }
                }
            }
        }
        return Samples.report(Samples.plan(runs.map(PlanItem.run), objective: objective), records)
    }

    @Test func `pairs of values are no grid, of which only the diagonal would be there`() {
        #expect(grids([[0.5, nil], [nil, 0.7]]) == 0)
        #expect(grids([[0.5, 0.6], [0.6, 0.7]]) == 1)
    }

    /// The heat maps that a report draws of the runs that have an accuracy.
    private func grids(_ accuracies: [[Double?]]) -> Int {
        var report = report(accuracies)
        report.experiment.runs.removeAll { report.runs[$0.description.identity] == nil }
        return MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
            .split(separator: "\n").count { $0.contains("(figures/grid") }
    }

    @Test func `keys that vary together make no grid, whose places would be beyond memory`() {
        let runs = (0..<400).map { index in
            Samples.plannedRun(
                "\(index)",
                varied: ["batch_size", "learning_rate", "epochs"].map { ($0, .number(Double(index + 1))) })
        }
        let records = runs.map { Samples.record($0, Samples.outcome(accuracy: 0.5)) }
        #expect(Samples.report(Samples.plan(runs: runs), records).comparison.sensitivities == [])
    }

    /// 0.5 plus 0, 0.2 by row and 0, 0.05, 0.1 by column: variances 0.01 and 0.0016667, nothing together.
    @Test func `main effects are shares of the variance`() throws {
        let sensitivities = report([[0.5, 0.55, 0.6], [0.7, 0.75, 0.8]]).comparison.sensitivities
        #expect(sensitivities.count == 1)
        let effects = try #require(sensitivities.first).effects
        #expect(effects.map(\.key) == ["model", "learning_rate"])
        #expect(abs(effects[0].share - 6.0 / 7) < 1e-12 && abs(effects[1].share - 1.0 / 7) < 1e-12)
        #expect(effects.map(\.bestLevel) == [.string("m1"), .number(0.3)])
        #expect(abs(sensitivities[0].interactions) < 1e-12)
    }

    /// Each of these settings at the rates 0.01 and 0.1: the later, the better.
    private func report(ofEach settings: [[(path: String, value: SettingValue)]], besides others: [PlannedRun] = [])
        -> Report
    {
        let runs = settings.enumerated().flatMap { index, settings in
            [0.01, 0.1].map { rate in
                Samples.plannedRun(
                    "\(index),\(rate)", varied: settings + [(path: "learning_rate", value: SettingValue.number(rate))])
            }
        }
        let records = (runs + others).enumerated().map { index, run in
            Samples.record(run, Samples.outcome(accuracy: 0.5 + Double(index) / 20))
        }
        return Samples.report(Samples.plan(runs: runs + others), records)
    }

    /// Layers that begin alike, in one report with `common` and in another one without.
    @Test func `of levels that begin alike the table and the heat map tell in what they differ`() throws {
        func report(after common: [SettingValue]) -> Report {
            let first = common + (1...9).map { SettingValue.mapping([Setting("dense", .integer($0))]) }
            return self.report(
                ofEach: [0.5, 0.2].map { rate in
                    let dropout = SettingValue.mapping([Setting("dropout", .number(rate))])
                    return [("model.layers", .list(first + [dropout, .string("relu")]))]
                })
        }
        let reports = [report(after: []), report(after: [.string("flatten")])]
        let text = MarkdownSummary.render(reports[0], figures: [])
        #expect(text.contains("| `[…, {dropout: 0.2}, …]` |"), "\(text)")
        // The names of the runs are the same, and the layers stand in the heat map alone.
        let pictures = try reports.map { report in try SummaryFigures.all(report) { _ in [] }.map { try $0.svg() } }
        #expect(pictures[0].count == 2 && pictures[0] == pictures[1])
    }

    @Test func `variants with settings of their own are levels of one key`() throws {
        let report = report(ofEach: [
            [("optimizer.sgd.momentum", .number(0))], [("optimizer", .string("adam"))],
            [("optimizer.sgd.momentum", .number(0.9))],
        ])
        #expect(report.comparison.sensitivities.count == 1)
        let sensitivity = try #require(report.comparison.sensitivities.first)
        #expect(sensitivity.effects.map(\.key) == ["optimizer", "learning_rate"] && sensitivity.configurations == 6)
        let best = try #require(sensitivity.effects.first?.bestLevel)
        #expect(best == .mapping([Setting("sgd", .mapping([Setting("momentum", .number(0.9))]))]))
        let text = MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
        #expect(text.contains("of the variance between the configurations' last validation accuracy."), "\(text)")
        #expect(text.contains("| `{sgd: {momentum: 0.9}}` |"), "\(text)")
        #expect(
            text.contains("![Last validation accuracy by optimizer and learning_rate](figures/grid.svg)"), "\(text)")
    }

    @Test func `settings of one variant are keys of their own where they make a grid`() {
        func keys(_ settings: [[(path: String, value: SettingValue)]]) -> [[String]] {
            report(ofEach: settings).comparison.sensitivities.map { $0.effects.map(\.key).sorted() }
        }
        #expect(
            keys([[("optimizer.sgd.momentum", .number(0))], [("optimizer.sgd.momentum", .number(0.9))]])
                == [["learning_rate", "optimizer.sgd.momentum"]])
        // Values that only vary together tell nothing apart; the schedules that they make do.
        let steps: [[(path: String, value: SettingValue)]] = [(5, 0.1), (10, 0.5)].map { every, gamma in
            [("schedule.step.every", .integer(every)), ("schedule.step.gamma", .number(gamma))]
        }
        #expect(keys(steps) == [["learning_rate", "schedule"]])
    }

    @Test func `settings of one mapping stay keys of their own beside variants`() throws {
        let variants: [(path: String, value: SettingValue)] = [
            ("optimizer", .string("adam")), ("optimizer.sgd.momentum", .number(0.9)),
        ]
        let settings = variants.flatMap { variant in
            [300, 600].flatMap { limit in
                ["none", "standardize"].map { normalize -> [(path: String, value: SettingValue)] in
                    [
                        variant, ("dataset.limit", .integer(limit)),
                        ("dataset.normalize", .string(normalize)),
                    ]
                }
            }
        }
        let sensitivities = report(ofEach: settings).comparison.sensitivities
        #expect(sensitivities.map(\.configurations) == [16])
        // The later, the better: of a number in binary each digit explains four times as much as the one behind it.
        let effects = try #require(sensitivities.first).effects
        #expect(effects.map(\.key) == ["optimizer", "dataset.limit", "dataset.normalize", "learning_rate"])
        for (effect, weight) in zip(effects, [64.0, 16, 4, 1]) { #expect(abs(effect.share - weight / 85) < 1e-9) }
    }

    /// Runs with these models and rates, which none of a grid of `a` and `b` at 0.01 and 0.1 has.
    private func others(_ settings: [(model: String, rate: Double)]) -> [PlannedRun] {
        settings.map { model, rate in
            Samples.plannedRun(
                "\(model),\(rate)", varied: [("model", .string(model)), ("learning_rate", .number(rate))])
        }
    }

    /// The last three have neither a model nor a rate of the grid: at most a few of all combinations are there.
    @Test(
        arguments: [
            ([("c", 0.01)], 5, "`model: c` is left out: not all of its combinations are in the file."),
            (
                [("c", 0.01), ("d", 0.1)], 6,
                "`model: c` and `model: d` are left out: not all of their combinations are in the file."
            ), ([("c", 1), ("d", 2), ("e", 3)], 7, ""),
        ] as [([(String, Double)], Int, String)])
    func `entries beside a full grid do not silence it`(beside: [(String, Double)], all: Int, leftOut: String) {
        let report = report(
            ofEach: [[("model", .string("a"))], [("model", .string("b"))]],
            besides: others(beside.map { (model: $0.0, rate: $0.1) }))
        #expect(report.comparison.sensitivities.map(\.configurations) == [4])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(
            text.contains(
                "`model` explains 80 % of the variance of the last validation accuracy between 4 of the \(all) "
                    + "configurations, the grid of `model` and `learning_rate`. With one seed of a configuration, how much of "
                    + "it is chance cannot be told.\(leftOut.isEmpty ? "" : " ")\(leftOut)\n"), "\(text)")
    }

    @Test func `a combination that the file excludes is not waited for`() {
        func text(_ settings: [[(path: String, value: SettingValue)]], without excluded: String) -> String {
            var report = report(ofEach: settings)
            report.experiment.runs.removeAll { $0.description.name == excluded }
            return MarkdownSummary.render(report, figures: [])
        }
        let models: [[(path: String, value: SettingValue)]] = ["a", "b", "c"].map { [("model", .string($0))] }
        let larger = text(models, without: "2,0.1")
        #expect(larger.contains("between 4 of the 5 configurations"), "\(larger)")
        #expect(larger.contains("`model: c` is left out"), "\(larger)")
        let smallest = text(Array(models.prefix(2)), without: "1,0.1")
        #expect(
            smallest.contains(
                "Which of `model` and `learning_rate` matters cannot be told: the file leaves out 1 of their 4 combinations."
            ), "\(smallest)")
        #expect(!(larger + smallest).contains("when all"))
    }

    @Test func `a heat map says what its dashes are, and what its colours leave out`() {
        func text(_ report: Report) -> String {
            MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
        }
        let dash = "A dash stands for a combination that the file does not have."
        var report = report(
            [[0.5, 0.6], [-999, 0.3]], objective: Objective(metric: .validationLoss),
            outcome: { Samples.outcome(accuracy: 0.5, loss: 1 - $0) })
        let whole = text(report)
        #expect(
            whole.contains(
                "![Last validation loss by model and learning_rate (1 above the scale)](figures/grid.svg)"), "\(whole)")
        #expect(!whole.contains(dash))
        // The run that exploded.
        report.experiment.runs.removeAll { $0.description.name == "1,0,0" }
        let holed = text(report)
        #expect(
            holed.contains("![Last validation loss by model and learning_rate](figures/grid.svg)\n\n\(dash)"),
            "\(holed)")
    }

    @Test func `the mean of what is left of a group that loses runs has no place in a heat map`() throws {
        /// Of the second combination with the second model one of two runs diverged.
        func report(left accuracy: Double) -> Report {
            self.report([[0.5, 0.6], [0.7, accuracy]], spread: 0.001) {
                $0 > accuracy
                    ? Samples.outcome(.diverged(step: 3, learningRate: 1)) : Samples.outcome(accuracy: $0)
            }
        }
        func map(_ report: Report) throws -> [UInt8] {
            // Behind the results; without measurements there are no curves.
            try #require(SummaryFigures.all(report) { _ in [] }.last).svg()
        }
        #expect(try map(report(left: 0.9)) == map(report(left: 0.8)))
        func text(_ report: Report) -> String {
            MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
        }
        let one = text(report(left: 0.9))
        #expect(
            one.contains(
                """
                ![Last validation accuracy by model and learning_rate](figures/grid.svg)

                Where runs of a combination diverged, the mean of the others does not count and has no colour; in a \
                narrow cell 1/3 means that 1 of 3 diverged.

                """), "\(one)")
        // Where all lose runs, their means are all that there is.
        let all = text(
            self.report([[0.5, 0.6], [0.7, 0.8]], spread: 0.001) {
                Int(($0 * 1000).rounded()) % 10 == 1
                    ? Samples.outcome(.diverged(step: 3, learningRate: 1)) : Samples.outcome(accuracy: $0)
            })
        #expect(all.contains("(\\* the mean of the runs that did not diverge)](figures/grid.svg)"), "\(all)")
        #expect(!all.contains("has no colour"), "\(all)")
    }

    @Test func `where all values of a key come to the same none is the best`() throws {
        let report = report([[0.5, 0.6], [0.5, 0.6]])
        let effects = try #require(report.comparison.sensitivities.first).effects
        #expect(effects.map(\.key) == ["learning_rate", "model"])
        #expect(effects.map(\.bestLevel) == [.number(0.2), nil])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(
            text.split(separator: "\n").contains { $0.hasPrefix("| `model`") && $0.contains("| all equal ") }, "\(text)"
        )
        #expect(JSONSummary.render(report).contains("\"best\": null"))
    }

    @Test func `a grid that is not all of the experiment says how much of it it is`() throws {
        let others = [Samples.plannedRun("other", varied: [("epochs", .integer(9))])]
        let report = report(ofEach: [[("model", .string("a"))], [("model", .string("b"))]], besides: others)
        let text = MarkdownSummary.render(report, figures: [])
        #expect(
            text.contains(
                "`model` explains 80 % of the variance of the last validation accuracy between 4 of the 5 configurations, "
                    + "the grid of `model` and `learning_rate`."), "\(text)")
        #expect(JSONSummary.render(report).contains("\"configurations\": 4"))
    }

    @Test func `what only works together is an interaction`() throws {
        let sensitivity = try #require(report([[0.9, 0.5], [0.5, 0.9]]).comparison.sensitivities.first)
        #expect(sensitivity.effects.allSatisfy { abs($0.share) < 1e-12 })
        #expect(abs(sensitivity.interactions - 1) < 1e-12)
    }

    /// Means of two seeds 0.04 apart have a variance of 0.0004, of which three quarters are between four of them; those
    /// here have one of 0.001875.
    @Test func `what chance makes of the variance is told by the spread over seeds`() throws {
        let repeated = report([[0.8, 0.8], [0.8, 0.9]], spread: 0.02, sharesSeeds: false)
        let sensitivity = try #require(repeated.comparison.sensitivities.first)
        let chance = try #require(sensitivity.chance)
        #expect(abs(chance - 0.0003 / 0.001875) < 1e-9, "\(chance)")
        #expect(
            MarkdownSummary.render(repeated, figures: []).contains("chance alone makes about 16 % of the variance."))
        #expect(JSONSummary.render(repeated).contains("\"chance\": 0.16"))
        let single = report([[0.8, 0.8], [0.8, 0.9]])
        #expect(JSONSummary.render(single).contains("\"chance\": null"))
        #expect(single.comparison.sensitivities.map(\.chance) == [nil])
        #expect(
            MarkdownSummary.render(single, figures: []).contains(
                "With one seed of a configuration, how much of it is chance cannot be told."))
    }

    /// - Parameter groups: the accuracies of four pairs of two models and two rates, by seed.
    private func chance(_ groups: [[UInt64: Double]]) throws -> Double? {
        var (runs, records) = ([PlannedRun](), [RunRecord]())
        for (index, group) in groups.enumerated() {
            for (seed, accuracy) in group.sorted(by: { $0.key < $1.key }) {
                let run = Samples.plannedRun(
                    "\(index),\(seed)", RunConfiguration(seed: seed), group: "\(index)",
                    varied: [
                        ("model", .string("m\(index / 2)")), ("learning_rate", .number(Double(index % 2 + 1) / 10)),
                    ])
                runs.append(run)
                records.append(Samples.record(run, Samples.outcome(accuracy: accuracy)))
            }
        }
        let report = Samples.report(Samples.plan(runs: runs), records)
        return try #require(report.comparison.sensitivities.first).chance
    }

    /// Each accuracy is a combination's, one of the seed's, and 0.01, −0.01 or 0 by itself: squares of these add up to
    /// 0.0008, over 3 · 2 degrees of freedom. Of a mean of three seeds that is 0.0008 / 18, of which three quarters are
    /// between four of them, beside 0.0125.
    @Test func `what a seed does to all combinations alike is no chance between them`() throws {
        let groups = zip([0.5, 0.6, 0.7, 0.8], [0.01, -0.01, 0.01, -0.01]).map {
            (mean: Double, own: Double) -> [UInt64: Double] in
            [1: mean - 0.1 + own, 2: mean - own, 3: mean + 0.1]
        }
        let share = try #require(try chance(groups))
        #expect(abs(share - 0.0008 / 18 * 0.75 / 0.0125) < 1e-12, "\(share)")
    }

    /// Two seeds swing by 0.02 to either side; the last combination has two more that do. With b = 0.02 the means have
    /// the variances b², b², b² and b² / 3, and the covariances b² where both have two seeds, b² / 2 beside the last:
    /// 3 · (10 / 3) b² − 2 · (3 b² + 3 b² / 2) = b², over 4², beside 0.001875.
    @Test func `where combinations share some of their seeds, these count as shared`() throws {
        let two: [UInt64: Double] = [1: 0.78, 2: 0.82]
        let share = try #require(try chance([two, two, two, [1: 0.88, 2: 0.92, 3: 0.88, 4: 0.92]]))
        #expect(abs(share - 0.02 * 0.02 / 16 / 0.001875) < 1e-12, "\(share)")
    }

    /// As accuracies 0.1, 0.6, 0.1 and 0.7: means 0.35 and 0.4 by row, 0.1 and 0.65 by column, around 0.375.
    @Test func `what diverged counts as a uniform guess`() throws {
        let report = report([[0, 0.6], [0, 0.7]]) {
            $0 == 0
                ? Samples.outcome(.diverged(step: 3, learningRate: 1), accuracy: 0.02) : Samples.outcome(accuracy: $0)
        }
        let sensitivity = try #require(report.comparison.sensitivities.first)
        #expect(sensitivity.guesses == 2 && sensitivity.effects.map(\.key) == ["learning_rate", "model"])
        let variance = (2 * 0.275 * 0.275 + 0.225 * 0.225 + 0.325 * 0.325) / 4
        #expect(abs(sensitivity.effects[0].share - 0.275 * 0.275 / variance) < 1e-12)
        #expect(
            MarkdownSummary.render(report, figures: []).contains(
                "Chance is in every share. 2 runs that diverged count as a uniform guess."))
    }

    @Test func `a run that is done and whose value is not known did not diverge`() throws {
        /// - Parameter lost: names of runs whose measurements were removed before the best validation was to decide.
        func report(without lost: Set<String>) -> Report {
            var report = self.report([[0.5, 0.6], [0.7, 0.9]], spread: 0.01, objective: Objective(moment: .best))
            for (identity, record) in report.runs where lost.contains(record.run.name) {
                report.runs[identity]?.results?.validationBest = nil
            }
            return report
        }
        let one = report(without: ["1,1,0"])
        let sensitivity = try #require(one.comparison.sensitivities.first)
        #expect(sensitivity.guesses == 0)
        let model = try #require(sensitivity.effects.first { $0.key == "model" })
        #expect(model.bestLevel == .string("m1") && model.bestRuns == 3 && model.bestDiverged == 0)
        let both = report(without: ["1,1,0", "1,1,1"])
        #expect(both.comparison.sensitivities == [])
        let text = MarkdownSummary.render(both, figures: [])
        #expect(
            text.contains(
                "Which of `model` and `learning_rate` matters cannot be told: the best validation accuracy of 1 of their 4 "
                    + "combinations is not known."), "\(text)")
    }

    @Test func `a loss that exploded is no more than a uniform guess's`() throws {
        // 1 − the loss as "accuracy": one of 1000 beside 0.5, 0.4 and 2.4, of ten classes.
        let report = report([[0.5, 0.6], [-999, -1.4]], objective: Objective(metric: .validationLoss)) {
            Samples.outcome(accuracy: 0.5, loss: 1 - $0)
        }
        let sensitivity = try #require(report.comparison.sensitivities.first)
        let guess = PortableMath.log(10)
        #expect(sensitivity.guesses == 2)
        // Without that the rows would be at 0.45 and 501.2.
        let (rows, columns) = ([0.45, guess], [(0.5 + guess) / 2, (0.4 + guess) / 2])
        let all = (0.45 + guess) / 2
        let variance = ((0.5 - all) * (0.5 - all) + (0.4 - all) * (0.4 - all) + 2 * (guess - all) * (guess - all)) / 4
        func share(_ means: [Double]) -> Double { means.map { ($0 - all) * ($0 - all) }.reduce(0, +) / 2 / variance }
        #expect(abs(sensitivity.effects[0].share - share(rows)) < 1e-12)
        #expect(abs(sensitivity.effects[1].share - share(columns)) < 1e-12)
        #expect(sensitivity.effects[0].bestLevel == .string("m0"))
    }

    /// Losses of 0.2 and 9, which as a guess's would come to 1.25 on average, beside 1.3 and 1.31.
    @Test func `the best level is that of the losses as they are`() throws {
        let report = report([[0.8, -8], [-0.3, -0.31]], objective: Objective(metric: .validationLoss)) {
            Samples.outcome(accuracy: 0.5, loss: 1 - $0)
        }
        let effects = try #require(report.comparison.sensitivities.first).effects
        let model = try #require(effects.first { $0.key == "model" })
        #expect(model.bestLevel == .string("m1") && model.bestDiverged == 0)
        let mean = try #require(model.bestMean)
        #expect(abs(mean - 1.305) < 1e-12)
    }

    /// - Parameters:
    ///   - kept: the loss of the first model's run that is done; its other one diverged.
    ///   - losses: of the second model.
    private func report(kept: Double, beside losses: [Double]) -> Report {
        report([[1 - kept, -99], losses.map { 1 - $0 }], objective: Objective(metric: .validationLoss)) {
            $0 == -99
                ? Samples.outcome(.diverged(step: 3, learningRate: 1), loss: 1e5)
                : Samples.outcome(accuracy: 0.5, loss: 1 - $0)
        }
    }

    /// A uniform guess's loss is 2.3: with 1 that makes 1.65, with 0.2 it makes 1.25.
    @Test func `no level is the best by the runs that are left of it`() throws {
        func best(_ report: Report) throws -> Sensitivity.Effect {
            let effects = try #require(report.comparison.sensitivities.first).effects
            return try #require(effects.first { $0.key == "model" })
        }
        #expect(try best(report(kept: 1, beside: [1.3, 1.31])).bestLevel == .string("m1"))
        // Nor is it an advantage to diverge where another run came to 9: (1 + 9) / 2 beside (0.9 + 9) / 2.
        #expect(try best(report(kept: 1, beside: [0.9, 9])).bestLevel == .string("m1"))
        let marked = report(kept: 0.2, beside: [1.3, 1.31])
        let effect = try best(marked)
        #expect(effect.bestLevel == .string("m0") && effect.bestDiverged == 1 && effect.bestRuns == 2)
        let text = MarkdownSummary.render(marked, figures: [])
        #expect(text.contains("| `m0` ") && text.contains(" 0.2000 (1 of 2 diverged) |"), "\(text)")
        #expect(
            text.contains(
                "counts as a uniform guess. What is best on average goes by the values as they are, with a run that "
                    + "diverged as the worst of all; the mean beside it is over the runs that are done."), "\(text)")
        #expect(JSONSummary.render(marked).contains("\"diverged\": 1"))
    }

    /// The mean of twelve equal numbers may be another one.
    @Test func `where all are a uniform guess nothing is explained`() {
        let report = report(
            Array(repeating: [-9, -8], count: 6), objective: Objective(metric: .validationLoss)
        ) { Samples.outcome(accuracy: 0.5, loss: 1 - $0) }
        #expect(report.comparison.sensitivities == [])
        #expect(
            MarkdownSummary.render(report, figures: []).contains(
                "All combinations of `model` and `learning_rate` come to the same, or to a uniform guess"))
    }

    @Test func `where all are at chance nothing is explained`() {
        let report = report([[0.1, 0.101], [0.102, 0.103]]) { Samples.outcome(accuracy: $0, loss: 2.31) }
        #expect(report.rows.allSatisfy { $0.verdict == .atChance })
        #expect(report.comparison.sensitivities == [])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(
            text.contains("No run learned anything: which of `model` and `learning_rate` matters cannot be told here."),
            "\(text)")
        #expect(!text.contains(" explains "), "\(text)")
    }

    @Test func `why a grid with a hole says nothing is said`() {
        let text = MarkdownSummary.render(report([[0.5, nil], [0.7, 0.75]]), figures: [])
        #expect(
            text.contains(
                "Which of `model` and `learning_rate` matters can be told when all 4 combinations have a result: 1 of them "
                    + "has none."), "\(text)")
        #expect(
            MarkdownSummary.render(report([[0.5, 0.5], [0.5, 0.5]]), figures: []).contains("none of them matters here.")
        )
    }

    @Test func `a grid with a hole, one key, or equal results say nothing`() {
        #expect(report([[0.5, nil], [0.7, 0.75]]).comparison.sensitivities == [])
        #expect(report([[0.5, 0.6, 0.7]]).comparison.sensitivities == [])
        #expect(report([[0.5, 0.5], [0.5, 0.5]]).comparison.sensitivities == [])
    }
}
