import Foundation
import TestSupport
import Testing

@Suite struct CommandLineTests {
    private let small = """
        base: {dataset: {name: shapes, limit: 64}, epochs: 1}
        runs:
          - learning_rate: 1e-3
          - learning_rate: auto
        """

    @Test func `what is wrong in the file ends with 2, and nothing is made`() throws {
        let program = try Program(experiment: "base:\n  optimiser: adam\n  epochs: many\n")
        let result = try program.xrun("experiment.yaml")
        #expect(result.status == 2)
        #expect(
            result.errors.contains("experiment.yaml:2:3: error: unknown key 'optimiser'; did you mean 'optimizer'?"))
        #expect(result.errors.contains("experiment.yaml:3:11: error:"), "all errors at once: \(result.errors)")
        #expect(try program.list(".") == ["experiment.yaml"])
        #expect(try program.xrun("validate", "experiment.yaml").status == 2)
    }

    @Test func `validate takes the settings that a run would`() throws {
        let program = try Program(experiment: small)
        let setting = ["--set", "epoch=2"]
        let results = try [["validate", "experiment.yaml"], ["plan", "experiment.yaml"]].map { command in
            try Shell.run(Repository.xrun, command + setting, in: program.folder.path)
        }
        #expect(results.map(\.status) == [2, 2] && results[0].errors == results[1].errors, "\(results)")
        #expect(results[0].errors.hasPrefix("--set:1:1: error: unknown key 'epoch'"), "\(results[0].errors)")
        #expect(try program.xrun("validate", "experiment.yaml", "--set", "epochs=2").status == 0)
    }

    @Test func `an argument that is not UTF-8 is refused before anything is made`() throws {
        let program = try Program(experiment: small)
        let script = """
            name=$(printf 'n\\377'); cp experiment.yaml "$name.yaml"
            '\(Repository.xrun)' plan "$name.yaml"; echo $?
            '\(Repository.xrun)' experiment.yaml --output "$name"; echo $?
            rm "$name.yaml"
            ln -s '\(Repository.xrun)' "$name"; "./$name" plan experiment.yaml >/dev/null; echo $?; rm "$name"
            """
        let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
        // What the program itself is called is no matter.
        #expect(result.output == "2\n2\n0\n", "\(result)")
        #expect(result.errors.matches(of: /error: the argument 'n.+' is not UTF-8\n/).count == 2, "\(result.errors)")
        #expect(try program.list(".") == ["experiment.yaml"])
    }

    @Test func `the commit is written down, also where the end of programs is ignored`() throws {
        let program = try Program(
            experiment: "{base: {dataset: {name: shapes, limit: 64}, epochs: 1}, runs: [{name: a}]}")
        let script = """
            git init -q && git add . && git -c user.name=n -c user.email=e commit -qm m && git rev-parse HEAD
            exec env --ignore-signal=CHLD '\(Repository.xrun)' experiment.yaml --quiet
            """
        let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
        #expect(result.status == 0, "\(result)")
        let commit = try #require(result.output.split(separator: "\n").first)
        #expect(try program.text("runs/experiment/experiment.json").contains("\"git_commit\": \"\(commit)\""))
    }

    @Test func `a wrong command line ends with 2`() throws {
        let program = try Program(experiment: small)
        #expect(try program.xrun("experiment.yaml", "--jobs", "0").status == 2)
        #expect(try program.xrun("experiment.yaml", "--jobs", "1025").status == 2)
        #expect(try program.xrun("find", "experiment.yaml", "--jobs", "1025").status == 2)
        #expect(try program.xrun("experiment.yaml", "--nonsense").status == 2)
        #expect(try program.xrun("missing.yaml").status == 2)
        #expect(try program.xrun("experiment.yaml", "--set", "epoch=2").status == 2)
        let sets = try program.xrun(
            "experiment.yaml", "--set", "learning_rate.auto.steps=50", "--set", "learning_rate=0.1")
        #expect(sets.status == 2)
        #expect(
            sets.errors.contains("--set:1:1: error: 'learning_rate.auto.steps' contradicts 'learning_rate: 0.1'"),
            "\(sets.errors)")
        #expect(try program.xrun("experiment.yaml", "--only", "nothing*").status == 2)
        #expect(try program.xrun("experiment.yaml", environment: ["XRUN_ISA": "mmx"]).status == 2)
        let fresh = try program.xrun("experiment.yaml", "--fresh", "--only", "*")
        #expect(fresh.status == 2 && fresh.errors.contains("To begin some runs anew, move their"), "\(fresh.errors)")
        let dry = try program.xrun("experiment.yaml", "--dry-run", "--log-format", "json")
        #expect(dry.status == 2 && dry.errors.contains("xrun plan FILE --format json") && dry.output.isEmpty)
        for (command, complaint) in [
            (["experiment.yaml", "--jobs", "-1"], "--jobs takes a number from 1 to 1024, not -1"),
            (["find", "experiment.yaml", "--jobs=-1"], "--jobs takes a number from 1 to 1024, not -1"),
            (["experiment.yaml", "--retries", "-1"], "--retries takes a number from 0 to 1000, not -1"),
            (["benchmark", "--seconds", "-1.5"], "--seconds takes a number from 0 to 3600, not -1.5"),
            (["benchmark", "--threads", "-12"], "--threads takes a number from 1 to 255, not -12"),
            (["benchmark", "--only", "reporting", "--rounds", "-1"], "--rounds takes a number from 1 to 1000, not -1"),
            (["benchmark", "--rounds", "3"], "--rounds goes with --only reporting alone"),
            (
                ["benchmark", "--only", "kernels", "--threads", "2"],
                "--only kernels goes with neither --threads nor --seconds"
            ),
            (
                ["benchmark", "--only", "kernels", "--seconds", "0"],
                "--only kernels goes with neither --threads nor --seconds"
            ),
            (["experiment.yaml", "--jobs", "--dry-run"], "The value '--dry-run' is invalid for '--jobs <n>'"),
            (["experiment.yaml", "--dry-run", "--quiet"], "--quiet does not go with --dry-run"),
            (["experiment.yaml", "--jobs"], "Missing value for '--jobs <n>'"),
        ] {
            let result = try Shell.run(Repository.xrun, command, in: program.folder.path)
            #expect(result.status == 2 && result.output.isEmpty, "\(command)")
            #expect(result.errors.contains(complaint), "\(result.errors)")
        }
        for command in [["experiment.yaml"], ["validate", "experiment.yaml"], ["datasets"]] {
            let result = try Shell.run(Repository.xrun, command + ["--data-dir", "nowhere"], in: program.folder.path)
            #expect(result.status == 2, "\(command)")
            #expect(result.errors.contains("--data-dir nowhere: there is no such folder"), "\(result.errors)")
        }
        for command in [["experiment.yaml"], ["run", "experiment.yaml"], ["plan", "experiment.yaml"]] {
            let result = try Shell.run(Repository.xrun, command + ["--output", ""], in: program.folder.path)
            #expect(result.status == 2 && result.output.isEmpty, "\(command)")
            #expect(result.errors.contains("--output takes a folder, not an empty text"), "\(result.errors)")
        }
        let file = try program.xrun("experiment.yaml", "--output", "experiment.yaml", "--dry-run")
        #expect(file.status == 2 && file.errors.contains("the output folder cannot be used"), "\(file.errors)")
        let plan = try program.xrun("plan", "experiment.yaml", "--output", "experiment.yaml")
        #expect(plan.status == 2 && plan.output.isEmpty, "\(plan)")
        #expect(plan.errors.hasSuffix("\nerror: experiment.yaml is a file, not a folder\n"), "\(plan.errors)")
        #expect(try program.list(".") == ["experiment.yaml"])
    }

    @Test func `what cannot be an experiment's folder ends with 2`() throws {
        let program = try Program(experiment: small)
        let script = """
            mkdir real file link pipe; touch file/experiment; mkfifo pipe/experiment
            ln -s ../real link/experiment; ln -s nowhere dead
            """
        #expect(try Shell.run("sh", ["-c", script], in: program.folder.path).status == 0)
        for output in ["file", "link", "pipe", "dead"] {
            for command in [["run"], ["plan"], ["run", "--dry-run"]] {
                let arguments = command + ["experiment.yaml", "--output", output]
                let result = try Shell.run(Repository.xrun, arguments, in: program.folder.path)
                #expect(result.status == 2 && result.output.isEmpty, "\(arguments): \(result)")
            }
        }
        for folder in ["file/experiment", "pipe/experiment", "dead", "real"] {
            for command in ["report", "compare"] {
                let result = try program.xrun(command, folder)
                #expect(result.status == 2 && result.output.isEmpty, "\(command) \(folder): \(result)")
            }
        }
        #expect(try program.list("real") == [])
    }

    @Test func `what stands in the way in an experiment's folder or beside it ends with 1`() throws {
        let program = try Program(experiment: "")
        func write(run: String) throws {
            let experiment = """
                base: {dataset: {name: shapes, limit: 200}, model: mlp, batch_size: 50, epochs: 1}
                runs: [{name: \(run)}, {name: other, learning_rate: 0.01}]
                """
            try program.folder.write(experiment, to: "experiment.yaml")
        }
        try write(run: "first")
        #expect(try program.xrun("experiment.yaml").status == 0)
        for obstacle in ["ln -s nowhere", "touch"] {
            let script = "cd runs/experiment; rm -rf figures; \(obstacle) figures"
            #expect(try Shell.run("sh", ["-c", script], in: program.folder.path).status == 0)
            let report = try program.xrun("report", "runs/experiment")
            #expect(report.status == 1 && report.errors.contains("runs/experiment/figures is a "), "\(report)")
        }
        // What has the run's new name is to be moved there.
        try write(run: "second")
        let script = "mkdir runs/experiment/second; ln -s nowhere runs/experiment~old"
        #expect(try Shell.run("sh", ["-c", script], in: program.folder.path).status == 0)
        let start = try program.xrun("experiment.yaml")
        #expect(start.status == 1 && start.errors.contains("runs/experiment~old is a link"), "\(start)")
    }

    @Test func `every command takes --no-color`() throws {
        let program = try Program(experiment: small)
        for command in ["run", "plan", "validate", "find", "report", "compare", "init", "datasets", "benchmark"] {
            #expect(try program.xrun(command, "--help").output.contains("--no-color"), "\(command)")
        }
        #expect(try program.xrun("datasets", "--no-color").status == 0)
        #expect(try program.xrun("init", "first.yaml", "--no-color").status == 0)
        let report = try program.xrun("report", "nowhere", "--no-color")
        #expect(report.status == 2 && report.errors.hasPrefix("error: ") && report.errors.contains("nowhere"))
    }

    @Test func `a misspelt command or file is told what was meant`() throws {
        let program = try Program(experiment: small)
        let command = try program.xrun("plna", "experiment.yaml")
        #expect(command.status == 2 && command.output.isEmpty)
        #expect(
            command.errors == "error: 'plna' is no command, and there is no such file; did you mean 'plan'?\n")
        let file = try program.xrun("./experimnet.yml")
        #expect(file.status == 2 && file.errors.hasSuffix("; did you mean './experiment.yaml'?\n"), "\(file.errors)")
        #expect(try program.xrun("a.yaml").errors.hasSuffix(": No such file or directory\n"))
        // A file of such a name is one.
        _ = try program.folder.write(small, to: "plna")
        #expect(try program.xrun("plna", "--dry-run").status == 0)
    }

    @Test func `an output that cannot be written is an error, a reader that goes away is none`() throws {
        let program = try Program(experiment: small)
        let full = try Shell.run(
            "sh", ["-c", "'\(Repository.xrun)' plan experiment.yaml >/dev/full"], in: program.folder.path)
        #expect(full.status == 1 && full.errors.contains("No space left on device"), "\(full.errors)")
        let commands = [
            "--help", "help plan", "--version", "datasets", "experiment.yaml --dry-run", "plan experiment.yaml",
            "experiment.yaml --log-format json", "report runs/experiment",
        ]
        for command in commands {
            for redirection in [">/dev/full", ">&-"] {
                let lost = try Shell.run(
                    "sh", ["-c", "'\(Repository.xrun)' \(command) \(redirection)"], in: program.folder.path)
                #expect(lost.status == 1, "\(command) \(redirection)")
                let told = lost.errors.components(separatedBy: "error: the output cannot be written: ").count - 1
                #expect(told == 1, "\(command) \(redirection): \(lost.errors)")
            }
        }
        #expect(try program.summary().runs.map(\.status) == ["done", "done"])
        // A command that fails anyway tells of both.
        let failed = try Shell.run(
            "sh", ["-c", "'\(Repository.xrun)' report runs/experiment >/dev/full"], in: program.folder.path,
            environment: ["XRUN_DEBUG_FAULT": "EIO@summary.json:create#1"])
        #expect(failed.status == 1, "\(failed)")
        let told = failed.errors.components(separatedBy: "error: the output cannot be written: No space left")
        #expect(told.count == 2 && failed.errors.contains("Input/output error"), "\(failed)")
        let gone = try Shell.run(
            "sh", ["-c", "{ '\(Repository.xrun)' plan experiment.yaml; echo $? >status; } | true"],
            in: program.folder.path)
        #expect(gone.status == 0)
        #expect(try program.text("status") == "0\n")
    }

    @Test func `an output folder that is itself an experiment's is warned of`() throws {
        let program = try Program(experiment: small)
        try program.folder.write("{}", to: "copy/experiment.json")
        for command in [["plan", "experiment.yaml"], ["experiment.yaml", "--dry-run"]] {
            for copy in ["copy", "copy/"] {
                let nested = try Shell.run(Repository.xrun, command + ["--output", copy], in: program.folder.path)
                let warning = "warning: \(copy) is itself the folder of an experiment"
                #expect(nested.status == 0 && nested.errors.contains(warning), "\(nested.errors)")
                #expect(
                    nested.errors.contains("each begins anew in copy/experiment, or goes on there;"),
                    "\(nested.errors)")
            }
            let usual = try Shell.run(Repository.xrun, command + ["--output", "."], in: program.folder.path)
            #expect(usual.status == 0 && !usual.errors.contains("is itself"), "\(usual.errors)")
        }
    }

    @Test func `a report of the current folder needs no path that is UTF-8, but a folder`() throws {
        let program = try Program(
            experiment: "{base: {dataset: {name: shapes, limit: 64}, epochs: 1}, runs: [{name: a}]}")
        // Removed at its end: Foundation, which removes the test's own folder, may not.
        let script = """
            '\(Repository.xrun)' experiment.yaml >/dev/null; top=$PWD; name=$(printf 'v\\377')
            mkdir "$name"; mv runs "$name"; cd "$name/runs/experiment"
            for path in . ./ ../../runs/experiment/.; do '\(Repository.xrun)' report $path; echo "status $?"; done
            '\(Repository.xrun)' compare . >/dev/null; echo "status $?"
            ln -s experiment ../link; cd ..; '\(Repository.xrun)' report link; echo "status $?"
            cd experiment; rm -rf "$top/$name"; '\(Repository.xrun)' report .; echo "status $?"
            """
        let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
        let expected = """
            ./../experiment/summary.md
            status 0
            .//../experiment/summary.md
            status 0
            ../../runs/experiment/./../experiment/summary.md
            status 0
            status 0
            link/../experiment/summary.md
            status 0
            status 1

            """
        #expect(result.output == expected, "\(result)")
        #expect(result.errors == "error: cannot read .: No such file or directory\n", "\(result.errors)")
    }

    @Test func `an output longer than a buffer is an error as well where it cannot be written`() throws {
        let rates = (1...60).map { "\($0)e-4" }.joined(separator: ", ")
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 64}, epochs: 1}
                runs: [{grid: {learning_rate: [\(rates)]}}]
                """)
        let plan = "'\(Repository.xrun)' plan experiment.yaml --format json"
        let whole = try Shell.run("sh", ["-c", plan], in: program.folder.path)
        #expect(whole.status == 0 && whole.output.utf8.count > 4096)
        // A terminal's buffer is one line.
        for buffering in ["", "stdbuf -oL "] {
            let lost = try Shell.run("sh", ["-c", "\(buffering)\(plan) >/dev/full"], in: program.folder.path)
            #expect(lost.status == 1, "\(buffering)")
            let told = lost.errors.components(separatedBy: "error: the output cannot be written: No space left")
            #expect(told.count == 2, "\(buffering): \(lost.errors)")
        }
        let gone = try Shell.run("sh", ["-c", "{ \(plan); echo $? >status; } | true"], in: program.folder.path)
        #expect(gone.status == 0 && !gone.errors.contains("cannot be written"), "\(gone.errors)")
        #expect(try program.text("status") == "0\n")
    }

    @Test func `a folder that XRUN_DATA_DIR names and that is not there is an error of who looks there`() throws {
        let program = try Program(experiment: small)
        let variable = ["XRUN_DATA_DIR": "nowhere"]
        let refusal = "XRUN_DATA_DIR=nowhere: there is no such folder"
        try program.folder.write("base: {dataset: fashion-mnist}", to: "looks.yaml")
        for command in [["looks.yaml"], ["validate", "looks.yaml"]] {
            let result = try Shell.run(Repository.xrun, command, in: program.folder.path, environment: variable)
            #expect(result.status == 2 && result.errors.contains(refusal), "\(command): \(result)")
        }
        let list = try program.xrun("datasets", environment: variable)
        #expect(list.output.contains("  unusable   \(refusal)\n") && list.output.contains("shapes"), "\(list)")
        for value in ["nowhere", ""] {
            let drawn = try program.xrun("validate", "experiment.yaml", environment: ["XRUN_DATA_DIR": value])
            #expect(drawn.status == 0, "\(drawn)")
        }
    }

    @Test func `a missing data set names the places and the ways to get it`() throws {
        let program = try Program(experiment: "base: {dataset: {name: fashion-mnist, path: nowhere}}")
        let result = try program.xrun("experiment.yaml")
        #expect(result.status == 2)
        #expect(result.errors.contains("nowhere"))
        #expect(result.errors.contains("apt") && result.errors.contains("--data-dir"))
    }

    @Test func `help says where data sets are looked for, in order`() throws {
        let help = try Program(experiment: small).xrun("datasets", "--help").output.split(
            whereSeparator: \.isWhitespace)
        let places = try [
            "DIR/NAME", "XRUN_DATA_DIR;", "$XDG_CACHE_HOME/xrun/NAME,", "~/.cache/xrun/NAME",
            "/usr/share/datasets/NAME,",
        ].map { place in try #require(help.firstIndex(of: Substring(place)), "\(place)") }
        #expect(places == places.sorted())
    }

    @Test func `help gives a command for a data set's checksum that takes plain files and packed ones`() throws {
        let program = try Program(experiment: small)
        let help = try program.xrun("datasets", "--help").output.split(whereSeparator: \.isWhitespace)
        let command = try #require(help.joined(separator: " ").firstMatch(of: /zcat .*\| sha256sum/)?.output)
        let files = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]
        for (file, text) in zip(files, ["a", "b", "c", "d"]) {
            try program.folder.write(text, to: "data/\(file)-ubyte")
        }
        func sum(_ command: String) throws -> String {
            try Shell.run("sh", ["-c", command], in: program.folder.file("data")).output
        }
        let expected = try sum("printf abcd | sha256sum")
        #expect(try sum(String(command)) == expected)
        #expect(try sum("gzip train-labels*; \(command)") == expected)
    }

    private static let debianFolder = "/usr/share/datasets/fashion-mnist"
    private static let hasFashionMNIST = FileManager.default.fileExists(
        atPath: debianFolder + "/train-images-idx3-ubyte.gz")

    @Test(.enabled(if: hasFashionMNIST, "dataset-fashion-mnist is not installed"))
    func `a data set's checksum is one that others can compute, and says of what`() throws {
        let sum = try Shell.run(
            "sh", ["-c", "zcat -f train-images* train-labels* t10k-images* t10k-labels* | sha256sum"],
            in: Self.debianFolder
        ).output.prefix(64)
        let told = try Program(experiment: small).xrun("datasets", "--data-dir", Self.debianFolder).output
        #expect(
            told.contains("  SHA-256    \(sum)\n             of the images and labels to train on, then the test's"),
            "\(told)")
        // Of what it draws itself there are no files.
        #expect(told.components(separatedBy: "decompressed").count == 2, "\(told)")
    }

    @Test func `a plan is the same bytes every time, and dry-run is the plan`() throws {
        let program = try Program(experiment: small)
        let plan = try program.xrun("plan", "experiment.yaml")
        #expect(plan.status == 0)
        #expect(try program.xrun("plan", "experiment.yaml").output == plan.output)
        #expect(try program.xrun("experiment.yaml", "--dry-run").output == plan.output)
        #expect(plan.output.contains("finder/"))
        let selected = try program.xrun("experiment.yaml", "--dry-run", "--only", "learning_rate=0.001").output
        #expect(selected.contains("; 1 run, 64 training samples left to do\n"), "\(selected)")
        let both = try program.xrun(
            "experiment.yaml", "--dry-run", "--only", "learning_rate=0.001", "--only", "*=auto"
        ).output
        #expect(!both.contains("not selected"), "\(both)")
        #expect(try program.xrun("experiment.yaml", "--only", "*", "--only", "nothing*").status == 2)
        #expect(try program.list(".") == ["experiment.yaml"])
        let json = try program.xrun("plan", "experiment.yaml", "--format", "json").output
        #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) is [String: Any])
    }

    @Test func `runs of several seeds are selected by what they are called together, or by their entry`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 64}, epochs: 1}
                runs:
                  - {name: cosine, schedule: cosine, seeds: 2}
                  - {name: again, schedule: cosine, seeds: [9]}
                  - {grid: {learning_rate: [0.01, 0.02]}, seeds: 2}
                  - {name: größe, batch_size: 32}
                """)
        for (pattern, count) in [
            ("cosine", 3), ("again", 1), ("cos*e", 3), ("learning_rate=0.02", 2), ("*=0.0?", 4), ("again,seed=9", 1),
            ("gr?ße", 1),
        ] {
            let plan = try program.xrun("plan", "experiment.yaml", "--only", pattern)
            #expect(plan.output.contains("\(count) run\(count == 1 ? "" : "s"), "), "\(pattern): \(plan)")
            #expect(plan.output.components(separatedBy: "not selected").count - 1 == 8 - count, "\(pattern): \(plan)")
            #expect(try program.xrun("experiment.yaml", "--dry-run", "--only", pattern).output == plan.output)
        }
        #expect(try program.xrun("experiment.yaml", "--only", "sine").status == 2)
        let missed = try program.xrun("plan", "experiment.yaml", "--only", "sine")
        #expect(missed.status == 2 && missed.errors.contains("no run's name matches 'sine'") && missed.output.isEmpty)
    }

    @Test func `what is remarked on a range test is told where that runs`() throws {
        let program = try Program(experiment: small)
        let remark = "note: the range test and its trials take 200 steps"
        for (arguments, isTold) in [
            (["plan", "experiment.yaml"], true), (["validate", "experiment.yaml"], true),
            (["experiment.yaml", "--dry-run"], true), (["experiment.yaml", "--dry-run", "--only", "*=auto"], true),
            (["experiment.yaml", "--dry-run", "--only", "learning_rate=0.001"], false),
            (["plan", "experiment.yaml", "--only", "learning_rate=0.001"], false),
        ] {
            let result = try Shell.run(Repository.xrun, arguments, in: program.folder.path)
            #expect(result.status == 0 && result.errors.contains(remark) == isTold, "\(arguments): \(result.errors)")
        }
    }

    @Test func `the shipped experiment that needs no files is right as it is`() throws {
        let result = try Shell.run(Repository.xrun, ["validate", Repository.root + "/experiments/shapes.yaml"])
        #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    }

    @Test func `two variants in one grid are an error, not a lost axis`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: shapes}
                runs:
                  - grid: {optimizer.sgd.momentum: [0.5], optimizer.adam.beta1: [0.5]}
                """)
        let result = try program.xrun("validate", "experiment.yaml")
        #expect(result.status == 2 && result.errors.contains("contradicts"), "\(result.errors)")
    }

    @Test func `a reader that goes away ends nothing`() throws {
        let program = try Program(experiment: small)
        let result = try Shell.run(
            "sh", ["-c", "'\(Repository.xrun)' experiment.yaml | head -1"], in: program.folder.path)
        #expect(result.output.split(separator: "\n").count == 1)
        #expect(try program.summary().runs.map(\.status) == ["done", "done"])
    }

    @Test func `a hang-up that was ignored at the start stays ignored`() throws {
        let program = try Program(
            experiment: small.replacingOccurrences(of: "epochs: 1", with: "epochs: 100000"))
        // Obeyed, a signal ends the run at its next step, and what was measured until then is written once more.
        let script = """
            trap '' HUP; '\(Repository.xrun)' experiment.yaml --quiet & started=$!
            metrics=runs/experiment/learning_rate=0.001/metrics.jsonl
            until [ -s $metrics ] || ! kill -0 $started; do sleep 0.05; done
            kill -HUP $started
            for time in first second third; do
                lines=$(wc -l <$metrics)
                until [ $(wc -l <$metrics) -gt $lines ] || ! kill -0 $started; do sleep 0.05; done
            done
            kill -0 $started && echo "it goes on"; kill -TERM $started; wait $started; echo "status $?"
            """
        let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
        #expect(result.output == "it goes on\nstatus 130\n", "\(result)")
    }

    @Test func `a benchmark times a run from file to record, and leaves nothing behind`() throws {
        let program = try Program(experiment: small)
        try program.folder.write("", to: "temporary/keep")
        let result = try program.xrun(
            "benchmark", "--only", "runs", "--network", "mlp", "--threads", "1", "--seconds", "0", "--format", "json",
            environment: ["TMPDIR": program.folder.file("temporary")])
        #expect(result.status == 0, "\(result.errors)")
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(result.output.utf8))
        #expect(json["runs"]?[0]?["network"] == .string("mlp"))
        #expect(json["runs"]?[0]?["windows"] == .number(3))
        #expect(try #require(json["runs"]?[0]?["samples_per_second"]?["best"]?.number) > 0)
        #expect(json["kernels"] == .array([]) && json["steps"] == .array([]))
        #expect(try program.list("temporary") == ["keep"])
        #expect(try program.list(".") == ["experiment.yaml", "temporary"])
    }

    @Test func `a benchmark refuses to time runs of a network that has none`() throws {
        let program = try Program(experiment: small)
        let refused = try program.xrun("benchmark", "--only", "runs", "--network", "mlp", "--network", "cnn28")
        #expect(refused.status == 2 && refused.output.isEmpty, "\(refused)")
        #expect(
            refused.errors.contains("--only runs has no run of cnn28; there are runs of lenet5, mlp"), "\(refused)")
    }

    @Test func `quiet prints nothing`() throws {
        let program = try Program(experiment: small)
        let result = try program.xrun("experiment.yaml", "--quiet")
        #expect(result.status == 0)
        #expect(result.output.isEmpty && result.errors.isEmpty)
    }

    @Test func `one failed run stops no other, and ends with 1`() throws {
        // Rates at which the first update ends in infinity: the range test can suggest nothing, so its run fails.
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 64}, epochs: 1, optimizer: sgd}
                runs:
                  - learning_rate: {auto: {suggestion: steepest, min: 1e9, max: 1e10}}
                  - learning_rate: 1e-3
                """)
        #expect(try program.xrun("experiment.yaml").status == 1)
        let runs = try program.summary().runs
        #expect(runs.map(\.status) == ["failed", "done"])
        #expect(runs.first?.reason?.contains("too few") == true)
        // Who wants no more than errors gets them where errors belong.
        let quiet = try program.xrun("experiment.yaml", "--quiet")
        #expect(quiet.status == 1 && quiet.output.isEmpty)
        #expect(quiet.errors.contains("failed: ") && quiet.errors.contains("too few"), "\(quiet.errors)")
        for format in ["text", "json"] {
            let found = try program.xrun("find", "experiment.yaml", "--format", format)
            #expect(found.status == 1 && found.output.contains("too few"), "\(found)")
        }
        // A log that is lost is told all the same.
        let lost = try Shell.run(
            "sh", ["-c", "'\(Repository.xrun)' experiment.yaml --log-format json >/dev/full"], in: program.folder.path)
        #expect(lost.status == 1 && lost.errors.contains("error: the output cannot be written: "), "\(lost.errors)")
        let selected = try program.xrun("experiment.yaml", "--dry-run", "--only", "learning_rate=0.001").output
        #expect(
            selected.contains("training samples; nothing left to do\n") && !selected.contains("failed"), "\(selected)")
        #expect(try program.xrun("experiment.yaml", "--fail-fast", "--jobs", "1", "--fresh").status == 1)
    }

    @Test func `a path in an error moves no cursor`() throws {
        let result = try Program(experiment: small).xrun("report", "no\u{1B}[2Jfolder")
        #expect(result.status == 2)
        #expect(result.errors.contains(#"'no\u{1B}[2Jfolder'"#), "\(result.errors)")
    }

    @Test func `a folder in use by another start ends with 3 and names the holder`() throws {
        let program = try Program(
            experiment: small.replacingOccurrences(of: "epochs: 1", with: "epochs: 20000"))
        let script = """
            '\(Repository.xrun)' experiment.yaml --quiet & first=$!
            until [ -e runs/experiment/plan.json ] || ! kill -0 $first; do sleep 0.05; done
            '\(Repository.xrun)' experiment.yaml; echo "status $?, held by $first"
            kill -KILL $first
            """
        let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
        let holder = try #require(result.output.firstMatch(of: /status 3, held by (\d+)/)).output.1
        #expect(result.errors.contains("process \(holder)"))
    }

    @Test func `help and version answer`() throws {
        let program = try Program(experiment: small)
        #expect(try program.xrun("--version").output.hasPrefix("0."))
        let help = try program.xrun("--help").output
        for command in ["run", "plan", "validate", "report", "datasets"] { #expect(help.contains(command)) }
        let words = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains(/Exit codes: 0 [^;]+; 1 [^;]+; 2 [^;]+; 3 [^;]+; 130 [^;]+\./), "\(help)")
        #expect(try program.xrun("datasets").output.contains("shapes"))
    }
}
