/// How the user's text looks on a terminal: tabs as spaces, and characters that would move the cursor or turn the
/// writing direction as escapes.
package enum DisplayText {
    /// Columns that a tab stands for in an excerpt.
    private static let tab = "    "

    /// Format characters that belong to how words and emoji are written, and move nothing: the zero-width non-joiner
    /// (U+200C), as in Persian, and the joiner (U+200D). No word or emoji of ASCII has them: there one would only make
    /// two names look the same. A soft hyphen is none of them: some terminals draw it, and others do not.
    private static let joiners: ClosedRange<Unicode.Scalar> = "\u{200C}"..."\u{200D}"

    /// One scalar as it is shown by itself.
    package static func shown(_ scalar: Unicode.Scalar) -> String {
        if scalar == "\t" { return tab }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: return String(scalar)
        }
    }

    /// A text inside a message.
    package static func shown(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.map { joins($0, of: scalars) ? String(scalars[$0]) : shown(scalars[$0]) }.joined()
    }

    /// The same in one line, whatever lines it had.
    package static func line(_ text: String) -> String {
        shown(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    /// Whether a joiner stands there between scalars of which neither is ASCII.
    private static func joins(_ index: Int, of scalars: [Unicode.Scalar]) -> Bool {
        guard joiners.contains(scalars[index]), index > 0, index + 1 < scalars.count else { return false }
        return !scalars[index - 1].isASCII && !scalars[index + 1].isASCII
    }
}
