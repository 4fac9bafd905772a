import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct JSONSummaryTests {
    @Test(.enabled("needs Python") { try Shell.has("python3") })
    func `Python reads the JSON summary and the table with the same bits`() throws {
        let folder = try TemporaryFolder()
        try folder.write(JSONSummary.render(Samples.fashionReport), to: "summary.json")
        try folder.write(CSVResults.render(Samples.fashionReport), to: "results.csv")
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
        let expected = Samples.fashionReport.rows.map { row -> String in
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

    @Test(.enabled("needs Python") { try Shell.has("python3") })
    func `the table has a column of each setting in which the runs differ`() throws {
        let runs = [
            Samples.plannedRun("a", RunConfiguration(optimizer: .sgd(momentum: 0), learningRate: .fixed(0.1))),
            Samples.plannedRun(
                "b", RunConfiguration(optimizer: .sgd(momentum: 0.9), learningRate: .fixed(0.1), batchSize: 32)),
            Samples.plannedRun("c", RunConfiguration(optimizer: .adam(), learningRate: .fixed(0.1), epochs: 50)),
        ].map { run in
            var run = run
            if run.name == "c" { run.configuration.gradientClip = 1e-4 }
            if run.name == "b" { run.configuration.model = .layers([LayerSpec(.relu), LayerSpec(.flatten)]) }
            return run
        }
        let folder = try TemporaryFolder()
        try folder.write(CSVResults.render(Samples.report(Samples.plan(runs: runs), [])), to: "results.csv")
        let script = """
            import csv, json, sys
            rows = list(csv.DictReader(open(sys.argv[1], newline="")))
            print(json.dumps([{key: value for key, value in row.items() if key.startswith("config.")} for row in rows]))
            """
        let result = try Shell.run("python3", ["-c", script, folder.file("results.csv")])
        let rows = try JSONDecoder().decode([[String: String]].self, from: Data(result.output.utf8))
        func cells(_ path: String) -> [String?] { rows.map { $0["config.\(path)"] } }
        #expect(cells("optimizer") == ["sgd", "sgd", "adam"])
        #expect(cells("optimizer.sgd.momentum") == ["0", "0.9", ""])
        #expect(cells("batch_size") == ["64", "32", "64"])
        #expect(cells("gradient_clip") == ["", "", "1e-4"])
        #expect(cells("model") == ["lenet5", "layers", "lenet5"])
        // Layers are one text; what all runs share, and the seed, have no column here.
        #expect(cells("model.layers") == ["", "[relu, flatten]", ""])
        #expect(cells("validate_every") == [nil, nil, nil] && cells("seed") == [nil, nil, nil])
    }

    @Test func `the table has a range test's settings under their own path, and its rate's source once`() throws {
        let finders = [FinderSettings(budget: 0.1), FinderSettings(budget: 0.2)]
        let rates = [LearningRateSpec.fixed(0.01)] + finders.map(LearningRateSpec.auto)
        let runs = rates.enumerated().map { index, rate in
            Samples.plannedRun("\(index)", RunConfiguration(learningRate: rate))
        }
        let table = CSVResults.render(Samples.report(Samples.plan(runs: runs), []))
        let lines = table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let titles = try #require(lines.first)
        #expect(titles.filter { $0.hasPrefix("config.") } == ["config.learning_rate.auto.budget"])
        #expect(titles.count { $0 == "learning_rate_from" } == 1)
        #expect(lines.dropFirst().map(\.last) == ["", "0.1", "0.2"])
    }

    @Test func `the table has an empty cell where nothing looks at a setting`() throws {
        let cycles: [ScheduleSpec.Cyclical] = [
            .init(policy: .expRange), .init(policy: .expRange, gamma: 0.5), .init(policy: .triangular, gamma: 0.9),
        ]
        let runs = cycles.enumerated().map { index, cycle in
            Samples.plannedRun("\(index)", RunConfiguration(schedule: ScheduleSpec(kind: .cyclical(cycle))))
        }
        let table = CSVResults.render(Samples.report(Samples.plan(runs: runs), []))
        let lines = table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(lines.first?.last == "config.schedule.cyclical.gamma")
        #expect(lines.dropFirst().map(\.last) == ["0.9994", "0.5", ""])
    }

    @Test func `the JSON summary has the agreed keys`() throws {
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(JSONSummary.render(Samples.fashionReport).utf8)) as? [String: Any])
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

    @Test func `a run's numbers stand under their own keys and titles`() throws {
        let summary = JSONSummary.render(Samples.fashionReport)
        #expect(
            summary.contains(
                """
                      "name": "learning_rate=auto",
                      "group": "learning_rate=auto",
                      "identity": "identity of learning_rate=auto",
                      "status": "done",
                      "verdict": null,
                      "learning_rate": 0.002,
                      "learning_rate_min": null,
                      "learning_rate_max": null,
                      "learning_rate_suggested": 0.002,
                      "learning_rate_from": "finder/lenet5-adam-1a2b3c4d",
                      "seed": 7,

                """), "\(summary)")
        // The test's score lies 0.01 and 0.005 behind that of the last validation.
        #expect(
            summary.contains(
                """
                      "train_loss": 0.25,
                      "validation_loss": {"best": 0.289, "last": 0.292},
                      "validation_accuracy": {"best": 0.894, "last": 0.892},
                      "test_loss": 0.302,
                      "test_accuracy": 0.887,
                      "epochs": 5.0,
                      "seconds": 13.5,
                      "training_seconds": 12.0,
                      "samples_per_second": 20000.0,
                      "reason": null

                """), "\(summary)")
        let lines = CSVResults.render(Samples.fashionReport).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let titles = try #require(lines.first)
        let run = try #require(lines.first { $0.first == "learning_rate=auto" })
        let cells = zip(titles, run).filter { !$0.0.hasPrefix("config.") }.map { "\($0): \($1)" }
        #expect(
            cells == [
                "run: learning_rate=auto", "group: learning_rate=auto", "learning_rate: 0.002", "learning_rate_min: ",
                "learning_rate_max: ", "learning_rate_suggested: 0.002",
                "learning_rate_from: finder/lenet5-adam-1a2b3c4d", "seed: 7", "changes: ",
                "validation_accuracy_last: 0.892", "validation_accuracy_best: 0.894", "validation_loss_last: 0.292",
                "validation_loss_best: 0.289", "train_loss: 0.25", "test_accuracy: 0.887", "test_loss: 0.302",
                "epochs: 5", "samples_per_second: 20000", "seconds: 13.5", "status: done", "verdict: ", "reason: ",
            ])
    }

    @Test func `the JSON summary has the mean of each group's runs that are done, and how far they spread`() throws {
        let text = JSONSummary.render(Samples.fashionReport)
        let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let groups = try #require(object["groups"] as? [[String: Any]])
        #expect(groups.map { $0["runs"] as? Int } == [3, 2, 1, 1, 1])
        #expect(groups.map { $0["done"] as? Int } == [3, 1, 1, 1, 0])
        #expect(groups.map { $0["is_best"] as? Bool } == [false, false, true, false, false])
        // Of 0.804, 0.806 and 0.805: the squares of 0.001, 0.001 and 0 over n − 1.
        let mean = try #require(groups[0]["mean"] as? Double)
        let deviation = try #require(groups[0]["standard_deviation"] as? Double)
        #expect(abs(mean - 0.805) < 1e-12 && abs(deviation - 0.001) < 1e-12, "\(mean) ± \(deviation)")
        #expect(groups.dropFirst().allSatisfy { $0["standard_deviation"] is NSNull })
        #expect(groups[4]["mean"] is NSNull)
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

    @Test func `where no run learned anything there is no best to tell the distance of`() throws {
        let runs = Samples.seeds(3, of: "a", rate: 1e-3) + Samples.seeds(3, of: "b", rate: 1e-4)
        let records = zip(runs, [0.103, 0.102, 0.101, 0.1, 0.099, 0.098]).map { run, accuracy in
            Samples.record(run, Samples.outcome(accuracy: accuracy, loss: 2.309))
        }
        let text = JSONSummary.render(Samples.report(Samples.plan(runs: runs), records))
        let object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let groups = try #require(object["groups"] as? [[String: Any]])
        #expect(groups.map { $0["is_best"] as? Bool } == [false, false])
        #expect(groups.allSatisfy { $0["mean"] is Double && $0["difference_to_best"] is NSNull }, "\(text)")
    }
}
