import Experiment

/// What a scalar setting accepts, in words and as a function.
struct Rule<Value>: Sendable {
    enum Reading {
        case value(Value)
        /// What is expected instead: `a number greater than 0`.
        case expected(String)
    }

    let read: @Sendable (SettingValue) -> Reading
    /// The accepted words, where the setting is one of several.
    var choices: [String] = []
}

extension Rule where Value == Int {
    /// Sizes and counts: above anything that trains on a CPU, below where sums and products of a few overflow.
    static var countLimit: Int { 1_000_000_000 }

    static func integer(from lowest: Int, to highest: Int = countLimit) -> Rule {
        let expectation =
            highest == countLimit ? "an integer of at least \(lowest)" : "an integer from \(lowest) to \(highest)"
        return Rule { value in
            guard let integer = value.asInteger, integer >= lowest else { return .expected(expectation) }
            return integer <= highest ? .value(integer) : .expected("an integer from \(lowest) to \(highest)")
        }
    }

    static let count = Rule.integer(from: 1)
    static let countOrZero = Rule.integer(from: 0)
}

extension Rule where Value == UInt64 {
    /// Seeds are written to files as signed 64-bit integers.
    static let seed = Rule { value in
        guard let integer = value.asInteger, integer >= 0 else { return .expected("an integer from 0 to \(Int.max)") }
        return .value(UInt64(integer))
    }
}

extension Rule where Value == Double {
    private static func number(_ expectation: String, _ accepts: @escaping @Sendable (Double) -> Bool) -> Rule {
        Rule { value in
            guard let number = value.asNumber, number.isFinite, accepts(number) else { return .expected(expectation) }
            return .value(number)
        }
    }

    /// What training computes with: in single precision, which takes what is outside its range for 0, 1 or infinity.
    private static func float(
        _ expectation: String, _ accepts: @escaping @Sendable (Double) -> Bool, within range: String,
        _ fits: @escaping @Sendable (Float) -> Bool
    ) -> Rule {
        Rule { value in
            guard let number = value.asNumber, number.isFinite, accepts(number) else { return .expected(expectation) }
            return fits(Float(number)) ? .value(number) : .expected(range)
        }
    }

    static let positive = number("a number greater than 0") { $0 > 0 }
    static let positiveFloat = float(
        "a number greater than 0", { $0 > 0 }, within: "a number from 1e-45 to 3e38", { $0 > 0 && $0.isFinite })
    /// Ends of a range test: beyond them single precision trains at no rate, and far beyond them a ladder of rates
    /// overflows.
    static let ladderEnd = number("a number from 1e-20 to 1e10") { (1e-20...1e10).contains($0) }
    static let positiveOrZero = float(
        "a number of at least 0", { $0 >= 0 }, within: "a number from 0 to 3e38", { $0.isFinite })
    /// Averages' weights of the past, and shares that may not be the whole.
    static let belowOne = float(
        "a number of at least 0 and less than 1", { $0 >= 0 && $0 < 1 },
        within: "a number of at least 0 and at most 0.9999999", { $0 < 1 })
    static let properFloatFraction = float(
        "a number greater than 0 and less than 1", { $0 > 0 && $0 < 1 },
        within: "a number greater than 0 and at most 0.9999999", { $0 < 1 })
    /// A new value's weight in an average, which one of 0 would never move, and factors that are applied again and
    /// again: above 1 they would carry what they shrink out of its bounds.
    static let floatAtMostOne = float(
        "a number greater than 0 and at most 1", { $0 > 0 && $0 <= 1 }, within: "a number from 1e-45 to 1", { $0 > 0 })
    static let properFraction = number("a number greater than 0 and less than 1") { $0 > 0 && $0 < 1 }
    static let atMostOne = number("a number greater than 0 and at most 1") { $0 > 0 && $0 <= 1 }
    static let atLeastOne = number("a number of at least 1") { $0 >= 1 }
    static let aboveOne = number("a number greater than 1") { $0 > 1 }
    /// Seconds, as a number or as `90s`, `10m`, `2h`, `1d`.
    static let duration = Rule { value in
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        let seconds: Double? =
            if case .string(let text) = value {
                text.last.flatMap { units[$0] }.flatMap { unit in
                    text.dropLast().allSatisfy { $0.isASCII && $0.isNumber || $0 == "." }
                        ? Double(text.dropLast()).map { $0 * unit } : nil
                }
            } else {
                value.asNumber
            }
        guard let seconds, seconds > 0 else {
            return .expected("a duration such as 90s, 10m or 2h, or a number of seconds, greater than 0")
        }
        return seconds <= 1e9 ? .value(seconds) : .expected("a duration of at most 1e9 seconds (11574d)")
    }
    /// Epochs between validations: no more than a thousand in one epoch.
    static let validationInterval = number("a number of at least 0.001") { $0 >= 0.001 }
}

extension Rule where Value == Bool {
    static let flag = Rule { value in
        guard case .bool(let flag) = value else { return .expected("true or false") }
        return .value(flag)
    }
}

extension Rule where Value == String {
    private static func text(_ expectation: String, _ accepts: @escaping @Sendable (String) -> Bool) -> Rule {
        Rule { value in
            switch value {
            case .string(let text): accepts(text) ? .value(text) : .expected(expectation)
            case .bool, .integer, .number: .expected("a text (in quotes)")
            case .null, .list, .mapping: .expected(expectation)
            }
        }
    }

    static let text = text("a text") { _ in true }
    static let path = text("a path") { !$0.isEmpty && !$0.utf8.contains(0) }
    static let className = text("a name that is not empty") { !$0.isEmpty && !$0.utf8.contains(0) }
    /// Names output folders; the same as `folder_name` in the schema.
    static let folderName = text(
        #"a folder's name (at most 100 bytes, no / \ : * ? " < > | ~ or tab, no control or invisible characters, no - or . first, no . last, no space at its ends)"#,
        FolderName.isSafe)
    /// Begins parameter names such as `conv1.weight`.
    static let layerName = text("a name of at most 60 letters, digits, - and _, with a letter first") { name in
        name.utf8.count <= 60 && name.first.map { $0.isASCII && $0.isLetter } ?? false
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    }
}

extension Rule where Value: RawRepresentable<String> & CaseIterable & Sendable {
    /// One of the enumeration's words.
    static func choice() -> Rule {
        let words = Value.allCases.map(\.rawValue)
        return Rule(
            read: { value in
                guard case .string(let text) = value, let choice = Value(rawValue: text) else {
                    return .expected(Quote.choices(words))
                }
                return .value(choice)
            }, choices: words)
    }
}

extension SettingValue {
    /// The value as an integer; `1e4` is one as well.
    fileprivate var asInteger: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        case .null, .bool, .string, .list, .mapping: nil
        }
    }
}
