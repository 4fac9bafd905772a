import Foundation
import TestSupport
import Testing

@Suite struct CompareTests {
    @Test func `two experiments stand in one table, one document and one figure`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 300}, epochs: 6, batch_size: 50}
                runs: [{grid: {learning_rate: [1e-3, 1e-2]}}]
                """)
        #expect(try program.xrun("experiment.yaml").status == 0)
        #expect(try program.xrun("experiment.yaml", "--output", "wide", "--set", "batch_size=100").status == 0)
        let table = try program.xrun("compare", "runs/experiment", "wide/experiment")
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.hasPrefix("| experiment "))
        #expect(table.output.contains("| batch_size |"))
        #expect(table.output.components(separatedBy: "(best)").count == 2)

        let json = try program.xrun(
            "compare", "runs/experiment", "wide/experiment", "--format", "json", "--figure", "both.svg")
        let answer = try JSONDecoder().decode(JSONValue.self, from: Data(json.output.utf8))
        let groups = try #require(answer["groups"]?.elements)
        #expect(groups.map { $0["settings"]?["batch_size"]?.number } == [50, 50, 100, 100])
        for (group, output) in zip(groups, ["runs", "runs", "wide", "wide"]) {
            #expect(group["experiment"] == .string("\(output)/experiment"))
            let run = try #require(group["group"]?.string)
            let record = try JSONDecoder().decode(
                JSONValue.self, from: Data(program.text("\(output)/experiment/\(run)/run.json").utf8))
            #expect(group["mean"] != nil && group["mean"] == record["validation_last"]?["accuracy"])
        }
        #expect(try program.text("both.svg").hasPrefix("<?xml"))

        let twice = try program.xrun("compare", "runs/experiment", "runs/experiment/")
        #expect(
            twice.errors.contains("warning: runs/experiment/ is the same folder as runs/experiment, and counts once"),
            "\(twice.errors)")
        #expect(try twice.output == program.xrun("compare", "runs/experiment").output)

        // A path where no file can be is a wrong command line.
        for (path, reason) in [
            ("no/both.svg", "No such file or directory"), ("runs", "Is a directory"), ("", "'' names no file"),
        ] {
            let refused = try program.xrun("compare", "runs/experiment", "--figure", path)
            #expect(
                refused.status == 2 && refused.errors.hasSuffix("error: '\(path)' cannot be written: \(reason)\n"),
                "\(refused)")
        }

        // Who may write a figure is for the umask to say, also where a link leads to the new file.
        let script = """
            umask 002; ln -s behind.svg ahead.svg
            for file in new.svg ahead.svg; do
                '\(Repository.xrun)' compare runs/experiment --figure $file >/dev/null; stat --format=%a -L $file
            done
            """
        let shared = try Shell.run("sh", ["-c", script], in: program.folder.path)
        #expect(shared.output == "664\n664\n", "\(shared)")

        // Where the output goes to a file, the figure goes there as well, and nothing that is there is lost.
        let redirected = """
            '\(Repository.xrun)' compare runs/experiment --figure alone.svg >table.txt
            echo before >both.txt; cat both.txt alone.svg table.txt >expected.txt
            '\(Repository.xrun)' compare runs/experiment --figure /dev/stdout >>both.txt
            """
        #expect(try Shell.run("sh", ["-c", redirected], in: program.folder.path).status == 0)
        #expect(try program.text("both.txt") == program.text("expected.txt"))

        // Where the user put a link, it stays one and its target is written.
        try program.folder.write("old", to: "elsewhere.svg")
        try FileManager.default.createSymbolicLink(
            atPath: program.folder.file("link.svg"), withDestinationPath: "elsewhere.svg")
        let fault = ["XRUN_DEBUG_FAULT": "ENOSPC@elsewhere.svg:write#1"]
        let full = try program.xrun("compare", "runs/experiment", "--figure", "link.svg", environment: fault)
        #expect(
            full.status == 1 && full.errors.hasSuffix("error: 'link.svg' cannot be written: No space left on device\n"),
            "\(full)")
        #expect(try program.text("elsewhere.svg") == "old")
        #expect(try program.xrun("compare", "runs/experiment", "--figure", "link.svg").status == 0)
        #expect(try program.text("elsewhere.svg").hasPrefix("<?xml"))
        let kept = try FileManager.default.destinationOfSymbolicLink(atPath: program.folder.file("link.svg"))
        #expect(kept == "elsewhere.svg")
    }

    @Test func `what is no experiment is named`() throws {
        let program = try Program(experiment: "")
        let missing = try program.xrun("compare", "runs/nothing")
        #expect(missing.status == 2, "\(missing)")
        #expect(missing.errors.contains("no folder is found at runs/nothing"), "\(missing.errors)")
        #expect(try program.xrun("compare").status == 2)
    }

    @Test(arguments: ["report", "compare"])
    func `a damaged record of the experiment ends with 2, and is named`(command: String) throws {
        let program = try Program(experiment: "")
        try program.folder.write("{", to: "runs/first/experiment.json")
        let result = try program.xrun(command, "runs/first")
        #expect(result.status == 2 && result.output.isEmpty, "\(result)")
        #expect(result.errors.hasPrefix("error: runs/first/experiment.json is damaged"), "\(result.errors)")
    }
}
