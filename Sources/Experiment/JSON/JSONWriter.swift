/// Writes setting values as JSON (RFC 8259) on one line.
///
/// Written by hand because nothing may be lost on the way: keys keep their order, and numbers are the shortest text
/// that reads back as the same bits. Foundation's coders keep neither.
struct JSONWriter {
    enum Form {
        /// For files: blanks behind `,` and `:`, and `1` and `1.0` stay different.
        case spaced
        /// For hashes: no blanks, and equal numbers are equal text, whatever their type.
        case compact
    }

    private let form: Form
    /// UTF-8. Bytes, because identities of ten thousand runs are made of them.
    private(set) var bytes: [UInt8] = []

    init(_ form: Form) { self.form = form }

    mutating func write(_ value: SettingValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .number(let value): write(value)
        case .string(let value): write(value)
        case .list(let values):
            append("[")
            for (index, value) in values.enumerated() {
                if index > 0 { separate(by: ",") }
                write(value)
            }
            append("]")
        case .mapping(let entries):
            append("{")
            for (index, entry) in entries.enumerated() {
                if index > 0 { separate(by: ",") }
                write(entry.key)
                separate(by: ":")
                write(entry.value)
            }
            append("}")
        }
    }

    mutating func write(_ string: String) {
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

    /// JSON has no word for what is not finite: `null`, and whoever writes the object says which.
    private mutating func write(_ number: Double) {
        guard number.isFinite else { return append("null") }
        switch form {
        case .compact: append(NumberSpelling.canonical(number))
        case .spaced where number == 0: append(number.sign == .minus ? "-0.0" : "0.0")
        case .spaced:
            let text = NumberSpelling.canonical(number)
            append(text)
            if text.allSatisfy({ $0.isNumber || $0 == "-" }) { append(".0") }
        }
    }

    private mutating func separate(by mark: String) {
        append(mark)
        if form == .spaced { append(" ") }
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
