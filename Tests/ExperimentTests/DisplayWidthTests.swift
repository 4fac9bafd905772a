import Experiment
import Testing

struct DisplayWidthTests {
    /// ASCII takes a way of its own.
    @Test(arguments: [
        ("", 0), ("a b~", 4), ("\r\n\u{7F}", 3), ("a…é", 3), ("e\u{301}x", 2), ("日本 x", 6), ("👍🏽!", 3), ("a\u{AD}b", 2),
    ])
    func `a text is as wide as its characters are together`(text: String, columns: Int) {
        #expect(text.displayWidth == columns)
        #expect(text.reduce(0) { $0 + $1.displayWidth } == columns)
    }
}
