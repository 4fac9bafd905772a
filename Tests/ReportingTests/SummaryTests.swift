import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct SummaryTests {
    /// Several seeds, one rate at chance, one diverged, one failed, one found by a range test.
    static let report: Report = {
        let slow = Samples.seeds(3, of: "learning_rate=1e-4", rate: 1e-4)
        let fast = Samples.seeds(2, of: "learning_rate=0.1", rate: 0.1)
        let auto = Samples.autoRun()
        var shortened = RunConfiguration(epochs: 3)
        shortened.optimizer = .sgd(momentum: 0.9)
        let sgd = Samples.plannedRun(
            "optimizer=sgd,epochs=3", shortened,
            varied: [("optimizer.sgd.momentum", .number(0.9)), ("epochs", .integer(3))])
        let lost = Samples.plannedRun("lost", RunConfiguration(learningRate: .fixed(1e-5)))
        let plan = Samples.plan([.rangeTest(Samples.rangeTest)] + (slow + fast + [auto, sgd, lost]).map(PlanItem.run))
        return Samples.report(
            plan,
            [
                Samples.record(slow[0], Samples.outcome(rate: 1e-4, accuracy: 0.804, loss: 0.528)),
                Samples.record(slow[1], Samples.outcome(rate: 1e-4, accuracy: 0.806, loss: 0.524)),
                Samples.record(slow[2], Samples.outcome(rate: 1e-4, accuracy: 0.805, loss: 0.529)),
                Samples.record(fast[0], Samples.outcome(rate: 0.1, accuracy: 0.1, loss: 2.309, trainLoss: 2.31)),
                Samples.record(
                    fast[1],
                    Samples.outcome(
                        .diverged(step: 1200, learningRate: 0.1), rate: 0.1, accuracy: 0.1, loss: 123456.7,
                        trainLoss: .nan)),
                Samples.record(
                    auto,
                    Samples.outcome(
                        rate: 0.002, accuracy: 0.892, loss: 0.292, best: Score(loss: 0.289, accuracy: 0.894))),
                Samples.record(sgd, Samples.outcome(accuracy: 0.86, loss: 0.39)),
                Samples.record(
                    lost, failure: "its results could not be written: cannot write a|b: No space left on device"),
            ],
            rangeTests: [Samples.finderRecord()])
    }()

    @Test func `the Markdown summary reads as agreed`() {
        #expect(MarkdownSummary.render(Self.report, figures: []) == Snapshot.markdown)
    }

    @Test func `all lines of a table are equally long`() {
        let tables = MarkdownSummary.render(Self.report, figures: []).split(
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

    @Test func `words from outside cannot become Markdown`() {
        var report = Self.report
        report.experiment.description = "<script>alert(1)</script> | *x* _y_ [z](u)\n# title"
        report.experiment.command = TypedCommand("xrun a\n```\n# title \u{1B}[2J")
        report.experiment.name = "a\u{1B}[2J\u{0}\u{9B}1m"
        let text = MarkdownSummary.render(report, figures: [])
        #expect(text.contains(##"\<script\>alert(1)\</script\> \| \*x\* \_y\_ \[z\](u) \# title"##))
        #expect(!text.contains("\n# title"))
        // Nothing that a terminal would obey.
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    }

    /// A sign with a combining mark behind it is another character to Swift, but not to who reads the file.
    @Test(arguments: ["\u{301}", "\u{338}"]) func `no combining mark hides a sign`(mark: String) {
        let name = "a|\(mark)b<\(mark)c`\(mark)d,\(mark)e\"\(mark)f\n\(mark)g"
        let run = Samples.plannedRun("run", group: name)
        var report = Samples.report(Samples.plan(runs: [run]), [Samples.record(run, Samples.outcome())])
        report.experiment.description = name
        let text = MarkdownSummary.render(report, figures: []).unicodeScalars
        func holds(_ words: String) -> Bool { !text.ranges(of: Array(words.unicodeScalars)).isEmpty }
        #expect(holds("\na\\|\(mark)b\\<\(mark)c\\`\(mark)d,\(mark)e"))
        #expect(holds("`` a\\|\(mark)b<\(mark)c`\(mark)d"))
        let table = CSVResults.render(report).unicodeScalars
        #expect(!table.ranges(of: Array("e\"\"\(mark)f".unicodeScalars)).isEmpty)
    }

    @Test(arguments: [
        ("a`b", "`` a`b ``"), ("a``b`", "``` a``b` ```"), ("```", "```` ``` ````"), ("a b", "`a b`"),
    ])
    func `a name with backticks stays code`(name: String, code: String) {
        let run = Samples.plannedRun(name)
        let text = MarkdownSummary.render(
            Samples.report(Samples.plan(runs: [run]), [Samples.record(run, Samples.outcome())]), figures: [])
        #expect(text.contains("**\(code)** reached a last validation accuracy"), "\(text)")
    }

    @Test(arguments: [
        ("- one", "\\- one"), ("+ one", "\\+ one"), ("1. one", "1\\. one"), ("12) one", "12\\) one"), ("---", "\\---"),
        ("# one", "\\# one"), ("    one", "one"), ("1.5 epochs", "1.5 epochs"), ("1.", "1\\."), ("* one", "\\* one"),
        ("> one", "\\> one"), ("a - b", "a - b"), ("", ""),
    ])
    func `a description is a paragraph, whatever it begins with`(description: String, text: String) {
        var report = Self.report
        report.experiment.description = description
        let summary = MarkdownSummary.render(report, figures: [])
        #expect(summary.hasPrefix("# fashion\n\n\(text)\n\n**`learning_rate=auto`**"), "\(summary.prefix(99))")
    }

    @Test func `the figures stand in the summary and are drawn the same each time`() throws {
        let measurements = (1...10).map { step in
            Experiment.Measurement(
                step: step * 375, epoch: Double(step) / 2, split: .validation, loss: 1 / Double(step),
                accuracy: 1 - 1 / Double(step + 1), learningRate: 1e-3)
        }
        let figures = SummaryFigures.all(Self.report) { _ in measurements }
        let text = MarkdownSummary.render(Self.report, figures: figures)
        #expect(text.contains("![Validation accuracy](figures/validation-accuracy.svg)"))
        #expect(text.contains("](figures/finder-\(Samples.testKey).svg)"))
        let again = SummaryFigures.all(Self.report) { _ in measurements }
        #expect(try again.map { try $0.svg() } == figures.map { try $0.svg() })
        #expect(MarkdownSummary.render(Self.report, figures: again) == text)
        // Of single points the table tells as much.
        let points = SummaryFigures.all(Self.report) { _ in [measurements[0]] }
        #expect(!MarkdownSummary.render(Self.report, figures: points).contains("validation-accuracy.svg"))
        #expect(points.count < figures.count)
        // One run with a curve is enough.
        let first = Self.report.rows.first?.run.name
        let mixed = SummaryFigures.all(Self.report) { $0.run.name == first ? measurements : [measurements[0]] }
        #expect(MarkdownSummary.render(Self.report, figures: mixed).contains("validation-accuracy.svg"))
    }

    /// The last line of a run is the mean of what is left of its steps.
    @Test func `the training loss does not end with the noise of a few steps`() throws {
        func pictures(_ steps: [Int]) throws -> [[UInt8]] {
            let lines = steps.map { step in
                Experiment.Measurement(
                    step: step, epoch: Double(step) / 750, split: .train, loss: 1 + 1 / Double(step), accuracy: 0.5,
                    learningRate: 1e-3)
            }
            return try SummaryFigures.all(Self.report) { _ in lines }.map { try $0.svg() }
        }
        let whole = [50, 100, 150, 200]
        #expect(try pictures(whole + [224]) == pictures(whole))
        #expect(try pictures(whole + [225]) != pictures(whole))
        #expect(try pictures(whole + [250]) != pictures(whole))
        // Lines that were lost make none that is left a short one.
        #expect(try pictures([50, 100, 300, 350]) != pictures([50, 100, 300]))
        // Of a single one that is left the table tells as much.
        #expect(try pictures([50, 63]) == pictures([50]))
        #expect(try pictures([50, 100]).count > pictures([50]).count)
    }

    @Test func `the end of a range test is told by the rate where it was`() {
        func text(_ curve: [RangeTestOutcome.Point], _ stop: RangeTestOutcome.Stop) -> String {
            let outcome = RangeTestOutcome(
                sweeps: [.init(seed: 1, curve: curve, stop: stop)], curve: curve, learningRate: nil, reason: nil,
                samples: 1, seconds: 1)
            let report = Samples.report(
                Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun())]), [],
                rangeTests: [Samples.finderRecord(outcome)])
            return MarkdownSummary.render(report, figures: [])
        }
        let curve = [0.01, 57.9].map { RangeTestOutcome.Point(learningRate: $0, loss: 1, smoothedLoss: 1) }
        let finite = text(curve, .notFinite(index: 2))
        #expect(
            finite.contains("It ended at 57.9 after 2 points: at the next rate the loss was not finite."), "\(finite)")
        let none = text([], .notFinite(index: 0))
        #expect(none.contains("It ended after 0 points: at the first rate the loss was not finite."), "\(none)")
        let last = text(curve, .notFinite(index: 1))
        #expect(last.contains("It ended at 57.9 after 2 points, where the loss was not finite."), "\(last)")
        let risen = text(curve, .diverged(index: 1))
        #expect(risen.contains("It ended at 57.9 after 2 points, where the smoothed loss was more than"), "\(risen)")
    }

    @Test func `what the dots and bars of the results are is said below them`() throws {
        let text = MarkdownSummary.render(Self.report, figures: SummaryFigures.all(Self.report) { _ in [] })
        #expect(
            text.contains(
                """
                (figures/results.svg)

                A small dot is a run, a large one the mean of its group, a bar one standard deviation to either side; the \
                best is bold and orange.

                """), "\(text)")
        let runs = ["a", "b"].map { Samples.plannedRun($0) }
        func legend(_ accuracies: [Double]) -> Substring? {
            let records = zip(runs, accuracies).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
            let single = Samples.report(Samples.plan(runs: runs), records)
            let text = MarkdownSummary.render(single, figures: SummaryFigures.all(single) { _ in [] })
            return text.split(separator: "\n").first { $0.hasPrefix("A dot is a run") }
        }
        #expect(legend([0.9, 0.8]) == "A dot is a run; the best is bold and orange.")
        #expect(legend([0.9, 0.9]) == "A dot is a run; those level at the top are bold and orange.")
    }

    @Test func `how range tests are to find the rate stands among what differs`() {
        let runs = ["valley", "steepest"].map { rule in
            Samples.plannedRun(rule, varied: [("learning_rate.auto.suggestion", .string(rule))])
        }
        let text = MarkdownSummary.render(Samples.report(Samples.plan(runs: runs), []), figures: [])
        #expect(text.contains("| learning_rate.auto.suggestion: valley "), "\(text)")
    }

    @Test func `settings that decide no number are none of what differs`() {
        let run = Samples.plannedRun(
            "a",
            varied: [("timeout", .integer(1)), ("epochs", .integer(3)), ("checkpoint_every.steps", .integer(5))])
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
        let progress = try temporary.experiment("fashion").progress(of: Samples.plan(runs: [run]))
        #expect(
            progress.state(of: run.id)?.text == "failed at step 170: it took longer than its timeout of 1 s")
    }

    @Test func `a run whose measurements were cut is named below the curves`() throws {
        let names = Self.report.rows.filter { $0.state == .done }.map(\.run.name)
        func text(_ cut: (ReportRow) -> Bool) -> String {
            let figures = SummaryFigures.all(Self.report) { row in
                let last = row.record?.workload.steps ?? 0
                return [10, cut(row) ? last - 1 : last].map { step in
                    Experiment.Measurement(
                        step: step, epoch: Double(step), split: .validation, loss: 1, accuracy: 0.5, learningRate: 1e-3)
                }
            }
            return MarkdownSummary.render(Self.report, figures: figures)
        }
        #expect(!text { _ in false }.contains("not whole"))
        #expect(text { $0.run.name == names[1] }.contains("The curves of `\(names[1])` are not whole: `metrics.jsonl`"))
        // A run that diverged ended where it did.
        #expect(!text { $0.state != .done }.contains("not whole"))
    }

    @Test func `a run with measurements that cannot be read is named below the curves`() {
        let names = Self.report.rows.filter { $0.state == .done }.map(\.run.name)
        let figures = SummaryFigures.all(Self.report) { row in
            let last = row.record?.workload.steps ?? 0
            let whole = [10, last].map { step in
                Experiment.Measurement(
                    step: step, epoch: Double(step), split: .validation, loss: 1, accuracy: 0.5, learningRate: 1e-3)
            }
            return row.run.name == names[1] ? [whole[0], nil, whole[1]] : whole
        }
        let text = MarkdownSummary.render(Self.report, figures: figures)
        #expect(text.contains("The curves of `\(names[1])` are not whole: `metrics.jsonl`"), "\(text)")
    }

    @Test func `Python reads the JSON summary and the table with the same bits`() throws {
        let folder = try TemporaryFolder()
        try folder.write(JSONSummary.render(Self.report), to: "summary.json")
        try folder.write(CSVResults.render(Self.report), to: "results.csv")
        let script = """
            import csv, json, math, sys
            runs = json.load(open(sys.argv[1] + "/summary.json"))["runs"]
            rows = list(csv.DictReader(open(sys.argv[1] + "/results.csv", newline="")))
            for run, row in zip(runs, rows, strict=True):
                text = lambda value: "-" if value is None else float(value).hex()
                cell = lambda key: "-" if row[key] == "" else float(row[key]).hex()
                print(run["name"] == row["run"], run["status"] == row["status"], run["verdict"] or "-",
                      text(run["learning_rate"]), text(run["validation_accuracy"]["last"]),
                      text(run["validation_loss"]["best"]), text(run["test_loss"]),
                      run.get("nonfinite", "-"), cell("learning_rate"), cell("validation_accuracy_last"),
                      cell("validation_loss_best"), cell("test_loss"), cell("train_loss"),
                      row["reason"] == (run["reason"] or ""))
            """
        let result = try Shell.run("python3", ["-c", script, folder.path])
        #expect(result.errors == "")
        func hexadecimal(_ value: Double?) -> String {
            guard let value else { return "-" }
            return value.isNaN ? "nan" : String(format: "%a", value)
        }
        let expected = Self.report.rows.map { row -> String in
            let results = row.record?.results
            let numbers = [
                row.learningRate, results?.validationLast?.accuracy, results?.validationBest?.loss, results?.test?.loss,
            ]
            .map(hexadecimal)
            let mark = results?.trainLoss?.isNaN == true ? "nan" : "-"
            return
                (["True", "True", row.verdict == nil ? "-" : "at chance"] + numbers + [mark] + numbers
                + [hexadecimal(results?.trainLoss), "True"]).joined(separator: " ")
        }
        // Python writes all thirteen digits of a hexadecimal number, C only the needed ones.
        func normalized(_ line: some StringProtocol) -> String {
            line.split(separator: " ").map { word in
                word.hasPrefix("0x") ? Double(String(word)).map { "\($0.bitPattern)" } ?? "?" : String(word)
            }.joined(separator: " ")
        }
        #expect(result.output.split(separator: "\n").map { normalized($0) } == expected.map { normalized($0) })
    }

    @Test func `the JSON summary has the agreed keys`() throws {
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(JSONSummary.render(Self.report).utf8)) as? [String: Any])
        #expect(object["experiment"] as? String == "fashion")
        #expect(object["xrun_version"] as? String == "1.0.0")
        let runs = try #require(object["runs"] as? [[String: Any]])
        #expect(
            runs.map { $0["status"] as? String } == [
                "done", "done", "done", "done", "diverged", "done", "done", "failed",
            ])
        for run in runs {
            for key in [
                "name", "status", "learning_rate", "seed", "config", "train_loss", "validation_loss",
                "validation_accuracy", "epochs", "seconds", "samples_per_second", "reason", "verdict", "test_loss",
                "test_accuracy",
            ] { #expect(run[key] != nil, "\(key)") }
        }
        #expect(runs.map { $0["verdict"] as? String } == [nil, nil, nil, "at chance", nil, nil, nil, nil])
        #expect((runs[5]["validation_accuracy"] as? [String: Double]) == ["best": 0.894, "last": 0.892])
        #expect((runs[5]["config"] as? [String: Any])?["batch_size"] as? Int == 64)
    }

    @Test func `the JSON summary tells how far each group is from the best`() throws {
        let runs = Samples.seeds(3, of: "a", rate: 1e-3) + Samples.seeds(3, of: "b", rate: 1e-4)
        let records = zip(runs, [0.89, 0.90, 0.91, 0.78, 0.80, 0.82]).map { run, accuracy in
            Samples.record(run, Samples.outcome(accuracy: accuracy))
        }
        let text = JSONSummary.render(Samples.report(Samples.plan(runs: runs), records))
        let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let groups = try #require(object["groups"] as? [[String: Any]])
        #expect(groups.map { $0["is_best"] as? Bool } == [true, false])
        #expect(groups[0]["difference_to_best"] is NSNull)
        let difference = try #require(groups[1]["difference_to_best"] as? [String: Any])
        #expect(difference["pairs"] as? Int == 3 && difference["method"] as? String == "t")
        let (low, high) = (try #require(difference["low"] as? Double), try #require(difference["high"] as? Double))
        // −0.10 ± 4.302652729749462 · 0.01 / √3.
        #expect(abs(low + 0.12484137711) < 1e-9 && abs(high + 0.07515862289) < 1e-9)
    }

    @Test func `all that are level with the best are marked`() throws {
        let runs = ["a", "b", "c"].map { Samples.plannedRun($0) }
        let records = zip(runs, [0.9, 0.9, 0.8]).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
        let report = Samples.report(Samples.plan(runs: runs), records)
        let text = MarkdownSummary.render(report, figures: [])
        for best in ["a", "b"] { #expect(text.contains("| **`\(best)`** (best) |"), "\(text)") }
        #expect(text.components(separatedBy: "** (best)").count == 3)
        let table = report.shortTable(limit: 9)
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
