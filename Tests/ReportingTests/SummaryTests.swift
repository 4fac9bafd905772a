import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct SummaryTests {
    @Test func `the Markdown summary reads as agreed`() {
        #expect(MarkdownSummary.render(Samples.fashionReport, figures: []) == Snapshot.markdown)
    }

    @Test func `all lines of a table are equally long`() {
        let tables = MarkdownSummary.render(Samples.fashionReport, figures: []).split(
            separator: "\n", omittingEmptySubsequences: false
        )
        .split { !$0.hasPrefix("|") }
        // Results, of the range test its trials and the rules' readings, and single runs.
        #expect(tables.count == 4)
        for table in tables { #expect(Set(table.map(\.count)).count == 1) }
    }

    @Test func `a list of layers does not blow up the table, and stands whole in results.csv`() {
        var deep = RunConfiguration(learningRate: .fixed(0.1))
        deep.model = .layers(
            [LayerSpec(.flatten)] + (1...20).map { LayerSpec(.dense(units: $0, initializer: .pytorch)) })
        let run = Samples.plannedRun(
            "deep", deep, varied: [("model.layers", .list((1...40).map(SettingValue.integer)))])
        let report = Samples.report(Samples.plan([.run(run)]), [Samples.record(run, Samples.outcome(rate: 0.1))])
        let line = MarkdownSummary.render(report, figures: []).split(separator: "\n").first {
            $0.hasPrefix("|") && $0.contains("`deep`")
        }
        #expect(line?.contains("…") == true && line?.contains("39, 40") == false)
        #expect(CSVResults.render(report).contains("39, 40"))
    }

    @Test func `of models that begin alike the table tells the layers in which they differ`() {
        let runs = [0.5, 0.2].map { rate in
            let first = (1...9).map { SettingValue.mapping([Setting("dense", .integer($0))]) }
            let dropout = SettingValue.mapping([Setting("dropout", .number(rate))])
            let layers = SettingValue.list(first + [dropout, SettingValue.string("relu")])
            return Samples.plannedRun("\(rate)", varied: [("model.layers", layers)])
        }
        let text = MarkdownSummary.render(Samples.report(Samples.plan(runs: runs), []), figures: [])
        for rate in ["0.5", "0.2"] {
            #expect(text.contains(#"| model.layers: \[…, \{dropout: \#(rate)\}, …\] |"#), "\(text)")
        }
    }

    @Test func `of a range test without a record whose runs are done the summary says where it may be`() {
        let run = Samples.autoRun()
        let plan = Samples.plan([.rangeTest(Samples.rangeTest), .run(run)])
        func text(_ records: [RunRecord]) -> String {
            MarkdownSummary.render(Samples.report(plan, records), figures: [])
        }
        let told =
            "No run waits for it, and its result, in `finder/\(Samples.testKey)`, is not here: if the runs were copied, "
            + "it is where they came from."
        #expect(text([Samples.record(run, Samples.outcome())]).contains(told))
        for records in [[], [Samples.record(run, Samples.outcome(.interrupted(step: 1)))]] {
            #expect(text(records).contains("Not begun.") && !text(records).contains(told))
        }
    }

    /// The run trained on 240,000.
    @Test(arguments: [(9600, "4.0 % of"), (360_000, "150.0 % of"), (1_177_680, "4.9 times"), (2_880_000, "12 times")])
    func `what a range test processed is told beside the run's training`(samples: Int, amount: String) {
        var outcome = Samples.curve
        outcome.samples = samples
        let run = Samples.autoRun()
        let report = Samples.report(
            Samples.plan([.rangeTest(Samples.rangeTest), .run(run)]), [Samples.record(run, Samples.outcome())],
            rangeTests: [Samples.rangeTestRecord(outcome)])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(text.contains(" in 4.2 s, \(amount) the training samples of one run that it served."), "\(text)")
    }

    @Test func `a cost that is too short to be written is not told as none`() {
        func text(_ cost: RunCost) -> String {
            let run = Samples.plannedRun("a")
            var outcome = Samples.outcome()
            outcome.cost = cost
            return MarkdownSummary.render(
                Samples.report(Samples.plan(runs: [run]), [Samples.record(run, outcome)]), figures: [])
        }
        let short = text(RunCost(trainingSeconds: 0.01, seconds: 0.04, samplesPerSecond: 80_053))
        #expect(
            short.contains(
                "1 run took less than 0.1 s in all, less than 0.1 s of it training at 80053 samples/s a run"),
            "\(short)")
        let longer = text(RunCost(trainingSeconds: 0.06, seconds: 0.14, samplesPerSecond: 80_053))
        #expect(longer.contains("1 run took 0.1 s in all, 0.1 s of it training at 80053 samples/s a run"), "\(longer)")
    }

    @Test func `the end of a range test is told by the rate where it was`() {
        func text(_ curve: [RangeTestOutcome.Point], _ stop: RangeTestOutcome.Stop) -> String {
            let outcome = RangeTestOutcome(
                sweeps: [.init(seed: 1, curve: curve, stop: stop)], curve: curve, learningRate: nil, reason: nil,
                samples: 1, seconds: 1)
            let report = Samples.report(
                Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())]), [],
                rangeTests: [Samples.rangeTestRecord(outcome)])
            return MarkdownSummary.render(report, figures: [])
        }
        let curve = [0.01, 57.9].map { RangeTestOutcome.Point(learningRate: $0, loss: 1, smoothedLoss: 1) }
        let finite = text(curve, .notFinite)
        #expect(
            finite.contains("It ended at 57.9 after 2 points: at the next rate the loss was not finite."), "\(finite)")
        let none = text([], .notFinite)
        #expect(none.contains("It ended after 0 points: at the first rate the loss was not finite."), "\(none)")
        let risen = text(curve, .diverged)
        #expect(risen.contains("It ended at 57.9 after 2 points, where the smoothed loss was more than"), "\(risen)")
    }

    @Test func `of several sweeps those that ended alike are told together`() {
        let curve = [0.01, 0.394, 57.9].map { RangeTestOutcome.Point(learningRate: $0, loss: 1, smoothedLoss: 1) }
        func text(points: [Int]) -> String {
            let sweeps = points.enumerated().map { index, count in
                RangeTestOutcome.Sweep(
                    seed: UInt64(index), curve: Array(curve.prefix(count)),
                    stop: count == curve.count ? .ladderEnd : .interrupted)
            }
            let outcome = RangeTestOutcome(
                sweeps: sweeps, curve: curve, learningRate: nil, reason: nil, samples: 1, seconds: 1)
            let report = Samples.report(
                Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())]), [],
                rangeTests: [Samples.rangeTestRecord(outcome)])
            return MarkdownSummary.render(report, figures: [])
        }
        let mixed = text(points: [3, 2, 3, 3])
        #expect(
            mixed.contains(
                ". 3 sweeps went through all of it (3 points); 1 was interrupted after 2 points. Choice: "), "\(mixed)")
        let one = text(points: [2, 3, 3])
        #expect(
            one.contains(". 1 sweep was interrupted after 2 points; 2 went through all of it (3 points). Choice: "),
            "\(one)")
        let alike = text(points: [3, 3])
        #expect(alike.contains(". Every sweep went through all of it (3 points). Choice: "), "\(alike)")
    }

    @Test func `of several sweeps the summary tells what each shows by itself`() {
        func text(_ rates: [Double?]) -> String {
            var outcome = Samples.curve
            outcome.sweeps = rates.map {
                .init(seed: 99, curve: Samples.curve.curve, stop: .notFinite, learningRate: $0)
            }
            let report = Samples.report(
                Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())]), [],
                rangeTests: [Samples.rangeTestRecord(outcome)])
            return MarkdownSummary.render(report, figures: [])
        }
        let three = text([0.002, nil, 0.0017])
        #expect(
            three.contains(
                " was not finite. Sweep by sweep: falls centred at 0.002, nowhere and 0.0017 (×1.2). Choice: by"),
            "\(three)")
        #expect(!text([0.002]).contains("Sweep by sweep"))
    }

    @Test func `what leaves a range test no rate and no range is said once`() {
        var outcome = Samples.curve
        (outcome.learningRate, outcome.range, outcome.confidence) = (nil, nil, nil)
        (outcome.reason, outcome.rangeReason) = ("every trial diverged", "every trial diverged")
        let report = Samples.report(
            Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())]), [],
            rangeTests: [Samples.rangeTestRecord(outcome)])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(text.contains(": every trial diverged. No range.\n"), "\(text)")
    }

    @Test func `where a run has label smoothing, the losses that do not contain it are named`() {
        func text(_ smoothings: [Double]) -> String {
            let runs = smoothings.map { smoothing in
                var configuration = RunConfiguration(learningRate: .fixed(0.1))
                configuration.labelSmoothing = smoothing
                return Samples.plannedRun("\(smoothing)", configuration)
            }
            return MarkdownSummary.render(Samples.report(Samples.plan(runs: runs), []), figures: [])
        }
        let note = "Train loss contains label smoothing, where a run has it; validation and test loss do not."
        #expect(text([0, 0.1]).contains(note))
        #expect(!text([0]).contains(note))
    }

    @Test func `how range tests are to find the rate stands among what differs`() {
        let runs = ["valley", "steepest"].map { rule in
            Samples.plannedRun(rule, varied: [("learning_rate.auto.suggestion", .string(rule))])
        }
        let text = MarkdownSummary.render(Samples.report(Samples.plan(runs: runs), []), figures: [])
        #expect(text.contains("| learning_rate.auto.suggestion: valley "), "\(text)")
    }

    @Test func `a seed that an entry sets stands in the row of its one run`() {
        func run(_ name: String, seed: UInt64, of group: String, _ optimizer: String? = nil) -> PlannedRun {
            let own = optimizer.map { [(path: "optimizer", value: SettingValue.string($0))] } ?? []
            return Samples.plannedRun(
                name, RunConfiguration(seed: seed), group: group,
                varied: [(path: "seed", value: SettingValue.integer(Int(seed)))] + own)
        }
        func cells(_ runs: [PlannedRun]) -> [String] {
            let report = Samples.report(Samples.plan(runs: runs), [])
            let rows = MarkdownSummary.render(report, figures: []).split(separator: "\n").filter { $0.hasPrefix("| `") }
            return rows.compactMap { row in
                let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                return cells.count > 2 ? cells[2] : nil
            }
        }
        #expect(
            cells([run("a", seed: 1, of: "a"), run("b", seed: 2, of: "b", "sgd")])
                == ["seed: 1", "seed: 2, optimizer: sgd"])
        // The first table has a row for each configuration, whatever repeats it.
        #expect(
            cells([run("a", seed: 1, of: "a"), run("a,seed=2", seed: 2, of: "a"), run("b", seed: 3, of: "b", "sgd")])
                == ["", "seed: 3, optimizer: sgd", "seed: 1", "seed: 2", "seed: 3, optimizer: sgd"])
    }

    @Test func `the seed of base is told of rows only where each is one run`() {
        func line(_ groups: [String]) -> Substring? {
            let seeded = groups.enumerated().map { index, group in
                Samples.plannedRun(
                    "\(index)", RunConfiguration(seed: UInt64(index + 1)), group: group,
                    varied: [("seed", .integer(index + 1))])
            }
            var configuration = RunConfiguration(seed: 7)
            configuration.optimizer = .sgd(momentum: 0.9)
            let other = Samples.plannedRun("sgd", configuration, varied: [("optimizer.sgd.momentum", .number(0.9))])
            let report = Samples.report(Samples.plan(runs: seeded + [other]), [])
            let lines = MarkdownSummary.render(report, figures: []).split(separator: "\n")
            return lines.first { $0.contains("Unless a row says otherwise: ") }
        }
        #expect(line(["a", "b"])?.hasSuffix(" Unless a row says otherwise: optimizer: adam, seed: 7.") == true)
        #expect(line(["a", "a"])?.hasSuffix(" Unless a row says otherwise: optimizer: adam.") == true)
    }

    @Test func `settings that decide no number are none of what differs`() {
        let run = Samples.plannedRun(
            "a",
            varied: [
                ("timeout", .integer(1)), ("epochs", .integer(3)), ("checkpoint_every.steps", .integer(5)),
                ("dataset.idx.class_names", .list([.string("cat"), .string("dog")])),
            ])
        let report = Samples.report(Samples.plan(runs: [run]), [])
        #expect(report.rows.first?.changes == [Setting("epochs", .integer(3))])
    }

    @Test func `a run that took too long is told of with its step, once`() throws {
        let run = Samples.plannedRun("a")
        let reached = Samples.outcome(.interrupted(step: 170))
        let failure = ItemFailure("it took longer than its timeout of 1 s", reached: reached)
        var record = Samples.record(run)
        record.fail(failure, at: Samples.start)
        let text = MarkdownSummary.render(Samples.report(Samples.plan(runs: [run]), [record]), figures: [])
        #expect(
            text.contains("- `a` failed at step 170 of 3750: it took longer than its timeout of 1 s\n"), "\(text)")
        let line = try #require(EventLog.line(for: .finished(run.id, .failed(failure)), at: Samples.start))
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
        #expect(json["status"]?.string == "failed" && json["stopped_at_step"]?.number == 170)
        record.checkpoint = CheckpointMark(
            step: 170, elapsed: ElapsedTime(training: 1, total: 1), instructionSet: nil)
        let temporary = try TemporaryFolder()
        try temporary.write(JSONText.document(record.json), to: "runs/fashion/a/run.json")
        try temporary.write("", to: "runs/fashion/a/last.safetensors")
        let progress = try temporary.experiment("fashion").progress(of: Samples.plan(runs: [run]))
        #expect(
            progress.state(of: run.id)?.text == "failed at step 170: it took longer than its timeout of 1 s")
    }

    @Test func `all that are level with the best are marked`() throws {
        let runs = ["a", "b", "c"].map { Samples.plannedRun($0) }
        let records = zip(runs, [0.9, 0.9, 0.8]).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
        let report = Samples.report(Samples.plan(runs: runs), records)
        let text = MarkdownSummary.render(report, figures: [])
        for best in ["a", "b"] { #expect(text.contains("| **`\(best)`** (best) |"), "\(text)") }
        #expect(text.components(separatedBy: "** (best)").count == 3)
        let table = report.comparison.shortTable(limit: 9)
        #expect(table.rows.map(\.first) == ["*", "*", ""])
        #expect(table.legend == "* level at the top by last validation accuracy")
        let json = try JSONSerialization.jsonObject(with: Data(JSONSummary.render(report).utf8)) as? [String: Any]
        let groups = try #require(json?["groups"] as? [[String: Any]])
        #expect(groups.map { $0["is_best"] as? Bool } == [true, true, false])
    }

    @Test func `runs of several starts are reproduced by the command of all`() {
        let runs = ["a", "b"].map { Samples.plannedRun($0) }
        func summary(_ records: [RunRecord]) -> String {
            var report = Samples.report(Samples.plan(runs: runs), records, selected: [PlanItemID("b")])
            report.experiment.command = TypedCommand("xrun f.yaml --only b", ofAllRuns: "xrun f.yaml")
            return MarkdownSummary.render(report, figures: [])
        }
        let records = runs.map { Samples.record($0, Samples.outcome()) }
        #expect(summary(records).contains("```sh\nxrun f.yaml\n```"))
        #expect(summary([records[1]]).contains("```sh\nxrun f.yaml --only b\n```"))
    }

    @Test func `a run that was left out is shown as not selected`() {
        let runs = [Samples.plannedRun("a"), Samples.plannedRun("b"), Samples.plannedRun("c")]
        let report = Samples.report(
            Samples.plan(runs: runs), [Samples.record(runs[0], Samples.outcome())],
            selected: [PlanItemID("a"), PlanItemID("b")])
        #expect(report.rows.map(\.state) == [.done, .notStarted, .notSelected])
        #expect(
            report.answer(.plain).hasPrefix("So far 1 of 2 runs has finished. a reached"), "\(report.answer(.plain))")
    }

    @Test func `runs of several starts are told apart`() {
        let runs = [Samples.plannedRun("a"), Samples.plannedRun("b")]
        var records = runs.map { Samples.record($0, Samples.outcome()) }
        records[1].provenance.xrunVersion = "1.1.0"
        records[1].provenance.revision?.isModified = true
        let text = MarkdownSummary.render(Samples.report(Samples.plan(runs: runs), records), figures: [])
        #expect(text.contains("- 1 run: xrun 1.0.0, git `0123456789abcdef0123456789abcdef01234567`, AMD EPYC 7763"))
        #expect(
            text.contains(
                "- 1 run: xrun 1.1.0, git `0123456789abcdef0123456789abcdef01234567` with uncommitted changes"))
    }
}
