import Experiment

/// Builds an object field by field. What is nil is left out.
///
/// JSON has no not-a-number and no infinity. Such a field is `null`, and `"nonfinite"` beside it says what it was:
/// `"nan"`, `"inf"` or `"-inf"` for all `null` numbers of the object, or, where they differ, an object from field to
/// word. Example: `{"step": 50, "loss": null, "accuracy": 0.1, "nonfinite": "nan"}`.
struct JSONFields {
    static let marker = "nonfinite"

    private var entries: [Setting] = []
    private var nonfinite: [Setting] = []

    mutating func add(_ key: String, _ value: SettingValue?) {
        if let value { entries.append(Setting(key, value)) }
    }

    mutating func add(_ key: String, _ value: String?) { add(key, value.map(SettingValue.string)) }
    mutating func add(_ key: String, _ value: Int?) { add(key, value.map(SettingValue.integer)) }
    mutating func add(_ key: String, _ value: Bool) { add(key, .bool(value)) }

    mutating func add(_ key: String, _ value: Double?) {
        guard let value else { return }
        guard !value.isFinite else { return add(key, .number(value)) }
        add(key, .null)
        nonfinite.append(Setting(key, .string(NumberSpelling.canonical(value))))
    }

    /// Beyond what `Int` holds, the digits as a string.
    mutating func add(_ key: String, _ value: UInt64) {
        add(key, Int(exactly: value).map(SettingValue.integer) ?? .string(String(value)))
    }

    /// The same, but `null` where there is no value: for readers that want every key.
    mutating func addOrNull(_ key: String, _ value: Double?) {
        if let value { add(key, value) } else { add(key, .null) }
    }

    mutating func addOrNull(_ key: String, _ value: String?) { add(key, value.map(SettingValue.string) ?? .null) }

    var object: SettingValue {
        guard let first = nonfinite.first?.value else { return .mapping(entries) }
        let isOneWord = nonfinite.allSatisfy { $0.value == first }
        return .mapping(entries + [Setting(Self.marker, isOneWord ? first : .mapping(nonfinite))])
    }
}

/// Reads an object field by field; nil for what is missing or of another kind.
struct JSONReader {
    /// More of anything is no run's: counts of it are added up without a look at their range.
    static let counts = 0...1 << 50

    let entries: [Setting]
    private let values: [String: SettingValue]

    init?(_ value: SettingValue?) {
        guard case .mapping(let entries) = value else { return nil }
        self.entries = entries
        values = Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }
    }

    subscript(key: String) -> SettingValue? { values[key] }

    /// A value that may be missing, which is a nil within; nil itself where it is there and cannot be read.
    func optional<Value>(_ key: String, _ read: (String) -> Value?) -> Value?? {
        optional(anyOf: [key]) { read(key) }
    }

    /// The same of a value in several fields, which are there together or not at all.
    func optional<Value>(anyOf keys: [String], _ read: () -> Value?) -> Value?? {
        guard keys.contains(where: { values[$0] != nil }) else { return .some(nil) }
        guard let value = read() else { return nil }
        return value
    }

    func object(_ key: String) -> JSONReader? { JSONReader(values[key]) }

    func list(_ key: String) -> [SettingValue]? {
        guard case .list(let list) = values[key] else { return nil }
        return list
    }

    /// Every element of a list; nil where one of them cannot be read.
    func all<Element>(_ key: String, _ read: (SettingValue) -> Element?) -> [Element]? {
        guard let list = list(key) else { return nil }
        let elements = list.compactMap(read)
        return elements.count == list.count ? elements : nil
    }

    func strings(_ key: String) -> [String]? {
        all(key) { if case .string(let text) = $0 { text } else { nil } }
    }

    func string(_ key: String) -> String? {
        guard case .string(let text) = values[key] else { return nil }
        return text
    }

    func integer(_ key: String) -> Int? {
        guard case .integer(let number) = values[key] else { return nil }
        return number
    }

    /// How many of something: nil as well where no run has as many.
    func count(_ key: String) -> Int? { integer(key).flatMap { Self.counts.contains($0) ? $0 : nil } }

    func bool(_ key: String) -> Bool? {
        guard case .bool(let value) = values[key] else { return nil }
        return value
    }

    func unsigned(_ key: String) -> UInt64? {
        switch values[key] {
        case .integer(let number): UInt64(exactly: number)
        case .string(let digits): UInt64(digits)
        case .null, .bool, .number, .list, .mapping, nil: nil
        }
    }

    func number(_ key: String) -> Double? {
        guard let value = values[key] else { return nil }
        guard value == .null else { return value.asNumber }
        let word =
            switch values[JSONFields.marker] {
            case .string(let word): word
            case .mapping: object(JSONFields.marker)?.string(key)
            case .null, .bool, .integer, .number, .list, nil: String?.none
            }
        return switch word {
        case "nan": .nan
        case "inf": .infinity
        case "-inf": -.infinity
        case _: nil
        }
    }
}
