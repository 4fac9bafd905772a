import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// Seeds of one configuration that stand in several experiments.
@Suite struct JoinedGroupsTests {
    /// An experiment of these groups, which differ in their batch size alone.
    private func report(
        _ seeds: ClosedRange<Int>, _ groups: [(name: String, batchSize: Int, accuracies: [Double])]
    ) -> Report {
        let runs = groups.map { group in
            Samples.seeds(seeds.upperBound, of: group.name, rate: 1e-3) { $0.batchSize = group.batchSize }
                .dropFirst(seeds.lowerBound - 1)
        }
        let records = zip(runs, groups).flatMap { runs, group in
            zip(runs, group.accuracies).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
        }
        return Samples.report(Samples.plan(runs: runs.flatMap { $0 }), records)
    }

    private func remarks(_ comparison: ExperimentComparison, with words: String) -> [String] {
        comparison.remarks(.plain).filter { $0.contains(words) }
    }

    private func experiments(_ comparison: ExperimentComparison) -> [String] {
        comparison.shortTable.rows.map { $0[1] }
    }

    private func counts(_ comparison: ExperimentComparison) throws -> [String] {
        let column = try #require(comparison.shortTable.titles.firstIndex(of: "n"))
        return comparison.shortTable.rows.map { $0[column] }
    }

