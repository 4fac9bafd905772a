import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// A run whose schedule moves between bounds was not trained at its learning rate.
@Suite struct RateBoundsTests {
    private static let bounds = RateBounds(minimum: 9e-4, maximum: 0.018)

    private static func run(_ name: String, _ schedule: ScheduleSpec, isAuto: Bool = true) -> PlannedRun {
        Samples.plannedRun(
            name, RunConfiguration(learningRate: isAuto ? .auto(FinderSettings()) : .fixed(0.0053), schedule: schedule),
            rangeTestKey: isAuto ? Samples.testKey : nil)
    }

    private static func record(_ run: PlannedRun, _ bounds: RateBounds?, accuracy: Double = 0.9) -> RunRecord {
        var outcome = Samples.outcome(rate: 0.0053, accuracy: accuracy)
        outcome.rateBounds = bounds
        return Samples.record(run, outcome)
    }

    /// A cycle with open bounds, one with bounds of the file, one over a fixed rate, and no cycle.
    private static let report: Report = {
        let open = run("open", ScheduleSpec(kind: .cyclical(.init())))
        let given = run("given", ScheduleSpec(kind: .cyclical(.init(minimum: 1e-3, maximum: 0.01))))
        let fixed = run("fixed", ScheduleSpec(kind: .oneCycle(.init())), isAuto: false)
        let plain = run("plain", ScheduleSpec())
        return Samples.report(
            Samples.plan([open, given, fixed, plain].map(PlanItem.run)),
            [
                record(open, bounds, accuracy: 0.92),
                record(given, RateBounds(minimum: 1e-3, maximum: 0.01)),
                record(fixed, RateBounds(minimum: 0.0053 / 25 / 1e4, maximum: 0.0053)), record(plain, nil),
            ])
    }()

    @Test func `whoever reads a table is told the bounds of a run's schedule`() throws {
        let text = MarkdownSummary.render(Self.report, figures: [])
        let cells = text.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains("`") }.map { line in
            line.split(separator: "|")[1].trimmingCharacters(in: .whitespaces)
        }
        #expect(text.contains("Where a learning rate is two numbers, they are the schedule's bounds: "), "\(text)")
        let constant = Samples.report(
            Samples.plan([.run(Self.run("plain", ScheduleSpec()))]),
            [Self.record(Self.run("plain", ScheduleSpec()), nil)])
        #expect(!MarkdownSummary.render(constant, figures: []).contains("the schedule's bounds"))
        let short = Self.report.comparison.shortTable(limit: 9)
        let column = try #require(short.titles.firstIndex(of: "learning rate"))
        let rates = ["9e-4 … 0.018 (auto)", "0.001 … 0.01", "2.12e-8 … 0.0053", "0.0053 (auto)"]
        #expect(cells == rates && short.rows.map { $0[column] } == rates)
        let comparison = ExperimentComparison([("a", Self.report)])
        for rate in rates { #expect(comparison.markdown.contains(" \(rate) |")) }
        #expect(Self.report.answer(.plain).hasPrefix("open (learning rate 9e-4 … 0.018) won"))
    }

    @Test func `bounds that differ do not read alike`() {
        let (open, bounds) = (Self.run("open", ScheduleSpec(kind: .cyclical(.init()))), (0.0012341, 0.0012349))
        var found = Samples.curve
        found.range = .init(minimum: bounds.0, maximum: bounds.1)
        let report = Samples.report(
            Samples.plan([.rangeTest(Samples.rangeTest), .run(open)]),
            [Self.record(open, RateBounds(minimum: bounds.0, maximum: bounds.1))],
            rangeTests: [Samples.rangeTestRecord(found)])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(text.contains(" 0.001234 … 0.001235 (auto) |"), "\(text)")
        #expect(text.contains("Range for cycles: 0.001234 to 0.001235, from where"), "\(text)")
    }

