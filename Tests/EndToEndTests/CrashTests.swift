import Foundation
import TestSupport
import Testing

/// The real program, killed again and again, against the same experiment undisturbed: every number and every byte of a
/// checkpoint is the same.
@Suite struct CrashTests {
    /// Fixed rates, a range test, optimizers with and without state, everything that a layer can keep or draw.
    private static let experiment = """
        base:
          dataset: {name: shapes, limit: 400, validation_fraction: 0.05}
          model:
            layers:
              - conv2d: {filters: 4, kernel: 5}
              - batch_norm
              - relu
              - max_pool2d: 4
              - flatten
              - dropout: 0.2
              - dense: 10
          batch_size: 32
          epochs: 8
          validate_every: 0.5
          log_every: 5
          checkpoint_every: {steps: 3}
        runs:
          - optimizer: {adam: {}}
            learning_rate: 1e-3
          - optimizer: {sgd: {momentum: 0.9}}
            learning_rate: 1e-2
            schedule: cosine
          - optimizer: {rmsprop: {centered: true}}
            learning_rate: 1e-3
          - learning_rate: auto
            seeds: 2
          - model: mlp
            optimizer: sgd
            learning_rate: 1e30
        """

    /// `XRUN_SOAK_CYCLES`: how often the program is killed at a random moment. `make soak` takes 200.
    private static let cycles =
        ProcessInfo.processInfo.environment["XRUN_SOAK_CYCLES"].flatMap { Int($0) } ?? 10

    /// `XRUN_SOAK_SEED`: kills at the moments again that a failure names. They are shares of the time that the
    /// experiment takes undisturbed, so that the program is at about the same place.
    private static let seed =
        ProcessInfo.processInfo.environment["XRUN_SOAK_SEED"].flatMap { UInt64($0) } ?? .random(in: 0 ... .max)

    /// A run for its own sake, or for its range test's.
    private static func isPassedOver(_ run: Summary.Run) -> Bool {
        guard let reason = run.reason else { return false }
        return reason.hasPrefix("crashed: ")
            || reason.hasPrefix("the range test ") && reason.contains(" failed: crashed: ")
    }

