import Foundation
import TestSupport
import Testing

/// What breaks while an experiment runs, and what the user is left with.
@Suite struct FaultTests {
    /// Two runs that would take minutes each.
    private let long = """
        base:
          dataset: {name: shapes, limit: 64, validation_fraction: 0.01}
          batch_size: 8
          epochs: 100000
          validate_every: 0.2
        runs:
          - {name: first, learning_rate: 1e-3}
          - {name: second, learning_rate: 2e-3}
        """
    private var short: String { long.replacingOccurrences(of: "100000", with: "20") }

    /// What a shell starts in the background ignores SIGINT, and below `nohup` SIGHUP.
    private let xrun = "env --default-signal=INT,HUP '\(Repository.xrun)'"

    /// The shell's wait for a run to train.
    private func waitFor(_ run: String) -> String {
        "until [ -s runs/experiment/\(run)/metrics.jsonl ] || ! kill -0 $started; do sleep 0.05; done"
    }

    @Test(arguments: ["INT", "TERM", "HUP"])
    func `a signal stops with a checkpoint, also where nobody reads the output`(signal: String) throws {
        let program = try Program(experiment: long)
        // The pipe is full within a second, and its reader outlives whoever waits for it.
        let script = """
            mkfifo pipe; sleep 1000 <pipe & reader=$!
            \(xrun) experiment.yaml --jobs 2 >pipe & started=$!
            \(waitFor("second")); sleep 2
            kill -\(signal) $started; wait $started; echo "status $?"; kill $reader
            """
        let result = try Shell.run("timeout", ["900", "sh", "-c", script], in: program.folder.path)
        #expect(result.output == "status 130\n", "\(result)")
        let plan = try program.xrun("plan", "experiment.yaml").output
        #expect(plan.matches(of: /interrupted at step \d+: it was stopped/).count == 2, "\(plan)")
        let summary = try program.summary()
        #expect(summary.runs.map(\.status) == ["interrupted", "interrupted"])
    }

    @Test func `a soft limit of processor time stops with a checkpoint`() throws {
        let program = try Program(experiment: long)
        // In seconds.
        let script = "ulimit -S -t 2; exec '\(Repository.xrun)' experiment.yaml --jobs 2"
        let result = try Shell.run("timeout", ["900", "sh", "-c", script], in: program.folder.path)
        #expect(result.status == 130, "\(result)")
        let plan = try program.xrun("plan", "experiment.yaml").output
        #expect(plan.matches(of: /interrupted at step \d+: it was stopped/).count == 2, "\(plan)")
    }

