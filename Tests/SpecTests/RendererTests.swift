import Experiment
import Spec
import Testing

struct RendererTests {
    private func render(
        _ line: String, column: Int, length: Int = 1, message: String = "wrong", color: Bool = false
    ) -> String {
        var renderer = DiagnosticRenderer(texts: ["f": Array(line.utf8)], color: color)
        return renderer.render([
            Diagnostic(message, at: SourceLocation(file: "f", line: 1, column: column, length: length))
        ])
    }

    @Test func `the caret stands below the place, and tildes below the rest`() {
        #expect(
            render("  optimiser: adam", column: 3, length: 9)
                == "f:1:3: error: wrong\n  1 |   optimiser: adam\n    |   ^~~~~~~~~\n")
    }

    @Test func `tabs become spaces, on both lines`() {
        #expect(render("\ta:\tb", column: 5) == "f:1:5: error: wrong\n  1 |     a:    b\n    |           ^\n")
    }

    @Test func `a wide character takes two columns, a combining one none`() {
        #expect(render("数据e\u{301}: x", column: 7) == "f:1:7: error: wrong\n  1 | 数据e\u{301}: x\n    |        ^\n")
        #expect(render("🙂🙂 x", column: 1, length: 2) == "f:1:1: error: wrong\n  1 | 🙂🙂 x\n    | ^~~~\n")
        // A consonant, a mark above it and a vowel behind it: one character, two columns.
        #expect(render("น้ำน้ำ: x", column: 9) == "f:1:9: error: wrong\n  1 | น้ำน้ำ: x\n    |       ^\n")
        // Two scalars, one flag; a hand and its colour.
        #expect(render("🇩🇪👍🏽 x", column: 6) == "f:1:6: error: wrong\n  1 | 🇩🇪👍🏽 x\n    |      ^\n")
    }

    @Test func `what would move the cursor or turn the text is escaped`() {
        #expect(
            render("\u{202E}a\u{1B}b", column: 4, message: "unknown '\u{7}'")
                == "f:1:4: error: unknown '\\u{7}'\n  1 | \\u{202E}a\\u{1B}b\n    |                ^\n")
    }

    @Test func `a joiner inside a word does not hide that it is another one`() {
        #expect(
            render("epo\u{200C}chs: 3", column: 1, length: 7, message: "unknown key 'epo\u{200C}chs'")
                == "f:1:1: error: unknown key 'epo\\u{200C}chs'\n"
                + "  1 | epo\\u{200C}chs: 3\n    | ^~~~~~~~~~~~~~\n")
        // In a line they are spelled everywhere; a message has them where words are written so.
        #expect(
            render("می\u{200C}خواهم", column: 1, message: "unknown key 'می\u{200C}خواهم'")
                == "f:1:1: error: unknown key 'می\u{200C}خواهم'\n  1 | می\\u{200C}خواهم\n    | ^\n")
    }

    @Test func `a long line is cut around the place`() {
        let line = String(repeating: "a", count: 500) + "HERE" + String(repeating: "b", count: 500)
        let text = render(line, column: 501, length: 4)
        #expect(
            text == "f:1:501: error: wrong\n  1 | …" + String(repeating: "a", count: 40) + "HERE"
                + String(repeating: "b", count: 56) + "…\n    |  " + String(repeating: " ", count: 40) + "^~~~\n")
        let longest = render(String(repeating: "a", count: 1_000_000), column: 1, length: 1_000_000)
        #expect(longest.count < 300)
    }

    @Test func `places beyond the text still have a caret`() {
        #expect(render("ab", column: 9, length: 5) == "f:1:9: error: wrong\n  1 | ab\n    |   ^\n")
        var renderer = DiagnosticRenderer(texts: ["f": []], color: false)
        let beyond = Diagnostic("wrong", at: SourceLocation(file: "f", line: 7, column: 1))
        #expect(renderer.render([beyond]) == "f:7:1: error: wrong\n")
    }

    @Test func `notes have places of their own, and a diagnostic needs none`() {
        var renderer = DiagnosticRenderer(texts: ["f": Array("a\nb".utf8)], color: false)
        let text = renderer.render([
            Diagnostic(
                "two", at: SourceLocation(file: "f", line: 2, column: 1), severity: .warning,
                notes: [
                    Diagnostic.Note("first", at: SourceLocation(file: "f", line: 1, column: 1)),
                    Diagnostic.Note("hint"),
                ]),
            Diagnostic("no data", suggestion: "dta"),
        ])
        #expect(
            text == """
                f:2:1: warning: two
                  2 | b
                    | ^
                f:1:1: note: first
                  1 | a
                    | ^
                note: hint
                error: no data; did you mean 'dta'?

                """)
    }

    @Test func `colour only where it is asked for`() {
        #expect(!render("a", column: 1).contains("\u{1B}"))
        #expect(
            render("a", column: 1, color: true)
                == "\u{1B}[1mf:1:1: \u{1B}[0m\u{1B}[1;31merror: \u{1B}[0m\u{1B}[1mwrong\u{1B}[0m\n  1 | a\n    | \u{1B}[1;31m^\u{1B}[0m\n"
        )
    }
}