    @Test func `killed at random moments, an experiment comes to the same end`() throws {
        let program = try Program(experiment: Self.experiment)
        let undisturbed = try Undisturbed(program)
        var random = RepeatableGenerator(seed: Self.seed)
        let drawn: Comment = "XRUN_SOAK_SEED=\(Self.seed)"
        // Also where the test does not come as far as to fail.
        print(drawn)
        var (kills, rounds) = (0, 0)
        while kills < Self.cycles {
            rounds += 1
            let output = "round\(rounds)"
            var finished: [String: String] = [:]
            var starts = 0
            while starts < 200 {
                starts += 1
                let seconds = undisturbed.seconds * Double.random(in: 0.05...0.9, using: &random)
                // From enough kills on the program may come to its end.
                let status =
                    kills < Self.cycles
                    ? try program.xrunKilled(after: seconds, "experiment.yaml", "--jobs", "2", "--output", output)
                    : try program.xrun("experiment.yaml", "--jobs", "2", "--output", output).status
                // 1: what was killed again and again before its first checkpoint is passed over.
                #expect([0, 1, SIGKILL].contains(status), drawn)
                if status == 1 {
                    let failures = try program.failures(in: output)
                    #expect(!failures.isEmpty && failures.allSatisfy(Self.isPassedOver), drawn)
                }
                if status == SIGKILL { kills += 1 }
                // What is finished stays as it is.
                for (run, record) in finished { #expect(try undisturbed.record(of: run, in: output) == record, drawn) }
                finished = try undisturbed.finished(in: output)
                if status == 0 { break }
            }
            #expect(starts < 200, drawn)
            try undisturbed.expectSame(in: output, drawn)
            try FileManager.default.removeItem(atPath: program.folder.file(output))
        }
        print("killed \(kills) times in \(rounds) rounds")
    }

    /// Each file that is written whole or grows, at each moment of its writing. As often as on any disk: a slow one
    /// writes fewer checkpoints and measurements, at least one of each run, and the run that diverges has no best
    /// weights.
    private static let points: [String] = {
        let whole = [("run.json", 6), ("last.safetensors", 6), ("best.safetensors", 5)].flatMap { file, last in
            ["create", "write", "sync", "rename", "done"].flatMap { moment in
                [1, 3, last].map { "\(file):\(moment)#\($0)" }
            }
        }
        let others = ["plan.json", "experiment.json", "finder.json", "summary.json", "results.csv"].flatMap { file in
            ["write", "rename", "done"].map { "\(file):\($0)#1" }
        }
        return whole + others + ["last.safetensors:keep#1"]
            + [1, 3, 6].map { "metrics.jsonl:write#\($0)" } + [1, 5, 9].map { "tfevents:write#\($0)" }
            + ["tfevents.hparams", "tfevents.result"].flatMap { file in
                ["write", "sync"].flatMap { moment in [1, 3].map { "\(file):\(moment)#\($0)" } }
            }
    }()

    @Test func `killed at each moment of writing, an experiment comes to the same end`() throws {
        // Trials take longer than all the rest, and write the files of a curve's rule.
        let program = try Program(
            experiment: Self.experiment.replacingOccurrences(of: "epochs: 8", with: "epochs: 2")
                .replacingOccurrences(of: "auto", with: "{auto: {suggestion: valley, steps: 20}}"))
        let undisturbed = try Undisturbed(program)
        for point in Self.points {
            let killed = try program.xrun(
                "experiment.yaml", "--output", "again", environment: ["XRUN_DEBUG_FAULT": "kill@\(point)"])
            #expect(killed.status == SIGKILL, "\(point) was not reached")
            #expect(try program.xrun("experiment.yaml", "--output", "again").status == 0, "\(point)")
            try undisturbed.expectSame(in: "again", "killed at \(point)")
            try FileManager.default.removeItem(atPath: program.folder.file("again"))
        }
    }

    @Test func `a run that crashes xrun twice is passed over, and the others finish`() throws {
        // A line at each step: the first checkpoint waits for the first write, and so is never there.
        let program = try Program(
            experiment: Self.experiment.replacingOccurrences(of: "log_every: 5", with: "log_every: 1"))
        let fault = ["XRUN_DEBUG_FAULT": "trap@optimizer=adam,learning_rate=0.001/metrics.jsonl:write#1"]
        // Whatever else trained beside it has checkpoints, and is not blamed.
        for _ in 1...2 {
            let status = try program.xrun("experiment.yaml", "--jobs", "1", environment: fault).status
            #expect(status == SIGTRAP)
        }
        let plan = try program.xrun("plan", "experiment.yaml").output
        #expect(plan.contains("xrun ended abnormally 2 times"), "\(plan)")
        #expect(try program.xrun("experiment.yaml", "--jobs", "1", environment: fault).status == 1)
        let runs = try program.summary().runs
        #expect(runs.map(\.status) == ["failed", "done", "done", "done", "done", "diverged"])
        #expect(runs.first?.reason?.hasPrefix("crashed: ") == true)
        // Without the trap it is tried again, as every run that failed.
        #expect(try program.xrun("experiment.yaml").status == 0)
        #expect(try program.summary().runs.map(\.status).first == "done")
    }

    @Test func `a run that was beside the one that crashes xrun finishes, and that one is passed over`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 400}, epochs: 2}
                runs: [{learning_rate: 1e-3}, {learning_rate: 1e-2}]
                """)
        // At the start of the second run, when the first has just begun: both have seen both ends. From the second start
        // on the record is written once before: that the run was killed.
        func fault(_ count: Int) -> [String: String] {
            ["XRUN_DEBUG_FAULT": "trap@learning_rate=0.01/run.json:done#\(count)"]
        }
        for count in 1...2 {
            #expect(try program.xrun("experiment.yaml", "--jobs", "2", environment: fault(count)).status == SIGTRAP)
        }
        let plan = try program.xrun("plan", "experiment.yaml").output
        #expect(plan.components(separatedBy: "the next start tries it last and alone").count == 3, "\(plan)")
        // The first alone, then the second: now it is known which.
        #expect(try program.xrun("experiment.yaml", "--jobs", "2", environment: fault(2)).status == SIGTRAP)
        #expect(try program.xrun("experiment.yaml", "--jobs", "2", "--fail-fast").status == 1)
        let runs = try program.summary().runs
        #expect(runs.map(\.status) == ["done", "failed"])
        #expect(runs.last?.reason?.hasPrefix("crashed: ") == true)
        #expect(try program.xrun("experiment.yaml").status == 0)
    }

    @Test func `a range test that is killed goes on where it was written down, to the same suggestion`() throws {
        let program = try Program(
            experiment: """
                base:
                  dataset: {name: shapes, limit: 400}
                  epochs: 2
                  checkpoint_every: {seconds: 0.001}
                runs:
                  - learning_rate: auto
                """)
        func test(in folder: String) throws -> JSONValue {
            let keys = try program.list("\(folder)/experiment/finder")
            #expect(keys.count == 1)
            let file = "\(folder)/experiment/finder/\(keys.first ?? "")/finder.json"
            return try JSONDecoder().decode(JSONValue.self, from: Data(program.text(file).utf8))
        }
        #expect(try program.xrun("experiment.yaml").status == 0)
        let undisturbed = try test(in: "runs")
        for count in [3, 9] {
            let fault = ["XRUN_DEBUG_FAULT": "kill@finder.json:done#\(count)"]
            #expect(try program.xrun("experiment.yaml", "--output", "again", environment: fault).status == SIGKILL)
            let plan = try program.xrun("plan", "experiment.yaml", "--output", "again").output
            #expect(plan.contains("interrupted at step "), "\(plan)")
        }
        let log = try program.xrun("experiment.yaml", "--output", "again", "--log-format", "json").output
        let lines = log.split(separator: "\n")
        #expect(lines.contains { $0.contains("finder/") && $0.contains("resumed_at_step") }, "\(log)")
        let again = try test(in: "again")
        for key in ["learning_rate", "range", "reason", "trials", "sweeps", "samples"] {
            #expect(again[key] == undisturbed[key], "\(key)")
        }
        #expect(again["resumed_at_step"] != nil && again["checkpoint"] == nil)
    }

    @Test func `a range test that crashes xrun twice is passed over with the runs that wait for it`() throws {
        let program = try Program(experiment: Self.experiment)
        // At its end; in the second start the record is written once before, that the test was killed.
        for count in 2...3 {
            let fault = ["XRUN_DEBUG_FAULT": "trap@finder.json:create#\(count)"]
            #expect(try program.xrun("experiment.yaml", "--jobs", "1", environment: fault).status == SIGTRAP)
        }
        let plan = try program.xrun("plan", "experiment.yaml").output
        #expect(plan.contains("xrun ended abnormally 2 times"), "\(plan)")
        #expect(try program.xrun("experiment.yaml", "--jobs", "1").status == 1)
        let runs = try program.summary().runs
        #expect(runs.map(\.status) == ["done", "done", "done", "failed", "failed", "diverged"])
        #expect(
            runs.filter { $0.status == "failed" }.allSatisfy { $0.reason?.contains("crashed: ") == true }, "\(runs)")
        #expect(try program.xrun("experiment.yaml").status == 0)
    }
}

/// An experiment that nothing disturbed, to compare with.
private struct Undisturbed {
    let program: Program
    /// How long it took, with as many runs at once as those have that are killed after a share of it.
    let seconds: Double
    private let runs: [String]

    init(_ program: Program) throws {
        self.program = program
        let begin = ContinuousClock.now
        #expect(try program.xrun("experiment.yaml", "--jobs", "2", "--output", "undisturbed").status == 0)
        seconds = (ContinuousClock.now - begin) / .seconds(1)
        runs = try program.list("undisturbed/experiment").filter {
            program.exists("undisturbed/experiment/\($0)/run.json")
        }
    }

    func record(of run: String, in output: String) throws -> String {
        try program.text("\(output)/experiment/\(run)/run.json")
    }

    /// Records of the runs that have a result.
    func finished(in output: String) throws -> [String: String] {
        var records: [String: String] = [:]
        for run in runs where program.exists("\(output)/experiment/\(run)/run.json") {
            let text = try record(of: run, in: output)
            if text.contains(#""status": "done""#) || text.contains(#""status": "diverged""#) { records[run] = text }
        }
        return records
    }

    /// Measurements and checkpoints bit by bit, the range test's curve, the final numbers; and nothing left over.
    func expectSame(in output: String, _ comment: Comment? = nil) throws {
        for run in runs {
            for file in ["metrics.jsonl", "last.safetensors", "best.safetensors"] {
                let (mine, theirs) = ("\(output)/experiment/\(run)/\(file)", "undisturbed/experiment/\(run)/\(file)")
                guard program.exists(theirs) else { continue }
                #expect(try program.bytes(mine) == program.bytes(theirs), comment)
            }
            let (mine, theirs) = (try numbers(of: run, in: output), try numbers(of: run, in: "undisturbed"))
            #expect(mine == theirs, comment)
        }
        for test in try program.list("undisturbed/experiment/finder") {
            let curves = try [output, "undisturbed"].map { folder in
                try JSONDecoder().decode(
                    JSONValue.self, from: program.bytes("\(folder)/experiment/finder/\(test)/finder.json"))
            }
            #expect(curves[0]["curve"] != nil && curves[0]["curve"] == curves[1]["curve"], comment)
            #expect(curves[0]["learning_rate"] == curves[1]["learning_rate"], comment)
        }
        let files = try FileManager.default.subpathsOfDirectory(atPath: program.folder.file(output))
        #expect(files.filter { $0.hasSuffix(".tmp") } == [], comment)
    }

    /// What `run.json` says of the result, without times.
    private func numbers(of run: String, in output: String) throws -> [String: JSONValue] {
        let record = try JSONDecoder().decode(
            JSONValue.self, from: program.bytes("\(output)/experiment/\(run)/run.json"))
        let keys = [
            "status", "reason", "learning_rate", "train_loss", "validation_last", "validation_best", "test", "epochs",
        ]
        return record.entries.filter { keys.contains($0.key) }
    }
}

extension Program {
    fileprivate func bytes(_ path: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder.file(path)))
    }

    /// The runs that failed by the summary of a start that came to its end.
    fileprivate func failures(in output: String) throws -> [Summary.Run] {
        try JSONDecoder.xrun.decode(Summary.self, from: bytes("\(output)/experiment/summary.json")).runs
            .filter { $0.status == "failed" }
    }

    /// - Returns: SIGKILL where it was killed before its end: `timeout` ends as what it kills, and as what ends by
    ///   another signal.
    fileprivate func xrunKilled(after seconds: Double, _ arguments: String...) throws -> Int32 {
        try Shell.run(
            "timeout", ["--signal", "KILL", "\(seconds)", Repository.xrun] + arguments, in: folder.path
        ).status
    }
}
