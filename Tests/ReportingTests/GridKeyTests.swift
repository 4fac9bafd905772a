import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// Which keys and values make a grid, and what is said of those that are beside it.
@Suite struct GridKeyTests {
    @Test func `keys that vary together make no grid, whose places would be beyond memory`() {
        let runs = (0..<400).map { index in
            Samples.plannedRun(
                "\(index)",
                varied: ["batch_size", "learning_rate", "epochs"].map { ($0, .number(Double(index + 1))) })
        }
        let records = runs.map { Samples.record($0, Samples.outcome(accuracy: 0.5)) }
        #expect(Samples.report(Samples.plan(runs: runs), records).comparison.sensitivities == [])
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

    /// Each optimizer with these batch sizes.
    private func report(adam: [Int], sgd: [Int]) -> Report {
        let variants: [(path: String, value: SettingValue)] = [
            ("optimizer", .string("adam")), ("optimizer.sgd.momentum", .number(0.9)),
        ]
        return report(
            ofEach: zip(variants, [adam, sgd]).flatMap { variant, sizes in
                sizes.map { size in [variant, (path: "batch_size", value: SettingValue.integer(size))] }
            })
    }

    @Test func `variants stay levels of one key where the file leaves out a combination`() throws {
        let report = report(adam: [16, 32], sgd: [16, 32, 64])
        #expect(report.comparison.sensitivities.map(\.configurations) == [8])
        let sensitivity = try #require(report.comparison.sensitivities.first)
        #expect(sensitivity.effects.map(\.key) == ["optimizer", "batch_size", "learning_rate"])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(
            text.contains("`batch_size: 64` is left out: not all of its combinations are in the file."), "\(text)")
    }

    @Test func `variants that have few combinations in common are looked at one by one`() {
        let report = report(adam: [16, 32], sgd: [32, 64, 128])
        #expect(report.comparison.sensitivities.map(\.configurations) == [4, 6])
        let text = MarkdownSummary.render(report, figures: [])
        for setting in ["optimizer: adam", "optimizer.sgd.momentum: 0.9"] {
            #expect(text.contains("the grid of `batch_size` and `learning_rate` with `\(setting)`."), "\(text)")
        }
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

    /// A setting each, for `report(ofEach:)`.
    private let twoModels: [[(path: String, value: SettingValue)]] = [
        [("model", .string("a"))], [("model", .string("b"))],
    ]

    @Test func `of two grids of the same settings it is said what tells them apart`() throws {
        let report = report(
            ofEach: twoModels + twoModels.map { [(path: "optimizer", value: SettingValue.string("sgd"))] + $0 })
        let text = MarkdownSummary.render(report, figures: SummaryFigures.all(report) { _ in [] })
        let statement = "between 4 of the 8 configurations, the grid of `model` and `learning_rate`"
        #expect(text.contains("\(statement). With one seed"), "\(text)")
        #expect(text.contains("\(statement) with `optimizer: sgd`. With one seed"), "\(text)")
        let title = "![Last validation accuracy by model and learning_rate"
        #expect(text.contains("\(title)](figures/grid.svg)"), "\(text)")
        #expect(text.contains("\(title) with optimizer: sgd](figures/grid-2.svg)"), "\(text)")
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(JSONSummary.render(report).utf8))
        #expect(
            json["sensitivity"]?.elements.compactMap { $0["fixed"] }
                == [.object([:]), .object(["optimizer": .string("sgd")])])
    }

    @Test func `what decides no number tells no grids apart`() throws {
        let own: [(path: String, value: SettingValue)] = [
            ("timeout", .integer(60)), ("optimizer", .string("sgd")), ("log_every", .integer(5)),
            ("dataset.idx.class_names", .list([.string("cat"), .string("dog")])),
        ]
        let report = report(ofEach: twoModels + twoModels.map { own + $0 })
        let text = MarkdownSummary.render(report, figures: [])
        #expect(text.contains("`model` and `learning_rate` with `optimizer: sgd`. With one seed"), "\(text)")
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(JSONSummary.render(report).utf8))
        #expect(
            json["sensitivity"]?.elements.compactMap { $0["fixed"] }
                == [.object([:]), .object(["optimizer": .string("sgd")])])
    }

    /// The first grid's runs are those of 0 and 1.
    @Test(arguments: [(["0,", "1,"], " with `optimizer: sgd`"), (["2,", "3,"], "")] as [([String], String)])
    func `a grid is named where the other one has no result yet, too`(waiting: [String], name: String) {
        var report = report(
            ofEach: twoModels + twoModels.map { [(path: "optimizer", value: SettingValue.string("sgd"))] + $0 })
        report.runs = report.runs.filter { run in !waiting.contains { run.value.run.name.hasPrefix($0) } }
        let text = MarkdownSummary.render(report, figures: [])
        #expect(
            text.contains(
                "of the last validation accuracy between the 4 configurations that have a result, the grid of "
                    + "`model` and `learning_rate`\(name). With one seed"), "\(text)")
    }

    @Test func `a grid of which nothing can be told yet is called by what it alone has, too`() {
        var report = report(
            ofEach: twoModels + twoModels.map { $0 + [(path: "epochs", value: SettingValue.integer(9))] })
        report.runs = [:]
        let text = MarkdownSummary.render(report, figures: [])
        let rest = "matters can be told when all 4 combinations have a result: 4 of them have none."
        #expect(text.contains("Which of `model` and `learning_rate` \(rest)"), "\(text)")
        #expect(text.contains("Which of `model` and `learning_rate` with `epochs: 9` \(rest)"), "\(text)")
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
}
