import Figures
import Testing

@Suite struct LabelsTests {
    /// Texts of at most nine characters.
    private func fitted(_ labels: [String], short: [String]) -> [String] {
        Labels.fitted(labels, short: short) { _, text in
            text.count <= 9 ? text : "\(text.prefix(4))…\(text.suffix(4))"
        }
    }

    @Test(
        arguments: [
            (["rate=1", "rate=2"], ["1", "2"], ["rate=1", "rate=2"]),
            (["rate=1,seed=7", "rate=1,seed=8"], ["1,7", "1,8"], ["1,7", "1,8"]),
            (["rate=1,seed=7", "=cmd+calc"], ["1,7", "=cmd+calc"], ["1,7", "=cmd+calc"]),
            (["learning_rate=0.1", "momentum=0.1"], ["0.1", "0.1"], ["lear…=0.1", "mome…=0.1"]),
            (["one\nline"], ["one\nline"], ["one line"]),
            ([], [], []),
        ] as [([String], [String], [String])])
    func `where they do not fit short forms stand for them`(labels: [String], short: [String], shown: [String]) {
        #expect(fitted(labels, short: short) == shown)
    }

    @Test(
        arguments: [
            (["baseline-with-1", "baseline-with-2"], ["base…th-1", "base…th-2"]),
            (["baseline-1-end", "baseline-2-end"], ["1 ba…-end", "2 ba…-end"]),
            (["the same of two", "the same of two"], ["the … two", "the … two"]),
        ] as [([String], [String])])
    func `no two that differ read alike`(labels: [String], shown: [String]) {
        #expect(fitted(labels, short: labels) == shown)
    }
}
