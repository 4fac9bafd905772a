import Foundation
import TestSupport
import Testing

/// A disk that is full or broken, and what is on it before what counts on that.
@Suite struct DiskTests {
    private let short = Program.twoRuns(epochs: 20)

    @Test func `a full disk is no crash, however long it is full`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 200}, model: mlp, batch_size: 50, epochs: 1}
                runs: [{name: first}, {name: second, learning_rate: 0.01}]
                """)
        // The record of its end is not written, nor, later, that it runs no more.
        let lost = ["XRUN_DEBUG_FAULT": "ENOSPC@first/run.json:write#3"]
        #expect(try program.xrun("experiment.yaml", "--jobs", "1", environment: lost).status == 1)
        let still = ["XRUN_DEBUG_FAULT": "ENOSPC@first/run.json:write#1"]
        #expect(try program.xrun("experiment.yaml", "--only", "second", environment: still).status == 0)
        #expect(try program.xrun("experiment.yaml").status == 0)
        let record = try program.text("runs/experiment/first/run.json")
        #expect(record.contains("\"status\": \"done\"") && record.contains("\"abnormal_ends\": 0"), "\(record)")
    }

    @Test func `a full disk on which nothing can begin anew tells where the earlier results are`() throws {
        let program = try Program(experiment: short)
        #expect(try program.xrun("experiment.yaml").status == 0)
        let fault = ["XRUN_DEBUG_FAULT": "ENOSPC@experiment.json:write#1"]
        let result = try program.xrun("experiment.yaml", "--fresh", environment: fault)
        #expect(result.status == 1 && result.output.isEmpty, "\(result)")
        #expect(
            result.errors
                == "warning: earlier results are now in runs/experiment~1\n"
                + "error: cannot write runs/experiment/experiment.json: No space left on device\n")
        #expect(program.exists("runs/experiment~1/first/run.json"))
        // Nothing was moved without the option.
        #expect(try !program.xrun("experiment.yaml", environment: fault).errors.contains("earlier results"))
    }

    /// The folder itself is a file system of its own, which cannot be moved; what stands beside it has moved by then.
    @Test(.enabled("needs a file system of its own", { try canMount() }))
    func `a fresh start that can move only a part aside tells where that is`() throws {
        let program = try Program(experiment: short)
        let script = """
            mkdir -p runs/experiment runs/experiment~old; mount -t tmpfs none runs/experiment
            exec '\(Repository.xrun)' experiment.yaml --fresh
            """
        let result = try Shell.run(
            "unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", script], in: program.folder.path)
        #expect(result.status == 1 && result.output.isEmpty, "\(result)")
        #expect(
            result.errors
                == "warning: earlier results are now in runs/experiment~old~1\n"
                + "error: cannot move runs/experiment: Device or resource busy\n")
    }

    @Test(arguments: ["summary.md", "figures/results.svg"])
    func `a summary that could not be written is not pointed to, one without a figure is`(file: String) throws {
        let program = try Program(experiment: short)
        // The first one is written before anything runs, and has no figure.
        let fault = ["XRUN_DEBUG_FAULT": "ENOSPC@\(file):write#\(file == "summary.md" ? 2 : 1)"]
        let result = try program.xrun("experiment.yaml", environment: fault)
        #expect(result.status == 1, "\(result)")
        let isText = file == "summary.md"
        #expect(
            result.errors
                == "error: \(isText ? "the summary" : "a figure of the summary") could not be written: "
                + "cannot write runs/experiment/\(file): No space left on device\n")
        #expect(result.output.contains("tensorboard --logdir runs/experiment"), "\(result.output)")
        #expect(result.output.contains("summary.md") == !isText, "\(result.output)")
        // What found room tells of the end, and the text shows only what is there.
        #expect(try program.summary().runs.map(\.status) == ["done", "done"])
        #expect(try !program.text("runs/experiment/summary.md").contains("results.svg"))
    }

    @Test(arguments: ["ENOSPC@first/last.safetensors:write#2", "EIO@first/metrics.jsonl:write#2"])
    func `a full or broken disk fails its run, and a later start goes on to the same numbers`(fault: String) throws {
        let program = try Program(
            experiment: short.replacingOccurrences(of: "epochs", with: "checkpoint_every: 3\n  log_every: 1\n  epochs"))
        #expect(try program.xrun("experiment.yaml", "--output", "undisturbed").status == 0)
        let broken = try program.xrun("experiment.yaml", "--retries", "1", environment: ["XRUN_DEBUG_FAULT": fault])
        #expect(broken.status == 1)
        let told = broken.output.matches(of: /retry: first: its results could not be written: .*; again in 1 s/)
        #expect(told.count == 1)
        let reason = fault.hasPrefix("EIO") ? "Input/output error" : "No space left on device"
        #expect(broken.output.contains("failed: first: its results could not be written: "))
        #expect(broken.output.contains(reason) && broken.errors.isEmpty, "\(broken)")
        let summary = try program.summary()
        #expect(summary.runs.map(\.status) == ["failed", "done"])
        #expect(summary.runs.first?.reason?.contains(reason) == true)
        #expect(try program.xrun("experiment.yaml").status == 0)
        for run in ["first", "second"] {
            for file in ["metrics.jsonl", "last.safetensors", "best.safetensors"] {
                let (mine, theirs) = ("runs/experiment/\(run)/\(file)", "undisturbed/experiment/\(run)/\(file)")
                #expect(
                    FileManager.default.contentsEqual(
                        atPath: program.folder.file(mine), andPath: program.folder.file(theirs)), "\(run)/\(file)")
            }
        }
    }

    @Test(arguments: ["foo@x:write#1", "kill@x:y#1", "kill@x:write#0", "kill@x:write", "kill"])
    func `a text of another form is refused, so that no test passes without a fault`(fault: String) throws {
        let program = try Program(experiment: short)
        let refused = try program.xrun("experiment.yaml", environment: ["XRUN_DEBUG_FAULT": fault])
        #expect(refused.status == 2 && refused.output.isEmpty, "\(refused)")
        #expect(refused.errors.hasPrefix("error: XRUN_DEBUG_FAULT is '\(fault)', not such as kill@"), "\(refused)")
        #expect(!program.exists("runs"))
    }

    @Test(arguments: ["first/metrics.jsonl", "tfevents"])
    func `no checkpoint is written before what it counts on is on the disk`(file: String) throws {
        let program = try Program(
            experiment: short.replacingOccurrences(of: "epochs", with: "checkpoint_every: 3\n  epochs"))
        let fault = ["XRUN_DEBUG_FAULT": "EIO@\(file):sync#1"]
        let broken = try program.xrun("experiment.yaml", "--only", "first", environment: fault)
        #expect(broken.status == 1 && broken.output.contains("Input/output error"), "\(broken)")
        let files = try program.list("runs/experiment/first")
        #expect(files.contains("metrics.jsonl") && !files.contains { $0.hasSuffix(".safetensors") }, "\(files)")
    }

    @Test(arguments: [
        "EIO@first/tfevents:write#1", "ENOSPC@.result:write#1", "EIO@.result:sync#1", "EIO@.hparams:sync#2",
    ])
    func `no run is done before its event files are on the disk`(fault: String) throws {
        let program = try Program(experiment: short)
        let broken = try program.xrun(
            "experiment.yaml", "--only", "first", environment: ["XRUN_DEBUG_FAULT": fault])
        let file = /failed: first: .*cannot write runs\/experiment\/first\/events\.out\.tfevents\.\S+: \w/
        #expect(broken.status == 1 && broken.output.contains(file), "\(broken)")
        #expect(try program.summary().runs.map(\.status).first == "failed")
        #expect(try program.xrun("experiment.yaml", "--only", "first").status == 0)
        #expect(try program.summary().runs.map(\.status).first == "done")
    }

    /// There may be thousands, and nothing is shown before.
    @Test func `rows that a changed plan renews do not wait for the disk`() throws {
        let program = try Program(experiment: short)
        #expect(try program.xrun("experiment.yaml").status == 0)
        func rows() throws -> [String] {
            try program.list("runs/experiment/first").filter { $0.hasSuffix(".hparams") }
        }
        let former = try rows()
        #expect(former.count == 2, "\(former)")
        // Without the second run nothing varies, and nothing is left to train.
        try program.folder.write(
            short.replacingOccurrences(of: "\n  - {name: second, learning_rate: 2e-3}", with: ""), to: "experiment.yaml"
        )
        let renewed = try program.xrun(
            "experiment.yaml", environment: ["XRUN_DEBUG_FAULT": "EIO@.hparams:sync#1"])
        #expect(renewed.status == 0, "\(renewed)")
        let row = try rows()
        #expect(row.count == 1 && Set(row).isDisjoint(with: former), "\(row)")
    }

    /// The first time is before the checkpoint of the run's end, its only one.
    @Test func `no run is done before its measurements are on the disk`() throws {
        let program = try Program(experiment: short)
        let fault = ["XRUN_DEBUG_FAULT": "EIO@first/metrics.jsonl:sync#2"]
        let broken = try program.xrun("experiment.yaml", "--only", "first", environment: fault)
        #expect(broken.status == 1 && broken.output.contains("Input/output error"), "\(broken)")
        #expect(try program.summary().runs.map(\.status) == ["failed", "not_selected"])
        #expect(try program.xrun("experiment.yaml").status == 0)
        #expect(try program.summary().runs.map(\.status) == ["done", "done"])
    }

    /// A file system in memory, which only the commands of `script` see, mounted at `runs`.
    private func onSmallFileSystem(kilobytes: Int, _ script: String, in program: Program) throws -> Shell.Result {
        try Shell.run(
            "unshare",
            [
                "--user", "--map-root-user", "--mount", "sh", "-c",
                "mount -t tmpfs -o size=\(kilobytes)k none runs; \(script)",
            ],
            in: program.folder.path)
    }

    /// Containers may forbid it.
    static func canMount() throws -> Bool {
        try Shell.run("unshare", ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"])
            .status == 0
    }

    /// Too small for any checkpoint, for a run's second one, for what ends a run, for the second run.
    @Test(.enabled("needs a file system of its own", { try canMount() }), arguments: [300, 1300, 2500, 3300])
    func `a file system that is full loses nothing, and with room again the runs end as if undisturbed`(
        kilobytes: Int
    ) throws {
        let program = try Program(
            experiment: short.replacingOccurrences(of: "epochs", with: "checkpoint_every: 3\n  epochs"))
        #expect(try program.xrun("experiment.yaml", "--output", "undisturbed").status == 0)
        try program.folder.write("", to: "runs/.keep")
        let script = """
            '\(Repository.xrun)' experiment.yaml --jobs 1; echo "first $?"
            mount -o remount,size=100m runs
            '\(Repository.xrun)' plan experiment.yaml; '\(Repository.xrun)' experiment.yaml --jobs 1; echo "second $?"
            cp -r runs kept
            """
        let result = try onSmallFileSystem(kilobytes: kilobytes, script, in: program)
        #expect(result.output.contains("first 1\n"), "\(result)")
        #expect(result.output.contains("second 0\n"), "\(result)")
        #expect(result.output.contains(/failed: .*: No space left on device/), "\(result)")
        #expect(!result.errors.contains("warning") && !result.errors.contains("damaged"), "\(result.errors)")
        for run in ["first", "second"] {
            for file in ["metrics.jsonl", "last.safetensors", "best.safetensors", "inspection.json"] {
                let (mine, theirs) = ("kept/experiment/\(run)/\(file)", "undisturbed/experiment/\(run)/\(file)")
                #expect(
                    FileManager.default.contentsEqual(
                        atPath: program.folder.file(mine), andPath: program.folder.file(theirs)), "\(run)/\(file)")
            }
            #expect(try !program.list("kept/experiment/\(run)").contains { $0.hasSuffix(".tmp") })
        }
    }

    @Test(.enabled("needs a file system of its own", { try canMount() }))
    func `an event file without room is tried again as well`() throws {
        // A model that is smaller than the pictures of its end.
        let program = try Program(
            experiment: short.replacingOccurrences(
                of: "epochs",
                with: """
                    model: {layers: [{average_pool2d: 4}, flatten, {dense: 10}]}
                      optimizer: sgd
                      checkpoint_every: 3
                      epochs
                    """))
        try program.folder.write("", to: "runs/.keep")
        let script = "'\(Repository.xrun)' experiment.yaml --jobs 1 --retries 1"
        let result = try onSmallFileSystem(kilobytes: 180, script, in: program)
        #expect(result.output.contains(/retry: first: .*\.result: No space left on device/), "\(result)")
    }
}
