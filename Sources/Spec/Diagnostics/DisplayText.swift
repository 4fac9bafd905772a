/// How the user's text looks on a terminal: tabs as spaces, wide characters two columns wide, and characters that
/// would move the cursor or turn the writing direction as escapes.
enum DisplayText {
    /// Columns that a tab stands for in an excerpt.
    private static let tab = "    "

    /// One scalar as it is shown.
    static func shown(_ scalar: Unicode.Scalar) -> String {
        if scalar == "\t" { return tab }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: return String(scalar)
        }
    }

    /// A text inside a message.
    static func shown(_ text: String) -> String { text.unicodeScalars.map(shown).joined() }

    /// Columns of what `shown` gives for `scalar`.
    static func width(of scalar: Unicode.Scalar) -> Int {
        let shown = shown(scalar)
        guard shown.unicodeScalars.count == 1 else { return shown.unicodeScalars.count }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: return isWide(scalar) ? 2 : 1
        }
    }

    /// East Asian Wide and Fullwidth (Unicode Standard Annex 11), by block.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
            0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            true
        default: scalar.properties.isEmojiPresentation
        }
    }
}
