/// JSON text of setting values; `parse` reads it back.
package enum JSONText {
    /// Columns of a document's line.
    private static let lineWidth = 100

    /// On one line: `{"step": 50, "loss": 0.25}`.
    package static func line(_ value: SettingValue) -> String {
        String(decoding: bytes(value, .spaced), as: UTF8.self)
    }

    /// What a hash is made of: `{"step":50,"loss":0.25}`. Equal values give equal bytes.
    package static func compactBytes(_ value: SettingValue) -> [UInt8] { bytes(value, .compact) }

    private static func bytes(_ value: SettingValue, _ form: JSONWriter.Form) -> [UInt8] {
        var writer = JSONWriter(form)
        writer.write(value)
        return writer.bytes
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
                let key = "\(indentation)\(line(.string(entry.key))): "
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
                guard add(entry.value, after: (index == 0 ? 0 : 2) + line(.string(entry.key)).utf8.count + 2) else {
                    return nil
                }
            }
            width += 2
        case .null, .bool, .integer, .number, .string: width = line(value).utf8.count
        }
        return width <= limit ? width : nil
    }
}
