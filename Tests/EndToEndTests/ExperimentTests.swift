import Foundation
import TestSupport
import Testing

/// A small experiment on the drawn data set: fixed rates, a range test, two seeds.
private let experiment = """
    base:
      dataset: {name: shapes, limit: 600}
      model: lenet5
      batch_size: 32
      epochs: 2
      validate_every: 0.5
      log_every: 5
    runs:
      - learning_rate: 1e-3
        seeds: 2
      - learning_rate: auto
      - optimizer: {sgd: {momentum: 0.9}}
        learning_rate: 1e30
    """

@Suite struct ExperimentTests {
    @Test func `an experiment leaves its summary, records and event files behind`() throws {
        let program = try Program(experiment: experiment)
        let result = try program.xrun("experiment.yaml")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("runs/experiment/summary.md"))
        #expect(result.output.contains("tensorboard --logdir runs/experiment"))
        #expect(!result.output.contains("\u{1B}"), "no escape codes where no terminal is")

        let summary = try program.summary()
        #expect(summary.experiment == "experiment")
        #expect(summary.runs.map(\.status) == ["done", "done", "done", "diverged"])
        #expect(Set(summary.runs.map(\.name)).count == 4)
        for run in summary.runs {
            let files = try program.list("runs/experiment/\(run.name)")
            #expect(files.contains("run.json") && files.contains("metrics.jsonl"))
            #expect(files.contains { $0.hasPrefix("events.out.tfevents.") })
        }
        for file in ["summary.md", "results.csv", "plan.json", "figures"] {
            #expect(program.exists("runs/experiment/\(file)"))
        }
        let markdown = try program.text("runs/experiment/summary.md")
        for run in summary.runs { #expect(markdown.contains(run.name)) }
        #expect(markdown.contains("diverged"))
    }

