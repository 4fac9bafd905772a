import Experiment
import Reporting
import Testing

@Suite struct MarkdownEscapingTests {
    @Test func `words from outside cannot become Markdown`() {
        var report = Samples.fashionReport
        report.experiment.description = "<script>alert(1)</script> | *x* _y_ [z](u)\n# title"
        report.experiment.command = TypedCommand("xrun a\n```\n# title \u{1B}[2J")
        report.experiment.name = "a\u{1B}[2J\u{0}\u{9B}1m"
        let text = MarkdownSummary.render(report, figures: [])
        #expect(text.contains(##"\<script\>alert(1)\</script\> \| \*x\* \_y\_ \[z\](u) \# title"##))
        #expect(!text.contains("\n# title"))
        // Nothing that a terminal would obey.
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    }

    /// Records may be somebody else's. The lines of a name are joined, and what a terminal would obey is spelled;
    /// a terminal's tables do so themselves (`TextTable`).
    @Test func `words from outside do nothing to a terminal`() {
        let run = Samples.plannedRun("run", group: "a\u{1B}[2J\u{202E}b\nc")
        let report = Samples.report(Samples.plan(runs: [run]), [Samples.record(run, Samples.outcome())])
        let name = "a\\u{1B}[2J\\u{202E}b c"
        let comparison = ExperimentComparison([("x\u{9B}1m", report)])
        #expect(comparison.answer(.plain).hasPrefix("x\\u{9B}1m: \(name) reached"), "\(comparison.answer(.plain))")
        #expect(report.answer(.plain).hasPrefix("\(name) reached a last validation accuracy"))
        #expect(comparison.markdown.contains("`\(name)`"), "\(comparison.markdown)")
    }

    /// Emoji and Persian words are written with joiners; what turns the writing direction, or may be seen or not, is
    /// spelled, and so is a joiner that would hide that a name is another one.
    @Test func `names keep their joiners`() {
        for (name, shown) in [
            ("👩\u{200D}💻", "👩\u{200D}💻"), ("می\u{200C}خواهم", "می\u{200C}خواهم"), ("a\u{202E}b", "a\\u{202E}b"),
            ("a\u{2066}b", "a\\u{2066}b"), ("a\u{200B}b", "a\\u{200B}b"), ("a\u{AD}b", "a\\u{AD}b"),
            ("a\u{200C}b", "a\\u{200C}b"), ("é\u{200D}b", "é\\u{200D}b"), ("é\u{200D}", "é\\u{200D}"),
        ] {
            let run = Samples.plannedRun("run", group: name)
            let report = Samples.report(Samples.plan(runs: [run]), [Samples.record(run, Samples.outcome())])
            #expect(report.answer(.plain).unicodeScalars.starts(with: "\(shown) reached".unicodeScalars))
        }
    }

    /// A sign with a combining mark or a joiner behind it is another character to Swift, but not to who reads the file.
    @Test(arguments: [
        ("\u{301}", "\u{301}", "\u{301}"), ("\u{338}", "\u{338}", "\u{338}"),
        ("\u{200D}", #"\\u\{200D\}"#, #"\u{200D}"#),
    ]) func `no combining mark hides a sign`(mark: String, text escaped: String, code shown: String) {
        let name = "a|\(mark)b<\(mark)c`\(mark)d,\(mark)e\"\(mark)f\n\(mark)g"
        let run = Samples.plannedRun("run", group: name)
        var report = Samples.report(Samples.plan(runs: [run]), [Samples.record(run, Samples.outcome())])
        report.experiment.description = name
        let text = MarkdownSummary.render(report, figures: []).unicodeScalars
        func holds(_ words: String) -> Bool { !text.ranges(of: Array(words.unicodeScalars)).isEmpty }
        #expect(holds("\na\\|\(escaped)b\\<\(escaped)c\\`\(escaped)d,\(escaped)e"))
        #expect(holds("`` a\\|\(shown)b<\(shown)c`\(shown)d"))
        let table = CSVResults.render(report).unicodeScalars
        #expect(!table.ranges(of: Array("e\"\"\(mark)f".unicodeScalars)).isEmpty)
    }

    @Test(arguments: [
        ("a`b", "`` a`b ``"), ("a``b`", "``` a``b` ```"), ("```", "```` ``` ````"), ("a b", "`a b`"),
    ])
    func `a name with backticks stays code`(name: String, code: String) {
        let run = Samples.plannedRun(name)
        let text = MarkdownSummary.render(
            Samples.report(Samples.plan(runs: [run]), [Samples.record(run, Samples.outcome())]), figures: [])
        #expect(text.contains("**\(code)** reached a last validation accuracy"), "\(text)")
    }

    @Test(arguments: [
        ("- one", "\\- one"), ("+ one", "\\+ one"), ("1. one", "1\\. one"), ("12) one", "12\\) one"), ("---", "\\---"),
        ("# one", "\\# one"), ("    one", "one"), ("1.5 epochs", "1.5 epochs"), ("1.", "1\\."), ("* one", "\\* one"),
        ("> one", "\\> one"), ("a - b", "a - b"), ("", ""),
    ])
    func `a description is a paragraph, whatever it begins with`(description: String, text: String) {
        var report = Samples.fashionReport
        report.experiment.description = description
        let summary = MarkdownSummary.render(report, figures: [])
        #expect(summary.hasPrefix("# fashion\n\n\(text)\n\n**`learning_rate=auto`**"), "\(summary.prefix(99))")
    }
}
