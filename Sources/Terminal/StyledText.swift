import Experiment

/// A line made of parts with a colour each. Colours are added last, so that they never count as columns.
package struct StyledText: Sendable {
    /// Select Graphic Rendition parameters (ECMA-48).
    enum Style: String, Sendable {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    private var parts: [(text: String, style: Style)] = []

    init(_ text: String = "", _ style: Style = .plain) { append(text, style) }

    mutating func append(_ text: String, _ style: Style = .plain) {
        if !text.isEmpty { parts.append((text, style)) }
    }

    mutating func append(_ other: StyledText) { parts += other.parts }

    /// The same line with each part's text changed.
    func mapped(_ change: (String) -> String) -> StyledText {
        var line = self
        line.parts = parts.map { (text: change($0.text), style: $0.style) }
        return line
    }

    /// Columns that it takes.
    var width: Int { parts.reduce(0) { $0 + $1.text.displayWidth } }

    /// The text in lines of at most `width` columns, broken between words; a longer word has a line of its own. A value,
    /// its deviation and its per cent count as one word where a line holds them. Blanks at a break, and at the end, are
    /// left out.
    func wrapped(to width: Int) -> [StyledText] {
        // A word may have parts of several styles.
        var words = [StyledText()]
        for (text, style) in parts {
            for (index, piece) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { words.append(StyledText()) }
                words[words.count - 1].append(String(piece), style)
            }
        }
        var lines: [StyledText] = []
        // Columns of the last line, and blanks behind it.
        var (used, blanks) = (0, 1)
        for word in Self.joiningMeasures(words, upTo: width) {
            // Nothing stands between two blanks.
            if word.parts.isEmpty, !lines.isEmpty {
                blanks += 1
                continue
            }
            let columns = word.width
            if !lines.isEmpty, used + blanks + columns <= width {
                lines[lines.count - 1].append(String(repeating: " ", count: blanks))
                lines[lines.count - 1].append(word)
                used += blanks + columns
            } else {
                lines.append(word)
                used = columns
            }
            blanks = 1
        }
        return lines
    }

    /// The words, of which those around `±` and before `%` are one as far as `width` columns hold them: no-break spaces
    /// in the texts would be in Markdown and JSON too.
    private static func joiningMeasures(_ words: [StyledText], upTo width: Int) -> [StyledText] {
        var joined: [StyledText] = []
        for word in words {
            if var last = joined.last, word.belongs(behind: last), last.width + 1 + word.width <= width {
                last.append(" ")
                last.append(word)
                joined[joined.count - 1] = last
            } else {
                joined.append(word)
            }
        }
        return joined
    }

    private func belongs(behind word: StyledText) -> Bool {
        // Nothing stands between two blanks.
        guard let end = word.parts.last?.text, let start = parts.first?.text else { return false }
        return end.hasSuffix("±") || start.hasPrefix("±") || start.hasPrefix("%")
    }

    /// As much of the line's beginning as `columns` hold.
    func clipped(to columns: Int) -> StyledText {
        var left = columns
        var result = StyledText()
        for (text, style) in parts where left > 0 {
            result.append(text.displayWidth <= left ? text : text.clipped(to: left), style)
            left -= text.displayWidth
        }
        return result
    }

    /// As a terminal takes it.
    package func rendered(color: Bool) -> String {
        parts.reduce(into: "") { result, part in
            result +=
                color && part.style != .plain ? "\u{1B}[\(part.style.rawValue)m\(part.text)\u{1B}[0m" : part.text
        }
    }
}

extension String {
    /// The text in lines of at most `width` columns, as `StyledText` breaks them.
    package func wrapped(to width: Int) -> String {
        StyledText(self).wrapped(to: width).map { $0.rendered(color: false) }.joined(separator: "\n")
    }
}
