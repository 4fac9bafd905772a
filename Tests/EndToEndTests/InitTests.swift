import Foundation
import TestSupport
import Testing

@Suite struct InitTests {
    @Test func `the first file is right, runs as it is, and never takes the place of another`() throws {
        let program = try Program(experiment: "mine")
        let taken = try program.xrun("init", "experiment.yaml")
        #expect(taken.status == 2 && taken.errors.contains("'experiment.yaml' exists already"))
        #expect(try program.text("experiment.yaml") == "mine")

        #expect(try program.xrun("init", "first.yaml").status == 0)
        #expect(try program.xrun("validate", "first.yaml").status == 0)
        let result = try program.xrun("first.yaml", "--set", "epochs=3", "--only", "cosine*")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("cosine"))

        #expect(try program.xrun("init").status == 2, "its default is experiment.yaml")
        let missing = try program.xrun("init", "no/folder/a.yaml")
        let nameless = try program.xrun("init", "")
        #expect(nameless.status == 2 && nameless.errors.hasPrefix("error: '' cannot be written: "), "\(nameless)")
        try FileManager.default.createSymbolicLink(atPath: program.folder.file("loop"), withDestinationPath: "loop")
        let circle = try program.xrun("init", "loop/a.yaml")
        #expect(
            circle.status == 2
                && circle.errors == "error: 'loop/a.yaml' cannot be written: Too many levels of symbolic links\n",
            "\(circle)")
        #expect(missing.status == 2 && missing.errors.contains("No such file or directory"), "\(missing.errors)")
    }

    @Test(arguments: [("my file.yaml", "'my file.yaml'"), ("-y.yaml", "-- -y.yaml")])
    func `what is said to be typed next can be`(file: String, typed: String) throws {
        let program = try Program(experiment: "")
        let next = try program.xrun("init", "--", file).output
        #expect(next.hasSuffix(" is written. Next: xrun plan \(typed), then xrun \(typed)\n"), "\(next)")
        #expect(try program.xrun("plan", "--", file).status == 0)
        #expect(try program.xrun("--dry-run", "--", file).status == 0)
        for command in [["plan", "--only", "nobody"], ["find", "--run", "nobody"]] {
            let missed = try Shell.run(Repository.xrun, command + ["--", file], in: program.folder.path)
            #expect(missed.status == 2 && missed.errors.hasSuffix("; see xrun plan \(typed)\n"), "\(missed)")
        }
    }

    @Test func `the first file asks about what its runs differ in`() throws {
        let program = try Program(experiment: "")
        try program.xrun("init", "first.yaml")
        let json = try program.xrun("plan", "first.yaml", "--format", "json").output
        let plan = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
        let question = try #require(plan["description"]?.string)
        let runs = (plan["items"]?.elements ?? []).filter { $0["kind"] == .string("run") }
        let varied = Set(runs.flatMap { ($0["changes"]?.entries ?? [:]).keys })
        #expect(varied == ["learning_rate", "schedule"])
        for setting in varied {
            #expect(question.contains(setting.replacingOccurrences(of: "_", with: " ")), "\(question)")
        }
        // Of the settings that all runs share.
        for setting in ["optimizer", "model", "batch size"] { #expect(!question.contains(setting), "\(question)") }
    }

    @Test func `a first file that cannot be written is not there, and can be tried again`() throws {
        let program = try Program(experiment: "")
        // In blocks of 512 bytes: the file has nearly a thousand.
        let script = "ulimit -f 1; '\(Repository.xrun)' init first.yaml"
        let large = try Shell.run("sh", ["-c", script], in: program.folder.path)
        #expect(
            large.status == 1 && large.errors == "error: 'first.yaml' cannot be written: File too large\n", "\(large)")
        for moment in ["create", "write", "sync", "rename", "done"] {
            let fault = "ENOSPC@first.yaml:\(moment)#1"
            let full = try program.xrun("init", "first.yaml", environment: ["XRUN_DEBUG_FAULT": fault])
            #expect(
                full.status == 1
                    && full.errors == "error: 'first.yaml' cannot be written: No space left on device\n", "\(full)")
        }
        #expect(try program.list(".") == ["experiment.yaml"])
        try program.xrun("init", "first.yaml", environment: ["XRUN_DEBUG_FAULT": "kill@first.yaml:rename#1"])
        #expect(!program.exists("first.yaml"))
        #expect(try program.xrun("init", "first.yaml").status == 0)
        #expect(try program.xrun("validate", "first.yaml").status == 0)
    }

    @Test func `who may write the first file is for the umask to say`() throws {
        let program = try Program(experiment: "")
        let script = "umask 002; '\(Repository.xrun)' init first.yaml >/dev/null; stat --format=%a first.yaml"
        let result = try Shell.run("sh", ["-c", script], in: program.folder.path)
        #expect(result.output == "664\n", "\(result)")
    }

    @Test func `the first file names the schema where one is beside it or above it`() throws {
        let program = try Program(experiment: "")
        try program.xrun("init", "without.yaml")
        #expect(try program.text("without.yaml").hasPrefix("name: first\n"))

        let schema = "schemas/experiment.schema.json"
        try program.folder.write("{}", to: schema)
        try program.folder.write("", to: "mine/deep/notes")
        for (file, path) in [("beside.yaml", schema), ("mine/deep/above.yaml", "../../\(schema)")] {
            try program.xrun("init", file)
            #expect(try program.text(file).hasPrefix("# yaml-language-server: $schema=\(path)\nname: first\n"))
            #expect(try program.xrun("validate", file).status == 0)
        }
    }
}
