/// The signs of pictures and tables for a terminal that shows ASCII alone. One for one: what was fitted into columns
/// stays in them.
package enum PlainSigns {
    /// Whether the locale, as POSIX looks it up, has another encoding than UTF-8. An environment without one says nothing
    /// of the terminal: containers hardly ever have one.
    package static func areNeeded(in environment: [String: String]) -> Bool {
        let values = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
        guard let locale = values.first(where: { !$0.isEmpty })?.lowercased() else { return false }
        return !locale.contains("utf-8") && !locale.contains("utf8")
    }

    /// A text with such signs replaced, be they in names; what else is not ASCII is the user's own and stays.
    package static func text(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { signs[$0] ?? braille($0) ?? $0 }))
    }

    private static let signs: [Unicode.Scalar: Unicode.Scalar] = [
        "…": "~", "–": "-", "−": "-", "±": "/", "×": "x", "→": ">", "│": "|", "└": "+", "─": "-", "▲": "^",
        "━": "=", "╸": "-", "┄": ".", "▁": "_", "▂": ".", "▃": ",", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#",
    ]

    /// A character of a curve (`CurveDrawing`), by which of its halves have dots.
    private static func braille(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard (0x2800...0x28FF).contains(scalar.value) else { return nil }
        let bits = scalar.value - 0x2800
        return switch (bits & 0x1B != 0, bits & 0xE4 != 0) {
        case (true, true): ":"
        case (true, false): "'"
        case (false, true): "."
        case (false, false): " "
        }
    }
}
