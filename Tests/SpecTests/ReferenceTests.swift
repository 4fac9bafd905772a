import Foundation
import TestSupport
import Testing

/// That docs/experiment-file.md knows every key of the schema, with its default, and that its examples are right.
struct ReferenceTests {
    private func document() throws -> String {
        try String(contentsOfFile: "\(Repository.root)/docs/experiment-file.md", encoding: .utf8)
    }

    /// What stands in the column of defaults, by each key's path: `optimizer.sgd.momentum`.
    ///
    /// A table belongs to the paths in the heading above it; below a heading without one, to those of the part that it is
    /// in. It is a table of keys if its first column is called so.
    private func documentedDefaults() throws -> [String: String] {
        var defaults: [String: String] = [:]
        var paths: [String] = []
        var isTableOfKeys = false
        for line in try document().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("##") {
                let named = line.matches(of: /`([^`]+)`/).map { String($0.output.1) }
                if !named.isEmpty || line.hasPrefix("## ") { paths = named }
            }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| "), cells.count == 4 else {
                if !line.hasPrefix("|") { isTableOfKeys = false }
                continue
            }
            if cells[0] == "key" { isTableOfKeys = true }
            guard isTableOfKeys, let key = cells[0].wholeMatch(of: /`([^`]+)`/)?.output.1 else { continue }
            for path in paths.isEmpty ? [String(key)] : paths.map({ "\($0).\(key)" }) {
                let former = defaults.updateValue(cells[2], forKey: path)
                #expect(former == nil, "'\(path)' stands there twice")
            }
        }
        return defaults
    }

    @Test func `every key of the schema stands in the table of its part, with the schema's default`() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: SchemaTests.schema))
        let keys = try SchemaKeys(of: JSONDecoder().decode(JSONValue.self, from: data)).byPath
        let documented = try documentedDefaults()
        #expect(Set(keys.keys).subtracting(documented.keys) == [], "not in the document")
        #expect(Set(documented.keys).subtracting(keys.keys) == [], "not in the schema")
        var compared = 0
        for (path, key) in keys {
            guard let cell = documented[path] else { continue }
            #expect((cell == "required") == key.isRequired, "\(path): \(cell)")
            let shown = cell.prefixMatch(of: /`([^`]+)`/).map { String($0.output.1) }
            if let value = key.defaultValue {
                compared += 1
                #expect(shown.map { Self.spells($0, value) } == true, "\(path): \(cell), in the schema \(value)")
            }
        }
        #expect(keys.count > 150 && compared > 70)
    }

    /// Whether a cell's first word is the value: of numbers any spelling is.
    private static func spells(_ text: String, _ value: JSONValue) -> Bool {
        switch value {
        case .null: text == "null"
        case .bool(let flag): text == String(flag)
        case .number(let number): Double(text) == number
        case .string(let word): text == word
        case .array, .object: false
        }
    }

    @Test func `every example is a file in which nothing is wrong`() throws {
        let examples = try document().matches(of: /```yaml\n([\s\S]*?)```/).map { String($0.output.1) }
        #expect(examples.count > 10)
        for example in examples { #expect(complaints(about: example) == "", "\(example)") }
    }
}

/// The keys of the schema by the paths at which the document has them.
private struct SchemaKeys {
    struct Key {
        var defaultValue: JSONValue?
        var isRequired: Bool
    }

    private struct DanglingReference: Error { var pointer: String }

    private static let settings = "#/$defs/setting/properties/"
    /// What several settings share is documented once.
    private static let shared = ["#/$defs/linear_warmup": "linear_warmup", "#/$defs/span": "span"]
    /// Every setting once more, by its dotted path, which `SchemaContentTests` looks at.
    private static let repeated: Set = ["#/$defs/values", "#/$defs/combination"]

    private let schema: JSONValue
    private(set) var byPath: [String: Key] = [:]

    /// - Throws: where the schema refers to what it does not have.
    init(of schema: JSONValue) throws {
        self.schema = schema
        try add(schema, at: "")
    }

    private mutating func add(_ definition: JSONValue, at path: String) throws {
        let pointer = definition["$ref"]?.string ?? ""
        guard !Self.repeated.contains(pointer) else { return }
        let isSetting = pointer.hasPrefix(Self.settings)
        let path = isSetting ? String(pointer.dropFirst(Self.settings.count)) : Self.shared[pointer] ?? path
        for form in try forms(of: definition) {
            let required = Set(form["required"]?.elements.compactMap(\.string) ?? [])
            for (key, value) in form["properties"]?.entries ?? [:] {
                // An entry has the settings that `base` has.
                if path == "runs[]", value["$ref"]?.string?.hasPrefix(Self.settings) == true { continue }
                let own = path.isEmpty ? key : "\(path).\(key)"
                byPath[own] = Key(
                    defaultValue: try references(from: value).compactMap { $0["default"] }.first,
                    isRequired: required.contains(key))
                try add(value, at: own)
            }
            if let items = form["items"] { try add(items, at: "\(path)[]") }
        }
    }

    /// A definition and its choices, each with what it refers to.
    private func forms(of definition: JSONValue) throws -> [JSONValue] {
        try references(from: definition).flatMap { form in
            try [form] + (form["anyOf"]?.elements ?? []).flatMap(forms)
        }
    }

    /// A definition, what it refers to, what that refers to.
    private func references(from definition: JSONValue) throws -> [JSONValue] {
        guard let pointer = definition["$ref"]?.string else { return [definition] }
        var target = schema
        for part in pointer.split(separator: "/").dropFirst() {
            guard let next = target[String(part)] else { throw DanglingReference(pointer: pointer) }
            target = next
        }
        return try [definition] + references(from: target)
    }
}
