import Experiment
import Testing

@Suite struct DisplayTextTests {
    @Test func `a text in one line has no line feeds, and nothing that a terminal would obey`() {
        #expect(DisplayText.line("a\u{1B}[2J\u{202E}b\r\nc\n\nd") == "a\\u{1B}[2J\\u{202E}b c d")
        #expect(DisplayText.line("学習 rate") == "学習 rate")
        // What was shown already stays as it is.
        #expect(DisplayText.line(DisplayText.line("a\u{1B}\tb")) == DisplayText.line("a\u{1B}\tb"))
    }
}