    @Test func `seeds that two folders have of one configuration are one group`() throws {
        let comparison = ExperimentComparison([
            ("A", report(1...3, [("slow", 64, [0.80, 0.81, 0.82]), ("fast", 32, [0.70, 0.71, 0.72])])),
            ("B", report(4...6, [("slow", 64, [0.83, 0.84, 0.85]), ("fast", 32, [0.73, 0.74, 0.75])])),
        ])
        let answer = comparison.answer(.plain)
        #expect(answer.hasPrefix("A and B: slow won with a last validation accuracy of 82.50 ± 1.87 % "), "\(answer)")
        #expect(answer.contains("10.00 points above the runner-up A and B: fast "), "\(answer)")
        #expect(experiments(comparison) == ["A and B", "A and B"])
        #expect(try counts(comparison) == ["6", "6"])
        #expect(comparison.differing == ["batch_size"])
        #expect(remarks(comparison, with: "they are one group").count == 1)
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(comparison.json.utf8))
        let groups = try #require(json["groups"]?.elements)
        let both = JSONValue.array([.string("A"), .string("B")])
        #expect(groups.map { $0["experiments"] } == [both, both])
        #expect(groups.map { $0["runs"]?.number } == [6, 6])
    }

    @Test func `what nothing looks at keeps seeds of two folders from no group`() throws {
        func part(_ gamma: Double, _ seeds: ClosedRange<Int>) -> Report {
            let all = Samples.seeds(seeds.upperBound, of: "x", rate: 1e-3) {
                $0.schedule = ScheduleSpec(kind: .cyclical(.init(gamma: gamma)))
            }
            let runs = Array(all.dropFirst(seeds.lowerBound - 1))
            return Samples.report(Samples.plan(runs: runs), runs.map { Samples.record($0, Samples.outcome()) })
        }
        #expect(try counts(ExperimentComparison([("A", part(0.5, 1...2)), ("B", part(0.9, 3...4))])) == ["4"])
    }

    @Test func `a name that only one of them uses is told beside the other`() {
        let comparison = ExperimentComparison([
            ("A", report(1...3, [("slow", 64, [0.80, 0.81, 0.82])])),
            ("B", report(4...6, [("base", 64, [0.83, 0.84, 0.85])])),
        ])
        #expect(
            comparison.answer(.plain).hasPrefix("A and B: slow and base reached a last validation accuracy of 82.50"))
    }

    @Test func `a run that several have counts once`() throws {
        let first = report(1...3, [("x", 64, [0.80, 0.81, 0.82])])
        let second = report(3...5, [("x", 64, [0.82, 0.83, 0.84])])
        #expect(try counts(ExperimentComparison([("A", first), ("B", second)])) == ["5"])
        // Whoever has them all has nothing to gain.
        let all = report(1...5, [("x", 64, [0.80, 0.81, 0.82, 0.83, 0.84])])
        let covered = ExperimentComparison([("A", first), ("all", all)])
        #expect(experiments(covered) == ["A", "all"])
        #expect(remarks(covered, with: "are among those of all: x").count == 1)
    }

    @Test func `what one has planned and another one has done is done`() throws {
        var planned = report(1...4, [("x", 64, [0.80, 0.81, 0.82, 0.83])])
        for run in planned.experiment.runs.suffix(2) { planned.runs[run.description.identity] = nil }
        let done = report(3...4, [("x", 64, [0.82, 0.83])])
        for reports in [[("A", planned), ("B", done)], [("B", done), ("A", planned)]] {
            let comparison = ExperimentComparison(reports)
            #expect(try counts(comparison) == ["4"])
            #expect(comparison.shortTable.rows.first?.last == "4 done")
        }
    }

    @Test func `of copies of a run the one that trains counts before one that failed`() throws {
        var failed = report(1...3, [("x", 64, [0.80, 0.81, 0.82])])
        var running = report(3...3, [("x", 64, [0.82])])
        let identity = try #require(failed.experiment.runs.last).description.identity
        failed.runs[identity]?.status = .failed
        failed.runs[identity]?.results = nil
        running.runs[identity]?.status = .running
        running.runs[identity]?.results = nil
        for reports in [[("A", failed), ("B", running)], [("B", running), ("A", failed)]] {
            let rows = ExperimentComparison(reports).shortTable.rows
            #expect(rows.count == 1 && rows.first?.last?.contains("2 done") == true, "\(rows)")
            #expect(rows.first?.last?.contains("1 running") == true, "\(rows)")
        }
    }

    @Test func `groups whose common runs have other numbers stay apart`() {
        let comparison = ExperimentComparison([
            ("A", report(1...3, [("x", 64, [0.80, 0.81, 0.82])])),
            ("B", report(3...5, [("x", 64, [0.92, 0.93, 0.94])])),
        ])
        #expect(experiments(comparison) == ["A", "B"])
        #expect(remarks(comparison, with: "have the same settings, but measured differently").count == 1)
    }

    /// The identity of a run tells of the version of xrun that trained it, and here of its name.
    @Test func `groups that have other runs of the same seeds stay apart, and are named`() {
        let comparison = ExperimentComparison([
            ("A", report(1...3, [("x", 64, [0.80, 0.81, 0.82])])),
            ("B", report(3...5, [("y", 64, [0.82, 0.83, 0.84])])),
        ])
        #expect(experiments(comparison) == ["A", "B"])
        #expect(
            remarks(comparison, with: "same settings") == [
                "A: x and B: y have the same settings, but other runs of the same seeds: of versions of xrun that train to "
                    + "other numbers, or after range tests that differ (in seed, objective or version)."
            ])
    }

    @Test func `groups on other data or with other settings stay apart`() {
        let first = report(1...3, [("x", 64, [0.80, 0.81, 0.82])])
        var moved = report(4...6, [("x", 64, [0.83, 0.84, 0.85])])
        moved.runs = moved.runs.mapValues { record in
            var record = record
            record.dataset.checksum = "other"
            return record
        }
        let smaller = report(4...6, [("x", 32, [0.83, 0.84, 0.85])])
        for second in [moved, smaller] {
            #expect(experiments(ExperimentComparison([("A", first), ("B", second)])) == ["A", "B"])
        }
    }

    @Test func `settings that decide no number keep no seeds apart`() throws {
        func pets(_ seed: UInt64, _ path: String, _ change: (inout RunConfiguration) -> Void) -> Report {
            var configuration = RunConfiguration(seed: seed)
            configuration.dataset.source = .idx(path: path, classes: 10)
            change(&configuration)
            let run = Samples.plannedRun("x,seed=\(seed)", configuration, group: "x")
            return Samples.report(Samples.plan(runs: [run]), [Samples.record(run, Samples.outcome())])
        }
        let comparison = ExperimentComparison([
            ("A", pets(1, "/pets") { _ in }), ("B", pets(2, "/moved") { ($0.logEvery, $0.timeout) = (1, 60) }),
        ])
        #expect(try counts(comparison) == ["2"])
    }

    /// An experiment of one run whose rate a range test found.
    /// - Parameters:
    ///   - origin: what decides the test's rate but its seed; nil as an earlier version of xrun left it.
    ///   - isTold: whether the experiment's record has it.
    ///   - testSeed: of the test.
    ///   - version: of xrun, which made the test.
    ///   - metric: by which the experiment is decided.
    private func auto(
        _ seed: UInt64, _ rate: Double = 0.002, by rule: FinderSettings.Rule = .trials, origin: String? = nil,
        isTold: Bool = true, testSeed: UInt64 = 99, version: String = "1.0.0",
        metric: Objective.Metric = .validationAccuracy
    ) -> Report {
        var test = Samples.rangeTest
        test.key = "lenet5-adam-\(origin ?? "unknown")-\(testSeed)"
        (test.identity, test.seed) = ("identity of \(test.key)", testSeed)
        test.identityButSeed = isTold ? origin : nil
        var run = Samples.plannedRun(
            "auto,seed=\(seed)", RunConfiguration(learningRate: .auto(FinderSettings(rule)), seed: seed), group: "auto",
            rangeTestKey: test.key)
        run.identity += " after \(test.key)"
        var record = RangeTestRecord(test, provenance: Samples.provenance, started: Samples.start)
        record.provenance.xrunVersion = version
        return Samples.report(
            Samples.plan([.rangeTest(test), .run(run)], objective: Objective(metric: metric)),
            [Samples.record(run, Samples.outcome(rate: rate))],
            rangeTests: [record])
    }

    @Test func `groups whose rates come from other versions of the finder, or other objectives, stay apart`() throws {
        func isApart(_ first: Report, _ second: Report) -> Bool {
            let comparison = ExperimentComparison([("A", first), ("B", second)])
            let told =
                remarks(comparison, with: "same settings") == [
                    "A: auto and B: auto have the same settings, but range tests that differ (in objective, or in the "
                        + "version of the finder or of the numbers): they are no group."
                ]
            #expect(told == (experiments(comparison) == ["A", "B"]))
            return told
        }
        #expect(isApart(auto(1, origin: "finder 14"), auto(2, origin: "finder 15")))
        #expect(!isApart(auto(1, origin: "finder 15"), auto(2, origin: "finder 15")))
        #expect(!isApart(auto(1, origin: "finder 15"), auto(2, origin: "finder 15", testSeed: 7)))
        // Who does not know is taken for earlier than whoever does; of two, what judged the trials is known.
        #expect(isApart(auto(1, origin: "finder 15"), auto(2)))
        #expect(!isApart(auto(1), auto(2)))
        #expect(isApart(auto(1), auto(2, metric: .validationLoss)))
        #expect(!isApart(auto(1, by: .curve(.valley)), auto(2, by: .curve(.valley), metric: .validationLoss)))
        // A version of xrun with the same finder.
        #expect(!isApart(auto(1, origin: "finder 15"), auto(2, origin: "finder 15", version: "1.1.0")))
        // A run of both waits for the same test.
        for other in [auto(1, origin: "finder 15", version: "1.1.0"), auto(1, origin: "finder 15", isTold: false)] {
            let same = ExperimentComparison([("A", auto(1, origin: "finder 15")), ("B", other)])
            #expect(remarks(same, with: "range tests that differ").isEmpty)
        }
    }

    @Test func `rates that range tests of several experiments found are all told`() throws {
        func group(_ comparison: ExperimentComparison) throws -> JSONValue? {
            try JSONDecoder().decode(JSONValue.self, from: Data(comparison.json.utf8))["groups"]?[0]
        }
        func rates(_ numbers: Double...) -> JSONValue {
            .array(numbers.map { JSONValue.object(["learning_rate": .number($0)]) })
        }
        let other = ExperimentComparison([("A", auto(1, 0.002)), ("B", auto(2, 0.003))])
        #expect(other.markdown.contains("| 0.002, 0.003 (auto) |"), "\(other.markdown)")
        #expect(try group(other)?["learning_rate"] == .null)
        #expect(try group(other)?["learning_rates"] == rates(0.002, 0.003))
        let same = ExperimentComparison([("A", auto(1, 0.002)), ("B", auto(2, 0.002))])
        #expect(same.markdown.contains("|  0.002 (auto) |"), "\(same.markdown)")
        #expect(try group(same)?["learning_rate"] == .number(0.002))
        #expect(try group(same)?["learning_rates"] == rates(0.002))
    }
}