    @Test func `programs get the rate and the bounds, in full`() throws {
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(JSONSummary.render(Self.report).utf8))
        let runs = try #require(json["runs"]?.elements)
        #expect(runs.map { $0["learning_rate"]?.number } == [nil, nil, 0.0053, 0.0053])
        #expect(runs.map { $0["learning_rate_suggested"]?.number } == [0.0053, nil, nil, 0.0053])
        #expect(runs.map { $0["learning_rate_min"]?.number } == [9e-4, 1e-3, 0.0053 / 25 / 1e4, nil])
        #expect(runs.map { $0["learning_rate_max"]?.number } == [0.018, 0.01, 0.0053, nil])
        let lines = CSVResults.render(Self.report).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false)[2...5].joined(separator: " ")
        }
        #expect(lines.first == "learning_rate learning_rate_min learning_rate_max learning_rate_suggested")
        #expect(lines[1] == " 9e-4 0.018 0.0053" && lines[4] == "0.0053   0.0053")
        let groups = ExperimentComparison([("a", Self.report)]).json
        let compared = try JSONDecoder().decode(JSONValue.self, from: Data(groups.utf8))["groups"]?.elements
        let told = compared.map { groups in
            groups.map { [$0["learning_rate"]?.number, $0["learning_rate_suggested"]?.number] }
        }
        #expect(told == [[nil, 0.0053], [nil, nil], [0.0053, nil], [0.0053, 0.0053]])
        // What the table has: the bounds alone, where there are any.
        let used = try #require(compared).map { group -> [String: Double] in
            group["learning_rates"]?[0]?.entries.compactMapValues(\.number) ?? [:]
        }
        #expect(used.first == ["learning_rate_min": 9e-4, "learning_rate_max": 0.018])
        #expect(used.last == ["learning_rate": 0.0053])
    }

    @Test func `a rate that nothing uses is told to nobody`() throws {
        // One that has ended, one that has not begun, and one of a version in which a range test found a rate for it.
        let cycle = ScheduleSpec(kind: .oneCycle(.init(maximum: 0.01)))
        let (done, open) = (Self.run("done", cycle, isAuto: false), Self.run("open", cycle, isAuto: false))
        let found = Self.run("found", cycle)
        let bounds = RateBounds(minimum: 4e-8, maximum: 0.01)
        let report = Samples.report(
            Samples.plan([done, open, found].map(PlanItem.run)),
            [Self.record(done, bounds), Self.record(found, bounds)])
        let text = JSONSummary.render(report)
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        let runs = try #require(json["runs"]?.elements)
        #expect(runs.map { $0["learning_rate"]?.number } == [nil, nil, nil])
        #expect(runs.map { $0["learning_rate_max"]?.number } == [0.01, nil, 0.01])
        #expect(runs.map { $0["learning_rate_suggested"] } == [.null, .null, .null])
        let rates = CSVResults.render(report).split(separator: "\n").dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false)[2...4].joined(separator: " ")
        }
        #expect(rates == [" 4e-8 0.01", "  ", " 4e-8 0.01"])
        let short = report.comparison.shortTable(limit: 9)
        let column = try #require(short.titles.firstIndex(of: "learning rate"))
        #expect(short.rows.map { $0[column] } == ["4e-8 … 0.01", "–", "4e-8 … 0.01"])
        let groups = ExperimentComparison([("a", report)]).json
        let compared = try JSONDecoder().decode(JSONValue.self, from: Data(groups.utf8))["groups"]?.elements
        let told = try #require(compared?.first { $0["group"]?.string == "done" })
        #expect(told["learning_rate"]?.number == nil && told["learning_rate_max"]?.number == 0.01)
    }

    @Test func `a range test is told to serve those alone whose rates it has a say in`() {
        let open = Self.run("open", ScheduleSpec(kind: .cyclical(.init())))
        let given = Self.run("given", ScheduleSpec(kind: .oneCycle(.init(maximum: 0.01))))
        let items: [PlanItem] = [.rangeTest(Samples.rangeTest), .run(open), .run(given)]
        let report = Samples.report(Samples.plan(items), [], rangeTests: [Samples.rangeTestRecord()])
        #expect(MarkdownSummary.render(report, figures: []).contains("** for `open`. "))
    }

    @Test func `a record keeps the bounds, and one of a version that had none is still read`() throws {
        let written = Self.record(Self.run("open", ScheduleSpec()), Self.bounds)
        let text = JSONText.document(written.json)
        let back = try #require(RunRecord(json: JSONText.parse(Array(text.utf8))))
        #expect(back.rateBounds == Self.bounds && back.outcome == written.outcome)
        let former = text.split(separator: "\n").filter { !$0.contains("learning_rate_m") }.joined(separator: "\n")
        let old = try #require(RunRecord(json: JSONText.parse(Array(former.utf8))))
        #expect(old.rateBounds == nil && old.outcome?.learningRate == 0.0053)
    }

    @Test func `a run that has begun tells of its bounds before it ends`() throws {
        let temporary = try TemporaryFolder()
        let folder = try ExperimentFolder(output: temporary.path, name: "fashion")
        try folder.create()
        let plan = Samples.plan([.run(Self.run("open", ScheduleSpec()))])
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun fashion.yaml"))
        let id = PlanItemID("open")
        reporter.handle(.started(id))
        let start = ItemStart(learningRate: 0.0053, rateBounds: Self.bounds, workload: Samples.workload)
        reporter.handle(.item(id, .began(start)))
        #expect(try folder.contents().runs.map(\.record.rateBounds) == [Self.bounds])
        _ = reporter.finish()
    }

    @Test func `the log tells of the bounds at the start and at the end`() throws {
        let id = PlanItemID("open")
        let start = ItemStart(learningRate: 0.0053, rateBounds: Self.bounds, workload: Samples.workload)
        var outcome = Samples.outcome(rate: 0.0053)
        outcome.rateBounds = Self.bounds
        for event in [ScheduleEvent.item(id, .began(start)), .finished(id, .outcome(.run(outcome)))] {
            let line = try #require(EventLog.line(for: event, at: Samples.start))
            let json = try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
            #expect(json["learning_rate_min"]?.number == 9e-4 && json["learning_rate_max"]?.number == 0.018)
        }
    }
}
