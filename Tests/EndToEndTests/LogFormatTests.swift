import Foundation
import TestSupport
import Testing

@Suite struct LogFormatTests {
    private func lines(_ output: String) throws -> [JSONValue] {
        try output.split(separator: "\n").map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
    }

    /// The fields that docs/log-format.md lists for each event.
    private func documented() throws -> [String: Set<String>] {
        let text = try String(contentsOfFile: "\(Repository.root)/docs/log-format.md", encoding: .utf8)
        var fields: [String: Set<String>] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("| `") {
            let words = line.matches(of: /`([a-z_]+)`/).map { String($0.output.1) }
            if let event = words.first, event != "event" { fields[event] = Set(words.dropFirst()) }
        }
        return fields
    }

    private func isOfRangeTest(_ line: JSONValue) -> Bool { line["item"]?.string?.hasPrefix("finder/") == true }

    private static let ofEachLine: Set = ["time", "event"]
    /// What `run.json` says of the results of a run that is done.
    private static let ofResults: Set = [
        "learning_rate", "train_loss", "validation_last", "validation_best", "test", "epochs", "training_seconds",
        "seconds", "samples_per_second",
    ]

    /// What a line has to have beside `ofEachLine`.
    private func required(of line: JSONValue) throws -> Set<String> {
        switch line["event"]?.string {
        case "planned": return ["experiment", "folder", "runs", "range_tests", "finished"]
        case "started": return ["item"]
        case "began": return isOfRangeTest(line) ? ["item", "steps"] : ["item", "steps", "learning_rate"]
        case "measured": return ["item", "step", "epoch", "split", "loss", "accuracy", "learning_rate"]
        case "progressed": return ["item", "step", "steps", "samples_per_second"]
        case "checkpointed": return ["item", "step"]
        case "retrying": return ["item", "reason", "seconds"]
        case "finished":
            switch line["status"]?.string {
            case "done" where isOfRangeTest(line):
                return [
                    "item", "status", "learning_rate", "confidence", "reason", "interrupted", "samples", "seconds",
                ]
            case "done": return Self.ofResults.union(["item", "status"])
            case "diverged":
                return [
                    "item", "status", "stopped_at_step", "reason", "learning_rate", "epochs", "training_seconds",
                    "seconds", "samples_per_second",
                ]
            case "failed": return ["item", "status", "reason"]
            default: break
            }
        case "ended": return ["exit_code", "answer", "summary"]
        default: break
        }
        throw Unexpected(line: line)
    }

    private struct Unexpected: Error { var line: JSONValue }

    /// What a line may have besides; an event that is not named here has neither more nor less than is required.
    private func optional(in line: JSONValue) -> Set<String> {
        switch line["event"]?.string {
        case "planned": ["moved_aside", "replacing"]
        case "began": ["learning_rate_min", "learning_rate_max", "resumed_at_step", "remarks"]
        // A loss that is none.
        case "measured": line.entries.values.contains(.null) ? ["nonfinite"] : []
        case "finished" where isOfRangeTest(line): ["range", "range_reason"]
        case "finished" where line["status"] == .string("diverged"):
            ["train_loss", "validation_last", "validation_best", "nonfinite"]
        default: []
        }
    }

    @Test func `each line is an object with the fields that are documented`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 800}, epochs: 15, batch_size: 40, log_every: 2}
                runs: [{grid: {learning_rate: [1e-2, auto]}}, {name: wild, optimizer: sgd, learning_rate: 1e25}]
                """)
        let result = try program.xrun("experiment.yaml", "--log-format", "json")
        #expect(result.status == 0, "\(result.errors)")
        let lines = try lines(result.output)
        #expect(lines.first?["event"] == .string("planned") && lines.last?["event"] == .string("ended"))
        #expect(lines.first?["runs"] == .number(3) && lines.first?["range_tests"] == .number(1))
        #expect(lines.last?["exit_code"] == .number(0))

        let retried = try program.xrun(
            "experiment.yaml", "--only", "learning_rate=0.01", "--output", "full", "--retries", "1", "--log-format",
            "json", environment: ["XRUN_DEBUG_FAULT": "ENOSPC@learning_rate=0.01/metrics.jsonl:write#1"])
        #expect(retried.status == 1, "\(retried)")
        let documented = try documented()
        var events: Set<String> = []
        for line in try lines + self.lines(retried.output) {
            let event = try #require(line["event"]?.string)
            events.insert(event)
            let required = try required(of: line)
            let keys = Set(line.entries.keys).subtracting(Self.ofEachLine)
            #expect(keys.isSuperset(of: required), "\(line)")
            #expect(keys.isSubset(of: required.union(optional(in: line))), "\(line)")
            var told = try #require(documented[event], "\(event)").union(["item", "nonfinite"])
            if event == "finished" { told.formUnion(Self.ofResults) }
            #expect(keys.isSubset(of: told), "\(line)")
        }
        #expect(events == Set(documented.keys))

        // What was measured is what metrics.jsonl holds, line by line.
        for name in ["learning_rate=0.01", "learning_rate=auto", "wild"] {
            let ours = lines.filter { $0["event"] == .string("measured") && $0["item"] == .string(name) }.map {
                $0.entries.filter { !["time", "event", "item"].contains($0.key) }
            }
            let kept = try self.lines(program.text("runs/experiment/\(name)/metrics.jsonl")).map(\.entries)
            #expect(ours == kept && !kept.isEmpty, "\(name)")
            let record = try JSONDecoder().decode(
                JSONValue.self, from: Data(program.text("runs/experiment/\(name)/run.json").utf8))
            let finished = lines.first { $0["event"] == .string("finished") && $0["item"] == .string(name) }
            for field in Self.ofResults.union(["status", "stopped_at_step"]) {
                #expect(finished?[field] == record[field], "\(name) \(field)")
            }
        }
    }

    @Test func `what is moved aside is told before anything begins`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 64}, epochs: 1}
                runs: [{name: one}, {name: two, learning_rate: 0.01}]
                """)
        func planned(_ options: String...) throws -> JSONValue? {
            let command = ["experiment.yaml", "--log-format", "json"] + options
            let result = try Shell.run(Repository.xrun, command, in: program.folder.path)
            #expect(result.status == 0, "\(result.errors)")
            return try lines(result.output).first
        }
        let first = try planned()
        #expect(first?["moved_aside"] == nil && first?["replacing"] == nil)
        let other = try planned("--set", "label_smoothing=0.1", "--only", "two")
        #expect(other?["replacing"] == .array([.string("two")]), "\(String(describing: other))")
        let fresh = try planned("--fresh")
        let moved: [JSONValue] = [.string("runs/experiment~1"), .string("runs/experiment~old~1")]
        #expect(fresh?["moved_aside"] == .array(moved), "\(String(describing: fresh))")
        let text = try program.xrun("experiment.yaml", "--fresh").output
        #expect(text.contains("earlier results are now in runs/experiment~2\n"), "\(text)")
    }

    @Test func `it does not go with quiet`() throws {
        let program = try Program(experiment: "runs: [{}]")
        #expect(try program.xrun("experiment.yaml", "--log-format", "json", "--quiet").status == 2)
        #expect(try program.xrun("experiment.yaml", "--log-format", "xml").status == 2)
    }
}
