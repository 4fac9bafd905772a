import Experiment
import Spec
import TestSupport
import Testing

/// How a plain or quoted text becomes a value, by the word of another loader.
struct ScalarTests {
    @Test(.enabled(if: SchemaTests.hasPython)) func `scalars mean what another YAML 1.2 loader says`() throws {
        let python = try #require(try SchemaTests.python.get())
        // Left out, where ruamel.yaml keeps parts of YAML 1.1: 1_000, 0b1, -0x10, dates.
        let scalars = [
            "1e-5", "1E5", ".5", "5.", "0x10", "0xfF", "0o17", "010", "00.5", "yes", "no", "on", "off", "y", "~",
            "null",
            "Null", "NULL", "nULL", "true", "True", "TRUE", "tRUE", "false", ".inf", "-.INF", "+.Inf", "inf", "+1",
            "-0",
            "1:30", "1e", "e5", "--1", "+-1", "0o8", "0x", "0xg", "1.5e3", "+.5e-3", "12e03", "1.e2", ".", "+", "1.2.3",
            "9223372036854775807", "-9223372036854775808", "4.9e-324", "1e308", "\"1\"", "'true'", "!!str 1",
        ]
        let script = """
            import sys
            from ruamel.yaml import YAML
            for text in sys.argv[1:]:
                value = YAML(typ="safe", pure=True).load("a: " + text)["a"]
                kind = type(value).__name__
                print(kind, value.hex() if kind == "float" else value)
            """
        let result = try python.run(script, scalars)
        try #require(result.status == 0, "\(result.errors)")
        let theirs = result.output.split(separator: "\n").map(String.init)
        try #require(theirs.count == scalars.count)
        for (text, expected) in zip(scalars, theirs) {
            #expect(try described(text) == normalized(expected), "\(text)")
        }
    }

    /// How the decoder reads a scalar, in the script's words.
    private func described(_ text: String) throws -> String {
        let quoted = text.hasPrefix("\"") || text.hasPrefix("'")
        let value: SettingValue =
            if quoted || text.hasPrefix("!!str ") {
                .string(try decode("description: \(text)").description ?? "")
            } else {
                CoreSchema.resolve(plain: text)
            }
        return switch value {
        case .null: "NoneType None"
        case .bool(let flag): "bool \(flag)"
        case .integer(let integer): "int \(integer)"
        case .number(let number): "float \(number)"
        case .string(let text): "str \(text)"
        case .list, .mapping: "collection"
        }
    }

    /// Python's hexadecimal floating-point numbers and capital booleans as Swift writes them.
    private func normalized(_ line: String) -> String {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "float": return "float \(Double(parts[1]) ?? .nan)"
        case "bool": return line.lowercased()
        default: return line
        }
    }
}
