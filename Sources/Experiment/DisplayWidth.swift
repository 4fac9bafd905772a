extension Unicode.Scalar {
    /// Whether it takes two columns of a terminal: East Asian Wide and Fullwidth (Unicode Standard Annex 11), by block,
    /// and emoji.
    package var isWide: Bool {
        switch value {
        case ..<0x1100: false
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
            0x1B000...0x1B2FF, 0x20000...0x3FFFD:
            true
        default: properties.isEmojiPresentation
        }
    }
}

extension String {
    /// Columns that the text takes on a terminal.
    package var displayWidth: Int {
        // Nearly all text is ASCII; to take apart the characters of other text, and to ask what each is, takes long.
        utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.displayWidth }
    }

    /// As much of the text's beginning as `columns` hold.
    package func clipped(to columns: Int) -> String {
        var used = 0
        return String(
            prefix { character in
                used += character.displayWidth
                return used <= columns
            })
    }

    /// The text where `columns` hold it; else its beginning and an ellipsis in their room.
    package func cut(to columns: Int) -> String {
        displayWidth > columns ? clipped(to: columns - 1) + "…" : self
    }
}

extension Character {
    /// 2 for wide characters, whatever is joined to them; of others what each of their parts takes, as a letter and the
    /// vowel behind it.
    package var displayWidth: Int {
        guard unicodeScalars.first?.isWide != true else { return 2 }
        return unicodeScalars.reduce(0) { $0 + $1.displayWidth }
    }
}

extension Unicode.Scalar {
    fileprivate var displayWidth: Int {
        guard !isASCII else { return 1 }
        return switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: 0
        default: 1
        }
    }
}
