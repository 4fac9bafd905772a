extension SettingValue {
    /// The value as JSON (RFC 8259) on one line. Equal values give equal bytes, and numbers read back as the same
    /// bits; a number that is not finite has no JSON and becomes `null`.
    package var json: String { String(decoding: jsonBytes, as: UTF8.self) }

    /// The bytes of `json`.
    package var jsonBytes: [UInt8] {
        var writer = JSONWriter(indented: false)
        writer.write(self, depth: 0)
        return writer.bytes
    }

    /// The same value over several lines, indented by two spaces, without a line feed at the end.
    package var indentedJSON: String {
        var writer = JSONWriter(indented: true)
        writer.write(self, depth: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

private struct JSONWriter {
    let indented: Bool
    /// UTF-8. Bytes, because identities of ten thousand runs are made of them.
    var bytes: [UInt8] = []

    init(indented: Bool) { self.indented = indented }

    mutating func write(_ value: SettingValue, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .number(let value): append(value.isFinite ? NumberSpelling.canonical(value) : "null")
        case .string(let value): write(value)
        case .list(let values):
            append("[")
            for (index, value) in values.enumerated() {
                beginElement(index, depth: depth)
                write(value, depth: depth + 1)
            }
            end("]", isEmpty: values.isEmpty, depth: depth)
        case .mapping(let entries):
            append("{")
            for (index, entry) in entries.enumerated() {
                beginElement(index, depth: depth)
                write(entry.key)
                append(indented ? ": " : ":")
                write(entry.value, depth: depth + 1)
            }
            end("}", isEmpty: entries.isEmpty, depth: depth)
        }
    }

    private mutating func beginElement(_ index: Int, depth: Int) {
        if index > 0 { append(",") }
        breakLine(depth: depth + 1)
    }

    private mutating func end(_ bracket: String, isEmpty: Bool, depth: Int) {
        if !isEmpty { breakLine(depth: depth) }
        append(bracket)
    }

    private mutating func breakLine(depth: Int) {
        if indented { append("\n" + String(repeating: "  ", count: depth)) }
    }

    private mutating func write(_ string: String) {
        append("\"")
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\t"): append("\\t")
            case 0..<0x10: append("\\u000" + String(byte, radix: 16))
            case 0x10..<0x20: append("\\u00" + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        append("\"")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
