/// The lines of the live view on the screen, and the text that turns one frame into the next: one write per frame, each
/// line overwritten in place and cleared behind its end, so that nothing flickers.
struct LiveScreen: Sendable {
    /// Columns of each line of the last frame.
    private var drawn: [Int] = []
    private var isCursorHidden = false

    /// - Parameters:
    ///   - permanent: lines that stay above the frame.
    ///   - frame: the new frame's lines; none clears the view and shows the cursor again.
    ///   - width: columns of the terminal now.
    mutating func update(permanent: [StyledText], frame: [StyledText], width: Int, color: Bool) -> String {
        if drawn.isEmpty, permanent.isEmpty, frame.isEmpty, !isCursorHidden { return "" }
        var text = ""
        if !frame.isEmpty, !isCursorHidden {
            text += Escape.hideCursor
            isCursorHidden = true
        }
        // A terminal that was made narrower has wrapped the old lines.
        let rows = drawn.reduce(0) { $0 + max(1, ($1 + max(1, width) - 1) / max(1, width)) }
        if rows > 0 { text += Escape.up(rows) + "\r" }
        // Lines that stay may be longer than a row, and a row that is full cannot be cleared behind its end.
        let old = permanent.isEmpty ? rows - frame.count : rows
        if !permanent.isEmpty { text += Self.cleared(rows: old) }
        for line in permanent { text += line.rendered(color: color) + "\n" }
        // Until a new width is known to the program, its lines may be too long for the terminal. They are cut, so that
        // a frame has as many rows as lines, and what the terminal wrapped itself is `rows` at the next frame.
        if !frame.isEmpty {
            text += Escape.stopWrapping
            for line in frame { text += line.rendered(color: color) + Escape.clearToEndOfLine + "\n" }
            text += Escape.wrap
        }
        if permanent.isEmpty { text += Self.cleared(rows: old) }
        drawn = frame.map(\.width)
        if frame.isEmpty, isCursorHidden {
            text += Escape.showCursor
            isCursorHidden = false
        }
        return text
    }

    /// Row by row from the cursor on, which stays: some terminals keep a screen that is cleared at once as history. And
    /// the row behind them, where a terminal writes the `^C` of who has seen enough.
    private static func cleared(rows: Int) -> String {
        guard rows > 0 else { return "" }
        return String(repeating: Escape.clearToEndOfLine + "\n", count: rows) + Escape.clearToEndOfLine
            + Escape.up(rows)
    }

    /// Gives a terminal back whose frame nobody clears any more, or not for now.
    static let abandoned = Escape.wrap + Escape.showCursor

    /// Control sequences of ECMA-48 and DEC's private modes, which every terminal of today knows.
    private enum Escape {
        static let hideCursor = "\u{1B}[?25l"
        static let showCursor = "\u{1B}[?25h"
        static let stopWrapping = "\u{1B}[?7l"
        static let wrap = "\u{1B}[?7h"
        static let clearToEndOfLine = "\u{1B}[K"
        static func up(_ rows: Int) -> String { "\u{1B}[\(rows)A" }
    }
}
