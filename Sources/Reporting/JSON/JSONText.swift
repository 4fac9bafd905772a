package import Experiment

/// JSON text of setting values, and back.
///
/// Written by hand because nothing may be lost on the way: keys keep their order, `1` and `1.0` stay different, and
/// numbers are the shortest text that reads back as the same bits. Foundation's coders keep none of the three.
package enum JSONText {
    /// Columns of a document's line.
    private static let lineWidth = 100

    /// On one line: `{"step": 50, "loss": 0.25}`.
    package static func line(_ value: SettingValue) -> String {
        switch value {
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .number(let value): return number(value)
        case .string(let value): return string(value)
        case .list(let values): return "[" + values.map(line).joined(separator: ", ") + "]"
        case .mapping(let entries):
            return "{" + entries.map { "\(string($0.key)): \(line($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// A document for people too: what fits stands on one line, the rest is indented by two spaces. Ends with a line
    /// feed.
    package static func document(_ value: SettingValue) -> String { indented(value, depth: 0, used: 0) + "\n" }

    /// - Parameter used: columns that the line's beginning takes.
    private static func indented(_ value: SettingValue, depth: Int, used: Int) -> String {
        if depth > 0, width(value, atMost: lineWidth - used) != nil { return line(value) }
        let indentation = String(repeating: "  ", count: depth + 1)
        let end = "\n" + String(repeating: "  ", count: depth)
        switch value {
        case .list(let values) where !values.isEmpty:
            let lines = values.map {
                indentation + indented($0, depth: depth + 1, used: indentation.count)
            }
            return "[\n" + lines.joined(separator: ",\n") + end + "]"
        case .mapping(let entries) where !entries.isEmpty:
            let lines = entries.map { entry in
                let key = "\(indentation)\(string(entry.key)): "
                return key + indented(entry.value, depth: depth + 1, used: key.utf8.count)
            }
            return "{\n" + lines.joined(separator: ",\n") + end + "}"
        case .null, .bool, .integer, .number, .string, .list, .mapping: return line(value)
        }
    }

    /// Bytes of `line(value)`; nil where they are more than `limit`, known without making the line: a document of ten
    /// thousand runs would make each of its lines once for every level.
    private static func width(_ value: SettingValue, atMost limit: Int) -> Int? {
        var width = 0
        // False once it is too wide.
        func add(_ value: SettingValue, after beginning: Int) -> Bool {
            width += beginning
            guard let own = self.width(value, atMost: limit - width) else { return false }
            width += own
            return true
        }
        switch value {
        case .list(let values):
            for (index, value) in values.enumerated() {
                guard add(value, after: index == 0 ? 0 : 2) else { return nil }
            }
            width += 2
        case .mapping(let entries):
            for (index, entry) in entries.enumerated() {
                guard add(entry.value, after: (index == 0 ? 0 : 2) + string(entry.key).utf8.count + 2) else {
                    return nil
                }
            }
            width += 2
        case .null, .bool, .integer, .number, .string: width = line(value).utf8.count
        }
        return width <= limit ? width : nil
    }

    /// JSON has no word for what is not finite: `null`, and whoever writes the object says which (`JSONFields`).
    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        guard value != 0 else { return value.sign == .minus ? "-0.0" : "0.0" }
        let text = NumberSpelling.canonical(value)
        return text.allSatisfy({ $0.isNumber || $0 == "-" }) ? text + ".0" : text
    }

    private static func string(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
