package import Experiment

/// Makes the text of diagnostics: place, what is wrong, what was meant, the line and a caret below it.
///
///     fashion.yaml:8:3: error: unknown key 'optimiser'; did you mean 'optimizer'?
///       8 |   optimiser: adam
///         |   ^~~~~~~~~
package struct DiagnosticRenderer {
    /// Columns of a source line that are shown.
    private static let excerptWidth = 100
    /// Columns shown before the caret where a line is longer.
    private static let leadingWidth = 40

    private let color: Bool
    private var texts: [String: LineIndex]

    /// - Parameters:
    ///   - texts: of files in memory, by the name that places give them. Other files are read again.
    ///   - settings: the texts of `--set`.
    package init(texts: [String: [UInt8]] = [:], settings: [String] = [], color: Bool) {
        self.color = color
        self.texts = texts.mapValues(LineIndex.init)
        self.texts[SourceLocation.settings] = LineIndex(Array(SettingTexts.joined(settings).utf8))
    }

    /// Each diagnostic with its notes, each line ended.
    package mutating func render(_ diagnostics: [Diagnostic]) -> String {
        var result = ""
        for diagnostic in diagnostics {
            let suggestion = diagnostic.suggestion.map { "; did you mean '\($0)'?" } ?? ""
            result += part(diagnostic.severity, diagnostic.message + suggestion, at: diagnostic.location)
            for note in diagnostic.notes { result += part(.note, note.message, at: note.location) }
        }
        return result
    }

    private mutating func part(
        _ severity: Diagnostic.Severity, _ message: String, at location: SourceLocation?
    ) -> String {
        let place = location.map { style(.bold, "\(DisplayText.shown($0.file)):\($0.line):\($0.column): ") } ?? ""
        let head =
            place + style(Style(severity), "\(severity.rawValue): ") + style(.bold, DisplayText.shown(message)) + "\n"
        guard let location, let line = line(of: location) else { return head }
        return head + excerpt(line, location, caret: Style(severity))
    }

    // MARK: Excerpts

    private mutating func line(of location: SourceLocation) -> [Unicode.Scalar]? {
        // Unreadable by now: the place still says where.
        texts[location.file, default: LineIndex((try? SourceText(readingFrom: location.file))?.bytes ?? [])]
            .line(location.line)
    }

    private func excerpt(_ line: [Unicode.Scalar], _ location: SourceLocation, caret: Style) -> String {
        let start = min(location.column - 1, line.count)
        let end = min(start + location.length, max(line.count, start + 1))
        let (window, cutBefore, cutAfter) = window(of: line, around: start)
        func width(_ range: Range<Int>) -> Int {
            line[range.clamped(to: window)].map(DisplayText.shown).joined().displayWidth
        }
        let shown = (cutBefore ? "…" : "") + line[window].map(DisplayText.shown).joined() + (cutAfter ? "…" : "")
        let indent = (cutBefore ? 1 : 0) + width(window.lowerBound..<max(window.lowerBound, start))
        let tildes = max(0, width(start..<max(start, min(end, line.count))) - 1)
        let number = String(location.line)
        let gutter = String(repeating: " ", count: number.count)
        let pointer = String(repeating: " ", count: indent) + style(caret, "^" + String(repeating: "~", count: tildes))
        return "  \(number) | \(shown)\n  \(gutter) | \(pointer)\n"
    }

    /// The part of a long line that is shown.
    private func window(of line: [Unicode.Scalar], around column: Int) -> (Range<Int>, cutBefore: Bool, cutAfter: Bool)
    {
        guard line.count > Self.excerptWidth else { return (0..<line.count, false, false) }
        let start = max(0, min(column - Self.leadingWidth, line.count - Self.excerptWidth))
        let end = start + Self.excerptWidth
        return (start..<end, start > 0, end < line.count)
    }

    // MARK: Colour

    /// ANSI select graphic rendition (ECMA-48 section 8.3.117).
    private enum Style: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "1;33"
        case cyan = "1;36"

        init(_ severity: Diagnostic.Severity) {
            switch severity {
            case .error: self = .red
            case .warning: self = .yellow
            case .note: self = .cyan
            }
        }
    }

    private func style(_ style: Style, _ text: String) -> String {
        color ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
