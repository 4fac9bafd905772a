/// Several words as a sentence has them.
package enum WordList {
    /// How many of a long list a remark names.
    package static let namedInRemark = 3

    /// `a`, `a and b`, `a, b and c`; behind the limit `a, b, c and 2 more`.
    /// - Parameters:
    ///   - conjunction: what stands before the last one.
    ///   - limit: how many are named; at least 1.
    package static func text(_ words: [String], conjunction: String = "and", limit: Int = .max) -> String {
        let others = words.count - limit
        let shown = Array(words.prefix(limit)) + (others > 0 ? ["\(others) more"] : [])
        guard let last = shown.last, shown.count > 1 else { return shown.joined() }
        return "\(shown.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }

    /// `'a'`, `'a' and 'b'`, `'a', 'b', 'c' and 2 more`: names in a remark.
    package static func quoted(_ names: [String]) -> String {
        text(names.map { "'\($0)'" }, limit: namedInRemark)
    }

    /// `1 step`, `3 steps`.
    /// - Parameter noun: one of them; more have an `s` behind it.
    package static func count(_ number: Int, _ noun: String) -> String {
        count(number, spelled: String(number), noun)
    }

    /// `240,000 samples`.
    /// - Parameters:
    ///   - spelled: the number as it stands there.
    ///   - noun: as above.
    package static func count(_ number: Int, spelled: String, _ noun: String) -> String {
        "\(spelled) \(noun)\(number == 1 ? "" : "s")"
    }
}
