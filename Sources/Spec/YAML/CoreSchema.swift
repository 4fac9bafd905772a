package import Experiment

/// YAML 1.2.2's core schema (section 10.3.2): what a scalar's text means.
package enum CoreSchema {
    /// Longer texts are never numbers: a Double's exact decimal value has at most 767 digits.
    private static let longestNumber = 1024

    /// The type of a scalar without quotes and without a tag.
    package static func resolve(plain text: String) -> SettingValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: return number(text) ?? .string(text)
        }
    }

    /// What an explicit tag makes of a scalar's text; nil where the text does not fit the tag.
    static func resolve(_ text: String, as tag: Tag) -> SettingValue? {
        switch (tag, resolve(plain: text)) {
        case (.string, _): .string(text)
        case (.null, .null): .null
        case (.bool, .bool(let value)): .bool(value)
        case (.integer, .integer(let value)): .integer(value)
        case (.float, .integer(let value)): .number(Double(value))
        case (.float, .number(let value)): .number(value)
        case (.null, _), (.bool, _), (.integer, _), (.float, _), (.sequence, _), (.mapping, _): nil
        }
    }

    /// Whether a Double takes a number for 0 or for infinity that is neither: `1e-400`, `1e400`.
    static func isBeyondDouble(_ text: String, readAs value: SettingValue) -> Bool {
        guard case .number(let number) = value else { return false }
        // `.inf` has no digits.
        if number.isInfinite { return text.contains { "0123456789".contains($0) } }
        return number == 0 && text.prefix { $0 != "e" && $0 != "E" }.contains { "123456789".contains($0) }
    }

    enum Tag: String {
        case string = "tag:yaml.org,2002:str"
        case null = "tag:yaml.org,2002:null"
        case bool = "tag:yaml.org,2002:bool"
        case integer = "tag:yaml.org,2002:int"
        case float = "tag:yaml.org,2002:float"
        case sequence = "tag:yaml.org,2002:seq"
        case mapping = "tag:yaml.org,2002:map"

        /// `!!int`
        var short: String { Self.short(rawValue) }

        /// Any tag as a file writes it: `!!` stands for the prefix of YAML's own.
        static func short(_ tag: String) -> String {
            let prefix = "tag:yaml.org,2002:"
            return tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
        }
    }

    private static func number(_ text: String) -> SettingValue? {
        guard text.utf8.count <= longestNumber else { return nil }
        switch text {
        case ".nan", ".NaN", ".NAN": return .number(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
        default: break
        }
        if text.hasPrefix("0x") { return digits(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return digits(text.dropFirst(2), radix: 8) }
        guard let isInteger = decimalForm(text) else { return nil }
        // An integer too large for Int keeps its meaning as a number, if not its last digits.
        if isInteger, let value = Int(text) { return .integer(value) }
        return Double(text).map { .number($0) }
    }

    private static func digits(_ text: Substring, radix: Int) -> SettingValue? {
        let values = text.map { $0.isASCII ? $0.hexDigitValue : nil }
        guard !values.isEmpty, values.allSatisfy({ $0.map { $0 < radix } ?? false }) else { return nil }
        if let value = Int(text, radix: radix) { return .integer(value) }
        return .number(values.reduce(0) { $0 * Double(radix) + Double($1 ?? 0) })
    }

    /// Whether the text is `[-+]?[0-9]+`; nil where it is not even
    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
    private static func decimalForm(_ text: String) -> Bool? {
        var rest = Substring(text).utf8
        func skipSign() {
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        }
        func skipDigits() -> Int {
            let count = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
            rest.removeFirst(count)
            return count
        }
        skipSign()
        let whole = skipDigits()
        if rest.isEmpty { return whole > 0 ? true : nil }
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = skipDigits()
        }
        guard whole + fraction > 0 else { return nil }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            skipSign()
            guard skipDigits() > 0 else { return nil }
        }
        return rest.isEmpty ? false : nil
    }
}