    @Test func `a limit on the size of files fails the run that meets it, and nothing else`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 64}, batch_size: 8, epochs: 2}
                runs: [{name: large, model: lenet5}, {name: little, model: {layers: [flatten, {dense: 10}]}}]
                """)
        // Blocks of 512 bytes: the first one's checkpoint has 740 kilobytes, the second one's 100.
        let result = try Shell.run(
            "sh", ["-c", "ulimit -f 1000; '\(Repository.xrun)' experiment.yaml"], in: program.folder.path)
        #expect(result.status == 1, "\(result)")
        // Once, as the end of its run.
        #expect(result.output.contains(/failed: large: its results could not be written: .*: File too large/))
        #expect(result.errors.isEmpty, "\(result.errors)")
        #expect(try program.summary().runs.map(\.status) == ["failed", "done"])
    }

    @Test(arguments: ["-v", "-d"])
    func `a run that needs more than its process may take is refused, and no other begins`(limit: String) throws {
        // 23 million parameters, seven times for Adam and a checkpoint.
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 64}, batch_size: 8, epochs: 1}
                runs:
                  - {name: little, model: mlp}
                  - {name: wide, model: {layers: [flatten, {dense: 6000}, {dense: 3000}, {dense: 10}]}}
                """)
        // In KiB.
        let result = try Shell.run(
            "sh", ["-c", "ulimit \(limit) 500000; '\(Repository.xrun)' experiment.yaml"], in: program.folder.path)
        #expect(result.status == 2 && result.output.isEmpty, "\(result)")
        let refusal = /error: the run needs at least 6\d\d MiB of memory, and this process may take \d{3} MiB\n/
        #expect(result.errors.contains(refusal), "\(result)")
        #expect(!program.exists("runs"))
    }

    @Test(arguments: [5, 8, 12, 16]) func `few descriptors end a start with an error, if at all`(count: Int) throws {
        let program = try Program(
            experiment: "{base: {dataset: {name: shapes, limit: 64}, epochs: 1}, runs: [{name: a}]}")
        let result = try Shell.run(
            "sh", ["-c", "ulimit -n \(count); '\(Repository.xrun)' experiment.yaml"], in: program.folder.path)
        #expect([0, 1].contains(result.status), "\(result)")
        #expect(result.status == 0 || "\(result)".contains("Too many open files"), "\(result)")
        #expect(!result.errors.contains("***"), "\(result.errors)")
        // Nor does the shell that starts git say anything.
        #expect(!result.errors.contains("sh: "), "\(result.errors)")
        #expect(!"\(result)".contains("NSCocoaErrorDomain"), "\(result)")
    }

    @Test func `in a folder that was removed nobody else's words are among xrun's`() throws {
        let program = try Program(
            experiment: "{base: {dataset: {name: shapes, limit: 64}, epochs: 1}, runs: [{name: a}]}")
        let script = """
            top=$PWD; mkdir gone; cd gone; rmdir ../gone
            '\(Repository.xrun)' "$top/experiment.yaml" --output "$top/runs"
            """
        let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
        #expect(result.status == 0 && result.errors.isEmpty, "\(result)")
    }

    @Test(arguments: ["{a: ", "["])
    func `nesting without end is refused also on a small stack`(opening: String) throws {
        let program = try Program(experiment: String(repeating: opening, count: 50_000))
        // In KiB; a program's usual stack has 8192.
        let result = try Shell.run(
            "sh", ["-c", "ulimit -s 256; '\(Repository.xrun)' validate experiment.yaml"], in: program.folder.path)
        #expect(result.status == 2 && result.errors.contains("more than 50 levels of nesting"), "\(result)")
    }

    @Test func `a second signal ends at once and loses nothing`() throws {
        // Steps of seconds, a line of the log behind each, and nothing between them: the first signal arrives when one
        // has just begun, at whose end it would be obeyed. The second one comes when the first is noted.
        let program = try Program(
            experiment: """
                base:
                  dataset: {name: shapes, validation_fraction: 0.1, limit: 5000}
                  batch_size: 5000
                  epochs: 1000
                  validate_every: 1000
                  log_every: 1
                runs: [{model: {layers: [flatten, {dense: 4000}, {dense: 4000}, {dense: 10}]}, name: second}]
                """)
        let script = """
            rm -f runs/experiment/second/metrics.jsonl
            \(xrun) experiment.yaml --jobs 1 & started=$!
            \(waitFor("second")); kill -INT $started
            until [ -e runs/.experiment.ended ] || ! kill -0 $started; do sleep 0.05; done
            sleep 0.4; kill -TERM $started
            wait $started; echo "status $?"
            """
        // Twice: it is the user who ends it, and the run is not suspected of crashing xrun.
        for _ in 1...2 {
            let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
            #expect(result.output.contains("status 130"))
            let plan = try program.xrun("plan", "experiment.yaml").output
            #expect(plan.contains("interrupted: it was killed"), "\(plan)")
        }
    }

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

    @Test func `two signals at once are one`() throws {
        let program = try Program(experiment: long)
        let script = """
            \(xrun) experiment.yaml --jobs 2 & started=$!
            \(waitFor("second")); kill -STOP $started; kill -INT $started; kill -TERM $started
            kill -CONT $started; wait $started; echo "status $?"
            """
        let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
        #expect(result.output.contains("status 130"))
        let plan = try program.xrun("plan", "experiment.yaml").output
        #expect(plan.matches(of: /interrupted at step \d+: it was stopped/).count == 2, "\(plan)")
    }

    @Test func `a run whose folder is removed fails soon, with its reason, and fail-fast sees it`() throws {
        let program = try Program(experiment: long)
        // A file that xrun writes while `rm` is at work keeps the folder: then once more.
        let script = """
            '\(Repository.xrun)' experiment.yaml --jobs 1 --fail-fast & started=$!
            \(waitFor("first")); while [ -e runs/experiment/first ]; do rm -rf runs/experiment/first; done
            wait $started; echo "status $?"
            """
        let result = try Shell.run("timeout", ["900", "sh", "-c", script], in: program.folder.path)
        #expect(result.output.contains("status 1"), "\(result)")
        #expect(result.output.contains("failed: first: its results could not be written: cannot write"))
        let summary = try program.summary()
        #expect(summary.runs.map(\.status) == ["failed", "not_started"])
        #expect(summary.runs.first?.reason?.contains("No such file or directory") == true)
        let why = "1 run is left: --fail-fast ended the start after first failed. The same command goes on."
        #expect(result.output.contains(why), "\(result.output)")
        #expect(!result.output.contains("Interrupted."), "\(result.output)")
    }

    @Test(arguments: ["", "--log-format json"])
    func `what is gone with the experiment's folder is not pointed to`(option: String) throws {
        let program = try Program(experiment: long)
        let script = """
            '\(Repository.xrun)' experiment.yaml --jobs 1 \(option) & started=$!
            \(waitFor("first")); mv runs/experiment runs/moved; wait $started; echo "status $?"
            """
        let result = try Shell.run("timeout", ["900", "sh", "-c", script], in: program.folder.path)
        #expect(result.output.contains("status 1"), "\(result)")
        #expect(!result.output.contains("summary.md") && !result.output.contains("tensorboard"), "\(result.output)")
        #expect(
            result.errors
                == "error: the summary could not be written: cannot create runs/experiment/summary.json: "
                + "No such file or directory\n")
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

    @Test func `a stream that takes nothing, or is closed, ends nothing`() throws {
        let program = try Program(experiment: short)
        try program.folder.write("nonsense: 1", to: "bad.yaml")
        let full = "'\(Repository.xrun)' validate bad.yaml 2>/dev/full; echo \"full $?\""
        #expect(try Shell.run("sh", ["-c", full], in: program.folder.path).output == "full 2\n")
        let closed = "timeout 900 '\(Repository.xrun)' experiment.yaml <&- >&- 2>&-"
        #expect(try Shell.run("sh", ["-c", closed], in: program.folder.path).status == 0)
        #expect(try program.summary().runs.map(\.status) == ["done", "done"])
    }

    @Test func `a reader who never reads holds up nobody else, and a signal ends the wait`() throws {
        // More lines than a pipe holds.
        let program = try Program(experiment: long.replacingOccurrences(of: "100000", with: "150"))
        let script = """
            mkfifo pipe; sleep 1000 <pipe & reader=$!
            \(xrun) experiment.yaml --log-format json >pipe & started=$!
            for run in first second; do
                until grep -q '"done"' runs/experiment/$run/run.json 2>/dev/null; do sleep 0.1; done
            done
            while [ -e runs/.experiment.lock ] && kill -0 $started; do sleep 0.1; done; sleep 2
            kill -0 $started && echo "it waits"
            '\(Repository.xrun)' experiment.yaml --quiet; echo "second start $?"
            kill -TERM $started; wait $started; echo "first start $?"; kill $reader
            """
        let result = try Shell.run("timeout", ["900", "sh", "-c", script], in: program.folder.path)
        #expect(result.output == "it waits\nsecond start 0\nfirst start 0\n", "\(result)")
    }

    @Test func `a start ends where another one has taken its folder over`() throws {
        let program = try Program(experiment: long)
        // Another lock that is held is put in the place of the start's own.
        let script = """
            '\(Repository.xrun)' experiment.yaml --jobs 1 & started=$!
            \(waitFor("first"))
            flock -F other sleep 1000 & other=$!
            while flock -n other true; do sleep 0.05; done
            mv other runs/.experiment.lock
            wait $started; echo "status $?"; kill $other
            """
        let result = try Shell.run("timeout", ["900", "sh", "-c", script], in: program.folder.path)
        #expect(result.output.hasSuffix("status 3\n"), "\(result)")
        let told = "runs/experiment is in use by another start of xrun: the file of this start's lock was removed"
        #expect(result.errors.contains("error: \(told); this start ends\n"), "\(result)")
        #expect(program.exists("runs/.experiment.lock"))
    }

    @Test func `a run that fails since another start has its folder is no failure`() throws {
        // No checkpoint: the other start replaces what the first one writes.
        let program = try Program(
            experiment: long.replacingOccurrences(of: "epochs", with: "checkpoint_every: 100000\n  epochs"))
        // While the first one is stopped, it does not make its lock's file anew.
        let script = """
            file=runs/experiment/first/metrics.jsonl
            '\(Repository.xrun)' experiment.yaml --jobs 1 --only first & started=$!
            \(waitFor("first")); kill -STOP $started
            before=$(stat -c %i $file); rm runs/.experiment.lock
            '\(Repository.xrun)' experiment.yaml --jobs 1 --only first >other.txt 2>&1 & other=$!
            until [ -s $file ] && [ "$(stat -c %i $file)" != "$before" ] || ! kill -0 $other; do sleep 0.05; done
            kill -CONT $started; wait $started; echo "status $?"
            kill -KILL $other; wait $other; echo "other process $other"
            """
        let result = try Shell.run("timeout", ["900", "sh", "-c", script], in: program.folder.path)
        #expect(result.output.contains("status 3\n"), "\(result)")
        #expect(!result.output.contains("failed"), "\(result)")
        let other = try #require(result.output.firstMatch(of: /other process (\d+)/)?.1)
        #expect(result.errors.contains("error: runs/experiment is in use by process \(other) on "), "\(result)")
        // It was not told of an end that is not its own.
        let record = try program.text("runs/experiment/first/run.json")
        #expect(record.contains("\"status\": \"running\""), "\(record)")
        #expect(try !program.summary().runs.map(\.status).contains("failed"))
    }

    @Test func `a damaged record is told, and its run begins anew`() throws {
        let program = try Program(experiment: short)
        #expect(try program.xrun("experiment.yaml").status == 0)
        try program.folder.write("{\"format\": 1", to: "runs/experiment/first/run.json")
        let plan = try program.xrun("plan", "experiment.yaml")
        #expect(plan.errors.contains("warning: runs/experiment/first/run.json is damaged"), "\(plan.errors)")
        #expect(plan.output.contains("new\n"))
        for command in ["report", "compare"] {
            let told = try program.xrun(command, "runs/experiment").errors
            #expect(told.contains("first/run.json is damaged"), "\(command): \(told)")
        }
        let again = try program.xrun("experiment.yaml")
        #expect(again.status == 0 && again.errors.contains("first/run.json is damaged"))
        #expect(program.exists("runs/experiment~old/first~1/run.json"))
        #expect(try program.summary().runs.map(\.status) == ["done", "done"])
    }

    @Test func `a copy of a range test's folder is told of as what is left out`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 400}, epochs: 2}
                runs: [{name: found, learning_rate: {auto: {suggestion: valley, steps: 20}}}]
                """)
        try program.xrun("experiment.yaml")
        let key = try #require(program.list("runs/experiment/finder").first)
        let folder = program.folder.file("runs/experiment/finder/\(key)")
        try FileManager.default.copyItem(atPath: folder, toPath: folder + "~copy")
        for command in [["plan", "experiment.yaml"], ["report", "runs/experiment"]] {
            let told = try Shell.run(Repository.xrun, command, in: program.folder.path).errors
            let path = "runs/experiment/finder/\(key)~copy/finder.json"
            #expect(
                told.contains("warning: \(path) stands under another name than its own; it is left out\n"),
                "\(command): \(told)")
        }
    }

    @Test func `a report that cannot be written still prints the results`() throws {
        let program = try Program(experiment: short)
        #expect(try program.xrun("experiment.yaml").status == 0)
        let fault = ["XRUN_DEBUG_FAULT": "EIO@summary.json:create#1"]
        let report = try program.xrun("report", "runs/experiment", environment: fault)
        #expect(report.status == 1, "\(report)")
        #expect(report.errors.contains("summary.json") && report.errors.contains("Input/output error"), "\(report)")
        // As a start that finds everything done; without the file that was to be there.
        let start = try program.xrun("experiment.yaml").output
        #expect(report.output.contains("learning rate") && start.hasPrefix(report.output), "\(report)\n\(start)")
        #expect(!report.output.contains("summary.md"))
    }

    @Test func `a damaged checkpoint is told on the terminal and kept in the record`() throws {
        let program = try Program(
            experiment: short.replacingOccurrences(of: "epochs", with: "checkpoint_every: 3\n  epochs"))
        let fault = ["XRUN_DEBUG_FAULT": "kill@first/last.safetensors:done#3"]
        #expect(try program.xrun("experiment.yaml", "--jobs", "1", environment: fault).status == SIGKILL)
        let path = program.folder.file("runs/experiment/first/last.safetensors")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes.removeLast()
        try bytes.write(to: URL(fileURLWithPath: path))
        let result = try program.xrun("experiment.yaml", "--jobs", "1")
        #expect(result.status == 0)
        let told = "last.safetensors cannot be used: its checksum is wrong"
        #expect(result.output.contains("warning: first: \(told); the run goes on from previous.safetensors, step 48"))
        #expect(try program.text("runs/experiment/first/run.json").contains(told))
    }
}
