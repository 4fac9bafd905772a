import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct DamagedExperimentTests {
    @Test func `a damaged experiment is not taken for none`() throws {
        let temporary = try TemporaryFolder()
        let file = try temporary.write("{\"format\": 1, \"experim", to: "fashion/experiment.json")
        let folder = try ExperimentFolder(existing: temporary.file("fashion"))
        let error = #expect(throws: ReportingError.self) { try Report.read(folder) }
        #expect(error == .damaged(path: folder.path + "/experiment.json"), "\(file)")
        #expect(error?.message.contains("/experiment.json is damaged") == true)
    }

    @Test func `an altered experiment is not told of, and the next start writes it anew`() throws {
        let temporary = try TemporaryFolder()
        let folder = try temporary.experiment("fashion")
        let plan = Samples.plan(runs: [Samples.plannedRun("a")])
        func start() throws {
            _ = try Reporter(
                plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
                command: TypedCommand("xrun")
            ).finish()
        }
        try start()
        let path = folder.path + "/experiment.json"
        let written = try String(contentsOfFile: path, encoding: .utf8)
        let altered = written.replacing("\"batch_size\": 64", with: "\"batch_size\": 65")
        #expect(altered != written)
        try altered.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: ReportingError.damaged(path: path)) { try Report.read(folder) }
        try start()
        #expect(try Report.read(folder).rows.map(\.run.name) == ["a"])
        // As an earlier version wrote it.
        let unsealed = altered.replacing(/,\n  "checksum": "\w+"/, with: "")
        try unsealed.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try Report.read(folder).rows.map(\.run.name) == ["a"])
    }

    @Test func `what decides a range test but its seed is kept, and unknown of earlier versions`() throws {
        let temporary = try TemporaryFolder()
        let folder = try temporary.experiment("fashion")
        var test = Samples.rangeTest
        test.identityButSeed = "identity but for the seed"
        let plan = Samples.plan([.rangeTest(test), .run(Samples.autoRun())])
        _ = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun")
        ).finish()
        func kept() throws -> [String?] { try Report.read(folder).experiment.rangeTests.map(\.identityButSeed) }
        #expect(try kept() == [test.identityButSeed])
        let path = folder.path + "/experiment.json"
        let written = try String(contentsOfFile: path, encoding: .utf8)
        let older = written.replacing(/,\s*"(identity_but_seed|checksum)": "[^"]*"/, with: "")
        #expect(!older.contains("identity_but_seed") && older != written)
        try older.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try kept() == [nil])
    }

    @Test func `what has a damaged record is not told of as not begun`() throws {
        let temporary = try TemporaryFolder()
        let folder = try temporary.experiment("fashion")
        let plan = Samples.plan([
            .rangeTest(Samples.rangeTest), .run(Samples.autoRun("auto")), .run(Samples.plannedRun("a")),
        ])
        _ = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun")
        ).finish()
        func write(_ text: String, to name: String) throws {
            let file = URL(fileURLWithPath: "\(folder.path)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try write("{", to: "auto/run.json")
        try write("{", to: "finder/\(Samples.testKey)/finder.json")
        let report = try Report.rebuild(folder, now: Samples.start)
        #expect(report.damaged.map(\.folder) == ["auto", "finder/\(Samples.testKey)"])
        #expect(report.damaged.first?.path == "\(folder.path)/auto/run.json")
        #expect(report.rows.map(\.state) == [.damaged, .notStarted])
        let markdown = MarkdownSummary.render(report, figures: [])
        #expect(markdown.contains("| damaged record |") && markdown.contains("| not started"), "\(markdown)")
        #expect(markdown.contains("Nothing is known of it: its record is damaged, or of another version of xrun."))
        #expect(!markdown.contains("Not begun."))
        #expect(CSVResults.render(report).contains(#"damaged,,"its record is damaged, or of another version of xrun""#))
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(JSONSummary.render(report).utf8))
        for item in [json["runs"]?.elements.first, json["range_tests"]?.elements.first] {
            #expect(item?["status"]?.string == "damaged")
            #expect(item?["reason"]?.string == "its record is damaged, or of another version of xrun")
        }
        // A start that begins the items again has records of them.
        func summary() throws -> String {
            try String(contentsOfFile: folder.path + "/summary.md", encoding: .utf8)
        }
        let work = try folder.adopt(plan)
        let reporter = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: work,
            command: TypedCommand("xrun"))
        #expect(try summary().contains("| damaged record |"))
        reporter.handle(.started(PlanItemID("auto")))
        reporter.handle(.started(Samples.rangeTest.id))
        #expect(reporter.finish() == [])
        let last = try summary()
        #expect(!last.contains("damaged record") && last.contains("Not finished."), "\(last)")
    }

    @Test func `of a range test in whose folder another's record stands, it is said that it is another's`() throws {
        let temporary = try TemporaryFolder()
        let folder = try temporary.experiment("fashion")
        let plan = Samples.plan([.rangeTest(Samples.rangeTest), .run(Samples.autoRun("auto"))])
        _ = try Reporter(
            plan: plan, folder: folder, provenance: Samples.provenance, earlier: folder.adopt(plan),
            command: TypedCommand("xrun")
        ).finish()
        var record = Samples.rangeTestRecord()
        (record.key, record.identity) = ("another", "identity of another")
        try temporary.write(
            JSONText.document(record.json), to: "runs/fashion/finder/\(Samples.testKey)/finder.json")
        let report = try Report.rebuild(folder, now: Samples.start)
        #expect(report.damaged.map(\.fault) == [.misplaced])
        let markdown = MarkdownSummary.render(report, figures: [])
        #expect(
            markdown.contains("\nNothing is known of it: the record in its folder is another item's.\n"), "\(markdown)")
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(JSONSummary.render(report).utf8))
        #expect(json["range_tests"]?.elements.first?["reason"]?.string == "the record in its folder is another item's")
    }

    @Test func `a folder without one is none`() throws {
        let temporary = try TemporaryFolder()
        try temporary.write("", to: "fashion/notes.txt")
        let folder = try ExperimentFolder(existing: temporary.file("fashion"))
        #expect(throws: ReportingError.noRecords(path: folder.path)) { try Report.read(folder) }
    }

    @Test func `of the folder of what was moved aside it is said what that holds`() throws {
        let temporary = try TemporaryFolder()
        for name in ["fashion", "fashion~old"] { try temporary.write("", to: "\(name)/a~1/metrics.jsonl") }
        func message(_ name: String) throws -> String? {
            let folder = try ExperimentFolder(existing: temporary.file(name))
            let error = #expect(throws: ReportingError.self) { try Report.read(folder) }
            return error?.message
        }
        #expect(try message("fashion")?.contains("has no experiment.json") == true)
        #expect(try message("fashion~old")?.contains("holds runs and range tests that were moved aside") == true)
    }
}