    @Test func `another objective finds the best of what is done as if it had been trained for it`() throws {
        // The best accuracy comes later than the best loss.
        let byAccuracy = """
            base:
              dataset: {name: shapes, limit: 300}
              model: {layers: [flatten, {dense: 64}, relu, {dense: 10}]}
              batch_size: 16
              epochs: 25
              optimizer: adam
            objective: {metric: validation_accuracy, at: best}
            runs:
              - grid: {learning_rate: [0.005, 0.02]}
            """
        let program = try Program(experiment: byAccuracy)
        func scores(_ arguments: String...) throws -> [Summary.Run.Pair] {
            let result = try Shell.run(Repository.xrun, ["experiment.yaml"] + arguments, in: program.folder.path)
            #expect(result.status == 0, "\(result.errors)")
            return try program.summary().runs.flatMap { [$0.validationLoss, $0.validationAccuracy].compactMap { $0 } }
        }
        let first = try scores()
        let before = try program.text("runs/experiment/learning_rate=0.02/metrics.jsonl")
        try program.folder.write(
            byAccuracy.replacing("validation_accuracy", with: "validation_loss"), to: "experiment.yaml")
        let changed = try scores()
        #expect(
            try program.text("runs/experiment/learning_rate=0.02/metrics.jsonl") == before, "nothing is trained again")
        #expect(changed.map(\.best) != first.map(\.best))
        #expect(changed.map(\.last) == first.map(\.last))
        #expect(try scores("--fresh").map(\.best) == changed.map(\.best))
        // What cannot be known any more is not made up.
        let metrics = "runs/experiment/learning_rate=0.02/metrics.jsonl"
        try program.folder.write(String(try program.text(metrics).prefix(2000)), to: metrics)
        try program.folder.write(byAccuracy, to: "experiment.yaml")
        let cut = try scores()
        #expect(cut.prefix(2).map(\.best) == first.prefix(2).map(\.best))
        #expect(cut.suffix(2).map(\.best) == [nil, nil])
        let told =
            "learning_rate=0.02/metrics.jsonl does not give every validation as it was measured; which one is the best by "
        for command in [["experiment.yaml"], ["report", "runs/experiment"], ["compare", "runs/experiment"]] {
            let errors = try Shell.run(Repository.xrun, command, in: program.folder.path).errors
            #expect(errors.contains("warning: runs/experiment/\(told)validation accuracy is not known"), "\(errors)")
        }
        // And nothing that was known is lost for it.
        try program.folder.write(
            byAccuracy.replacing("validation_accuracy", with: "validation_loss"), to: "experiment.yaml")
        #expect(try scores().map(\.best) == changed.map(\.best))
    }

    @Test func `of many runs whose best validation is not known a few are named, also where no report can be written`()
        throws
    {
        let byAccuracy = """
            base: {dataset: {name: shapes, limit: 100}, model: {layers: [flatten, {dense: 10}]}, batch_size: 50, epochs: 2}
            objective: {metric: validation_accuracy}
            runs:
              - grid: {learning_rate: [0.001, 0.002, 0.003, 0.004, 0.005]}
            """
        let program = try Program(experiment: byAccuracy)
        #expect(try program.xrun("experiment.yaml").status == 0)
        for run in try program.summary().runs {
            try program.folder.write("", to: "runs/experiment/\(run.name)/metrics.jsonl")
        }
        try program.folder.write(
            byAccuracy.replacing("validation_accuracy", with: "validation_loss"), to: "experiment.yaml")
        func expectFew(_ errors: String) {
            #expect(errors.matches(of: /does not give every validation/).count == 3, "\(errors)")
            #expect(errors.contains("warning: and 2 more runs"), "\(errors)")
        }
        expectFew(try program.xrun("experiment.yaml").errors)
        expectFew(try program.xrun("report", "runs/experiment").errors)
        expectFew(try program.xrun("compare", "runs/experiment").errors)
        let fault = ["XRUN_DEBUG_FAULT": "EIO@summary.json:create#1"]
        let unwritten = try program.xrun("report", "runs/experiment", environment: fault)
        #expect(unwritten.status == 1, "\(unwritten)")
        expectFew(unwritten.errors)
    }

    @Test func `the table of a start, and of a report that cannot be written, tells of runs that are not in its means`()
        throws
    {
        let byAccuracy = """
            base: {dataset: {name: shapes, limit: 100}, model: {layers: [flatten, {dense: 10}]}, batch_size: 50, epochs: 2}
            objective: {metric: validation_accuracy, at: best}
            runs: [{seeds: [1, 2]}]
            """
        let program = try Program(experiment: byAccuracy)
        #expect(try program.xrun("experiment.yaml").status == 0)
        let run = try #require(program.summary().runs.first)
        try program.folder.write("", to: "runs/experiment/\(run.name)/metrics.jsonl")
        try program.folder.write(
            byAccuracy.replacing("validation_accuracy", with: "validation_loss"), to: "experiment.yaml")
        let start = try program.xrun("experiment.yaml").output
        let fault = ["XRUN_DEBUG_FAULT": "EIO@summary.json:create#1"]
        let report = try program.xrun("report", "runs/experiment", environment: fault).output
        for output in [start, report] {
            #expect(
                output.contains("\nRuns that are done and have no known best validation loss are not among the n: "),
                "\(output)")
        }
    }

    @Test func `results are the same bits for one job, for two, and for one run over two cores`() throws {
        let program = try Program(experiment: experiment)
        try program.xrun("experiment.yaml", "--jobs", "1", "--output", "one")
        try program.xrun("experiment.yaml", "--jobs", "2", "--output", "two")
        let names = try program.list("one/experiment").filter { program.exists("one/experiment/\($0)/metrics.jsonl") }
        #expect(names.count == 4)
        for name in names {
            #expect(
                try program.text("one/experiment/\(name)/metrics.jsonl")
                    == program.text("two/experiment/\(name)/metrics.jsonl"))
            try program.xrun("experiment.yaml", "--jobs", "2", "--output", "split", "--only", name)
            #expect(
                try program.text("one/experiment/\(name)/metrics.jsonl")
                    == program.text("split/experiment/\(name)/metrics.jsonl"))
        }
    }

    @Test func `a run with an automatic rate is the run with the number it found`() throws {
        let program = try Program(experiment: experiment)
        try program.xrun("experiment.yaml")
        let automatic = try #require(try program.summary().runs.first { $0.name.contains("auto") })
        let rate = try #require(automatic.learningRate)
        try program.folder.write(
            experiment.replacingOccurrences(of: "learning_rate: auto", with: "learning_rate: \(rate)"),
            to: "fixed/experiment.yaml")
        try program.xrun("fixed/experiment.yaml", "--output", "fixed")
        let fixed = try JSONDecoder.xrun.decode(
            Summary.self, from: Data(program.text("fixed/experiment/summary.json").utf8)
        ).runs
        let twin = try #require(fixed.dropFirst(2).first)
        #expect(
            try program.text("runs/experiment/\(automatic.name)/metrics.jsonl")
                == program.text("fixed/experiment/\(twin.name)/metrics.jsonl"))
    }

    @Test func `runs that are copied without their range test keep their results, and it is not done again`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 400}, epochs: 2}
                runs: [{name: found, learning_rate: {auto: {suggestion: valley, steps: 20}}}]
                """)
        #expect(try program.xrun("experiment.yaml").status == 0)
        try FileManager.default.createDirectory(
            atPath: program.folder.file("other/experiment"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: program.folder.file("runs/experiment/found"), toPath: program.folder.file("other/experiment/found"))
        let plan = try program.xrun("plan", "experiment.yaml", "--output", "other").output
        #expect(plan.contains("; nothing left to do\n") && plan.contains("not needed: no run waits for it"), "\(plan)")
        let start = try program.xrun("experiment.yaml", "--output", "other")
        #expect(start.status == 0 && !start.output.contains("started"), "\(start)")
        #expect(!program.exists("other/experiment/finder"))
        #expect(try program.text("other/experiment/summary.md").contains("No run waits for it, and its result, "))
    }

    @Test func `find gives the rate that a run would train at, in words and as JSON, and keeps nothing`() throws {
        let program = try Program(experiment: experiment)
        let words = try program.xrun("find", "experiment.yaml")
        #expect(words.status == 0, "\(words.errors)")
        let json = try program.xrun("find", "experiment.yaml", "--format", "json")
        let test = try #require(
            try JSONDecoder().decode(JSONValue.self, from: Data(json.output.utf8))["range_tests"]?[0])
        guard case .number(let rate) = test["learning_rate"] else {
            Issue.record("no rate: \(json.output)")
            return
        }
        #expect(test["objective_metric"] == .string("validation_accuracy") && test["horizon_steps"]?.number != nil)
        let decided = (test["trials"]?.elements ?? []).filter { $0["decided"] == .bool(true) }
        #expect(!decided.isEmpty && decided.allSatisfy { ($0["judged"]?.number ?? 0) > 0 }, "\(json.output)")
        #expect(words.output.contains("suggestion  "))
        #expect(words.output.contains("torch_lr_finder"))
        #expect(try program.list(".").filter { $0 != "temporary" } == ["experiment.yaml"])
        _ = try program.xrun("experiment.yaml")
        let automatic = try #require(try program.summary().runs.first { $0.name.contains("auto") })
        #expect(automatic.learningRate == rate)
        #expect(try program.xrun("find", "experiment.yaml", "--run", "nobody").status == 2)
    }

    @Test func `find knows the runs of an entry by its own name where another one gives their group its name`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 600}, model: lenet5, batch_size: 32, epochs: 2}
                runs:
                  - {name: third, seeds: [1], learning_rate: auto}
                  - {name: fourth, seeds: [2], learning_rate: auto}
                """)
        for name in ["third", "fourth", "fourth,seed=2"] {
            let found = try program.xrun("find", "experiment.yaml", "--run", name)
            #expect(found.status == 0 && found.output.contains("for third"), "\(name): \(found.errors)")
        }
        #expect(try program.xrun("find", "experiment.yaml", "--run", "fifth").status == 2)
    }

    @Test func `find prints what is done where it is stopped, and tells what is missing`() throws {
        let program = try Program(experiment: Program.shortAndLongRangeTest)
        /// - Parameter wait: what the shell does until it stops `find` with `arguments`.
        func stop(_ arguments: String, after wait: String) throws -> String {
            let script = """
                '\(Repository.xrun)' find experiment.yaml --jobs 1 \(arguments) & started=$!
                \(wait); kill -TERM $started; wait $started; echo "status $?"
                """
            return try Shell.run("sh", ["-c", script], in: program.folder.path).output
        }
        // The page is there while the second test goes on.
        let pageIsThere = "until [ -s page.txt ] || ! kill -0 $started; do sleep 0.05; done"
        #expect(try stop(">page.txt 2>errors.txt", after: pageIsThere) == "status 130\n")
        // The document tells of nothing before the stop, which comes later and later, until the first test is done by
        // then.
        var (end, tests): (String, [JSONValue]) = ("", [])
        for seconds in [2, 8, 32, 128, 512] where tests.isEmpty {
            end = try stop("--format json >found.json 2>json-errors.txt", after: "sleep \(seconds)")
            let document = try? JSONDecoder().decode(JSONValue.self, from: Data(program.text("found.json").utf8))
            tests = document?["range_tests"]?.elements ?? []
        }
        #expect(end == "status 130\n")
        let page = try program.text("page.txt")
        #expect(page.contains("for short\n") && page.contains("suggestion  ") && !page.contains("for long"), "\(page)")
        #expect(tests.map { $0["groups"] } == [.array([.string("short")])], "\(tests)")
        let done = try #require(page.split(separator: "\n").first)
        #expect(tests.first?["key"]?.string == String(done))
        for name in ["errors.txt", "json-errors.txt"] {
            let errors = try program.text(name)
            let line = errors.split(separator: "\n").first { $0.hasPrefix("error: interrupted: shapes-lenet5-adam-") }
            #expect(line?.hasSuffix(" did not come to an end") == true && line?.contains(done) == false, "\(errors)")
        }
    }

    @Test func `a second start repeats nothing that is done, and trains what is new`() throws {
        let program = try Program(experiment: experiment)
        try program.xrun("experiment.yaml")
        let names = try program.summary().runs.map(\.name)
        let records = try names.map { try program.text("runs/experiment/\($0)/run.json") }
        try program.folder.write(experiment + "\n  - learning_rate: 5e-4\n", to: "experiment.yaml")

        let plan = try program.xrun("plan", "experiment.yaml").output
        #expect(plan.split(separator: "\n").count { $0.hasSuffix(" done") } == 4, "\(plan)")
        #expect(plan.split(separator: "\n").count { $0.hasSuffix(" new") } == 1, "\(plan)")

        #expect(try program.xrun("experiment.yaml").status == 0)
        #expect(try names.map { try program.text("runs/experiment/\($0)/run.json") } == records)
        #expect(try program.summary().runs.count == 5)
    }

    @Test func `the summary is rebuilt from the records to the same bytes`() throws {
        let program = try Program(experiment: experiment)
        try program.xrun("experiment.yaml")
        let files = ["summary.md", "summary.json", "results.csv"].map { "runs/experiment/" + $0 }
        let before = try files.map { try program.text($0) }
        for file in files { try FileManager.default.removeItem(atPath: program.folder.file(file)) }
        let report = try program.xrun("report", "runs/experiment")
        #expect(report.status == 0 && report.output == "runs/experiment/summary.md\n", "\(report)")
        #expect(try files.map { try program.text($0) } == before)
    }

    @Test func `fresh moves earlier results aside and begins anew`() throws {
        let program = try Program(experiment: experiment)
        try program.xrun("experiment.yaml")
        // Without anything to do, the results are the first line.
        #expect(try !program.xrun("experiment.yaml").output.hasPrefix("\n"))
        #expect(try program.xrun("experiment.yaml", "--fresh").status == 0)
        #expect(program.exists("runs/experiment~1/summary.md"))
        #expect(program.exists("runs/experiment/summary.md"))
    }

    @Test func `folders of what the file has no longer are named before a start`() throws {
        func text(others: String) -> String {
            """
            base: {dataset: {name: shapes, limit: 300}, model: softmax_regression, epochs: 1, learning_rate: 0.01}
            runs: [{name: a}, \(others)]
            """
        }
        let auto = "{auto: {suggestion: valley, steps: 20}}"
        let program = try Program(
            experiment: text(others: "{name: b, batch_size: 32}, {name: c, learning_rate: \(auto)}"))
        #expect(try program.xrun("experiment.yaml").status == 0)
        let before = try program.xrun("plan", "experiment.yaml").errors
        #expect(!before.contains("of this experiment"), "\(before)")

        try program.folder.write(text(others: "{name: new, batch_size: 16}"), to: "experiment.yaml")
        let key = try #require(program.list("runs/experiment/finder").first)
        let remark =
            "3 folders of this experiment belong to no run or range test that its file has now, and TensorBoard shows "
            + "them too: b, c and finder/\(key). Move them out, "
        let plan = try program.xrun("plan", "experiment.yaml")
        #expect(plan.status == 0 && plan.errors.contains("note: \(remark)"), "\(plan)")
        #expect(try program.xrun("experiment.yaml", "--dry-run").errors == plan.errors)
        #expect(try !program.xrun("experiment.yaml", "--dry-run", "--fresh").errors.contains("of this experiment"))
        let part = try program.xrun("plan", "experiment.yaml", "--only", "new").errors
        #expect(part.contains("note: 2 folders of this experiment belong "), "\(part)")
        let programs = try program.xrun("plan", "experiment.yaml", "--format", "json").output
        let remarks = try JSONDecoder().decode(JSONValue.self, from: Data(programs.utf8))["remarks"]?.elements
        #expect(remarks?.last?.string?.hasPrefix(remark) == true, "\(programs)")
        let start = try program.xrun("experiment.yaml")
        #expect(start.status == 0 && start.output.contains(remark), "\(start)")
    }

    @Test func `a run whose settings have changed says where its old result goes`() throws {
        let program = try Program(experiment: experiment)
        try program.xrun("experiment.yaml")
        let before = try program.xrun("plan", "experiment.yaml").output
        #expect(!before.contains("settings have changed"))
        let plan = try program.xrun("plan", "experiment.yaml", "--set", "label_smoothing=0.1").output
        #expect(plan.components(separatedBy: "new: its settings have changed since it was done").count == 5, "\(plan)")
        let again = try program.xrun("experiment.yaml", "--set", "label_smoothing=0.1").output
        #expect(
            again.contains(
                "4 of the items were trained with other settings or data, or by a version of xrun that gives other "
                    + "numbers; what they left moves to"),
            "\(again)")
        #expect(try program.list("runs/experiment~old").count == 4)
        #expect(
            !(try program.xrun("experiment.yaml", "--set", "label_smoothing=0.1").output.contains("other settings")))

        // Changed back: what was moved aside is found again, and nothing is trained.
        #expect(try !program.xrun("plan", "experiment.yaml").output.contains("new"))
        let back = try program.xrun("experiment.yaml").output
        #expect(!back.contains("started"), "\(back)")
        #expect(try program.summary().runs.map(\.status) == ["done", "done", "done", "diverged"])
        #expect(try program.xrun("experiment.yaml", "--fresh").output.contains("started"))
    }

    @Test(arguments: ["", " --fresh"])
    func `an interrupted experiment says so, and the same command finishes it`(fresh: String) throws {
        // Little steps, and a measurement at each of 15200: more than may wait to be kept, so that no run is over when
        // its first ones are.
        let program = try Program(
            experiment: experiment.replacingOccurrences(
                of: "lenet5", with: "{layers: [{average_pool2d: 4}, flatten, {dense: 16}, relu, {dense: 10}]}"
            )
            .replacingOccurrences(of: "log_every: 5", with: "log_every: 1")
            .replacingOccurrences(of: "epochs: 2", with: "epochs: 800\n  checkpoint_every: {steps: 20}"))
        // Measurements of a run: it has trained, and has far to go. A disk may take longer for a checkpoint than all
        // the training does.
        let script = """
            '\(Repository.xrun)' experiment.yaml --jobs 1\(fresh) & started=$!
            until grep -qs . runs/experiment/*/metrics.jsonl || ! kill -0 $started; do sleep 0.05; done
            kill -TERM $started; wait $started
            """
        let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
        #expect(result.status == 130)
        // What would begin anew is not what goes on.
        let advice = fresh.isEmpty ? "The same command goes on." : "The same command without --fresh goes on."
        #expect(result.output.contains(advice), "\(result.output)")
        #expect(try program.text("runs/experiment/summary.md").contains("```sh\nxrun experiment.yaml --jobs 1\n```"))
        func record(of run: String) throws -> JSONValue {
            try JSONDecoder().decode(
                JSONValue.self, from: Data(program.text("runs/experiment/\(run)/run.json").utf8))
        }
        let interrupted = try program.summary().runs.filter { $0.status == "interrupted" }.map(\.name)
        let stops = try interrupted.map { (run: $0, step: try record(of: $0)["stopped_at_step"]?.number ?? 0) }
            .filter { $0.step > 0 }
        #expect(!stops.isEmpty, "\(result.output)")

        let finish = try program.xrun("experiment.yaml")
        #expect(finish.status == 0 && !finish.output.contains("Interrupted"), "\(finish)")
        #expect(try program.summary().runs.map(\.status) == ["done", "done", "done", "diverged"])
        for (run, step) in stops { #expect(try record(of: run)["resumed_at_step"] == .number(step), "\(run)") }
        #expect(try program.xrun("experiment.yaml", "--output", "undisturbed").status == 0)
        for run in try program.summary().runs.map(\.name) {
            #expect(
                try program.text("runs/experiment/\(run)/metrics.jsonl")
                    == program.text("undisturbed/experiment/\(run)/metrics.jsonl"), "\(run)")
        }
    }
}
