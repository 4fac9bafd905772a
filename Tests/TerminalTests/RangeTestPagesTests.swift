import Experiment
import Terminal
import Testing

@Suite struct RangeTestPagesTests {
    private func pages(_ keys: [String]) -> RangeTestPages {
        RangeTestPages(
            keys.compactMap { key in
                rangeTest(key).rangeTest.map { RangeTestUse(test: $0, groups: ["run of \(key)"]) }
            })
    }

    private func outcome(isInterrupted: Bool = false) -> ItemResult {
        .outcome(
            .rangeTest(
                RangeTestOutcome(
                    sweeps: [], curve: [], learningRate: isInterrupted ? nil : 0.1, reason: nil,
                    isInterrupted: isInterrupted, samples: 1, seconds: 1)))
    }

    /// The first lines of the pages in `text`.
    private func keys(in text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return zip(lines, lines.dropFirst()).filter { $1.hasPrefix("for run of ") }.map { String($0.0) }
    }

    @Test func `a page waits for those before it`() {
        var pages = pages(["a", "b", "c", "d"])
        var texts: [String] = []
        for key in ["c", "b", "a", "d"] {
            texts.append(pages.text(after: outcome(), of: .rangeTest(key: key), width: 80))
        }
        #expect(texts.map { keys(in: $0) } == [[], [], ["a", "b", "c"], ["d"]])
        // A blank line stands between two pages, also between two that are printed one after the other.
        let text = texts.joined()
        #expect(text.hasPrefix("a\nfor run of a\n\n") && !text.contains("\n\n\n"), "\(text)")
        for key in ["b", "c", "d"] { #expect(text.contains("seed 1\n\n\(key)\nfor run of \(key)\n"), "\(text)") }
    }

    @Test func `a test without a result has no page and holds none up`() {
        var pages = pages(["a", "b", "c", "d"])
        #expect(pages.text(after: outcome(), of: .rangeTest(key: "d"), width: 80).isEmpty)
        #expect(pages.text(after: .failed(ItemFailure("x")), of: .rangeTest(key: "a"), width: 80).isEmpty)
        #expect(pages.text(after: .notStarted, of: .rangeTest(key: "c"), width: 80).isEmpty)
        let text = pages.text(after: outcome(isInterrupted: true), of: .rangeTest(key: "b"), width: 80)
        #expect(keys(in: text) == ["d"] && text.hasPrefix("d\n"), "\(text)")
    }
}
