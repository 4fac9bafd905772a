import Foundation
import TestSupport
import Testing

/// That docs/file-formats.md knows every key of the files for programs.
@Suite struct FileFormatTests {
    /// What the tables below one heading say.
    private struct Section {
        var heading: String
        var keys: Set<String> = []
        /// Keys of settings: what stands in these is the language of the experiment file.
        var settings: Set<String> = []
    }

    /// Each heading of the document with the keys in the first column of its tables.
    private func sections() throws -> [Section] {
        let text = try String(contentsOfFile: "\(Repository.root)/docs/file-formats.md", encoding: .utf8)
        var sections: [Section] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") { sections.append(Section(heading: String(line))) }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| "), cells.count > 1, !sections.isEmpty else { continue }
            // Of `validation_loss.last`, `best` all three.
            let keys = cells[0].matches(of: /`([^`]+)`/).flatMap { code in
                code.output.1.matches(of: /[a-z_0-9]+/).map { String($0.output) }
            }
            sections[sections.count - 1].keys.formUnion(keys)
            if let last = keys.last, cells[1] == "settings" { sections[sections.count - 1].settings.insert(last) }
        }
        return sections
    }

    /// What is said of a file: under its own heading, and of the parts that several files have.
    private func section(of file: String, in sections: [Section]) throws -> Section {
        let shared = try #require(sections.first { $0.heading == "## Parts of several files" })
        var section = try #require(sections.first { $0.heading.contains("`\(file)`") }, "\(file)")
        section.keys.formUnion(shared.keys)
        section.settings.formUnion(shared.settings)
        return section
    }

    private func keys(in value: JSONValue, besideThoseOf settings: Set<String>) -> Set<String> {
        var keys = Set(value.entries.keys)
        for element in value.elements { keys.formUnion(self.keys(in: element, besideThoseOf: settings)) }
        for (key, part) in value.entries where !settings.contains(key) {
            keys.formUnion(self.keys(in: part, besideThoseOf: settings))
        }
        return keys
    }

    private func json(_ text: some StringProtocol) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    @Test func `every key of the files for programs is documented`() throws {
        // A grid of two keys, of which one is found; a run that diverges; one whose schedule has bounds.
        let program = try Program(
            experiment: """
                description: all that files may tell
                base: {dataset: {name: shapes, limit: 400}, epochs: 6, batch_size: 40}
                runs:
                  - grid: {learning_rate: [1e-2, auto], label_smoothing: [0, 0.1]}
                  - {name: wild, optimizer: sgd, learning_rate: 1e25}
                  - {name: cycles, learning_rate: auto, schedule: cyclical}
                """)
        func printed(_ arguments: String...) throws -> JSONValue {
            let result = try Shell.run(Repository.xrun, arguments, in: program.folder.path)
            #expect(result.status == 0, "\(result.errors)")
            return try json(result.output)
        }
        #expect(try program.xrun("experiment.yaml", "--quiet").status == 0)
        #expect(try program.xrun("experiment.yaml", "--quiet", "--output", "other", "--only", "wild").status == 0)

        let folder = "runs/experiment"
        let runs = try program.summary().runs.map { "\(folder)/\($0.name)" }
        let rangeTests = try program.list("\(folder)/finder").map { "\(folder)/finder/\($0)" }
        #expect(runs.count == 6 && !rangeTests.isEmpty)
        func each(_ name: String, in folders: [String]) throws -> [JSONValue] {
            try folders.map { "\($0)/\(name)" }.filter(program.exists).map { try json(program.text($0)) }
        }
        let documents: [(file: String, values: [JSONValue])] = [
            ("summary.json", try each("summary.json", in: [folder])),
            ("plan.json", try each("plan.json", in: [folder])),
            ("xrun plan --format json", [try printed("plan", "experiment.yaml", "--format", "json")]),
            ("experiment.json", try each("experiment.json", in: [folder, "other/experiment"])),
            ("run.json", try each("run.json", in: runs)),
            (
                "metrics.jsonl",
                try runs.flatMap { try program.text("\($0)/metrics.jsonl").split(separator: "\n").map { try json($0) } }
            ),
            ("inspection.json", try each("inspection.json", in: runs)),
            ("finder.json", try each("finder.json", in: rangeTests)),
            (
                "xrun find --format json",
                [try printed("find", "experiment.yaml", "--run", "cycles", "--format", "json")]
            ),
            ("xrun compare --format json", [try printed("compare", folder, "other/experiment", "--format", "json")]),
        ]
        let sections = try sections()
        var seen: [String: Set<String>] = [:]
        for (file, values) in documents {
            let section = try section(of: file, in: sections)
            let keys = values.reduce(into: Set<String>()) { keys, value in
                keys.formUnion(self.keys(in: value, besideThoseOf: section.settings))
            }
            #expect(keys.subtracting(section.keys) == [], "\(file)")
            seen[file] = keys
        }
        // That what is there only in some experiments was there.
        #expect(seen["summary.json"]?.isSuperset(of: ["difference_to_best", "pairs", "interactions"]) == true)
        #expect(seen["xrun plan --format json"]?.contains("state_reason") == true)
        #expect(seen["run.json"]?.isSuperset(of: ["learning_rate_min", "stopped_at_step"]) == true)
        #expect(seen["metrics.jsonl"]?.contains("nonfinite") == true)
        #expect(seen["inspection.json"]?.contains("f1") == true)
        #expect(seen["finder.json"]?.isSuperset(of: ["trials", "judged", "smoothed_loss"]) == true)

        // Of settings, `config.batch_size`, each has a column of its own.
        let columns = try program.text("\(folder)/results.csv").prefix { $0 != "\n" }.split(separator: ",")
        let words = columns.map { String($0.prefix { $0 != "." }) }
        let documented = try section(of: "results.csv", in: sections).keys
        #expect(Set(words).subtracting(documented) == [])
    }
}
