import Experiment

/// Text of the user's inside a message.
enum Quote {
    /// At most 60 characters of it.
    static func short(_ text: String) -> String {
        let start = text.unicodeScalars.prefix(60)
        return start.endIndex == text.endIndex ? text : String(start) + "…"
    }

    /// `'a', 'b' or 'c'`
    static func choices(_ names: [String]) -> String {
        WordList.text(names.map { "'\($0)'" }, conjunction: "or")
    }
}
