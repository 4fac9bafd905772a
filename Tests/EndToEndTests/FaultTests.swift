import Foundation
import TestSupport
import Testing

/// What breaks while an experiment runs, and what the user is left with.
@Suite struct FaultTests {
    /// Two runs that would take minutes each.
    private let long = Program.twoRuns(epochs: 100_000)
    private let short = Program.twoRuns(epochs: 20)

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

    /// Containers may forbid it.
    static func hasUserNamespaces() throws -> Bool { try Shell.run("unshare", ["--user", "true"]).status == 0 }

    @Test(.enabled("needs a user namespace", { try hasUserNamespaces() }))
    func `a run whose folder becomes read-only fails, and goes on once it can be written`() throws {
        let program = try Program(
            experiment: Program.twoRuns(epochs: 500)
                .replacingOccurrences(of: "epochs", with: "checkpoint_every: 3\n  epochs"))
        let script = """
            '\(Repository.xrun)' experiment.yaml --jobs 1 & started=$!
            until [ -s runs/experiment/first/last.safetensors ] || ! kill -0 $started; do sleep 0.05; done
            kill -STOP $started; chmod 555 runs/experiment/first; kill -CONT $started
            wait $started; echo "status $?"
            '\(Repository.xrun)' plan experiment.yaml >plan.txt; chmod 755 runs/experiment/first
            """
        // In a namespace of its own root is a user as any other, whom permissions bind.
        let result = try Shell.run(
            "unshare", ["--user", "timeout", "900", "sh", "-c", script], in: program.folder.path)
        #expect(result.output.hasSuffix("status 1\n"), "\(result)")
        let failure = /failed: first: its results could not be written: cannot \w+ \S+\/first\S*: Permission denied/
        #expect(result.output.contains(failure), "\(result)")
        #expect(try program.summary().runs.map(\.status) == ["failed", "done"])
        let plan = try program.text("plan.txt")
        #expect(plan.contains(/interrupted at step \d+: it was killed/), "\(plan)")
        let again = try program.xrun("experiment.yaml", "--jobs", "1")
        // Where the record could not tell of the last checkpoint any more, the second one is said.
        let resumed = /(?:resumed: first after|warning: first: .*the run goes on from \S+,) step \d+/
        #expect(again.status == 0 && again.output.contains(resumed), "\(again)")
        #expect(try program.summary().runs.map(\.status) == ["done", "done"])
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
