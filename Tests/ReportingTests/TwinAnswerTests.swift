import Experiment
import Reporting
import Testing

/// What is said of one configuration under two names, with other seeds.
@Suite struct TwinAnswerTests {
    private let third = Samples.runs("third", [1, 2])
    private let fourth = Samples.runs("fourth", [5, 6])
    private let other = Samples.runs("other", [1, 2]) { $0.epochs = 3 }

    @Test func `of two names for one configuration none has won`() {
        let answer = Samples.answer([(fourth, [0.84, 0.86]), (third, [0.90, 0.92])])
        #expect(
            answer == """
                third and fourth are the same configuration under two names, with other seeds: what differs between them \
                is chance. Their last validation accuracy is 91.00 ± 1.41 % (2 seeds) and 85.00 ± 1.41 % (2 seeds).
                """)
    }

    @Test func `other configurations are told as well, and no seeds are asked for`() {
        let behind = Samples.answer([(third, [0.90, 0.92]), (fourth, [0.84, 0.86]), (other, [0.80, 0.80])])
        #expect(
            behind.hasSuffix(
                """
                The next configuration is other (80.00 ± 0.00 %, 2 seeds): third is 11.00 points above it. With 2 seeds \
                in common this cannot tell whether the difference is more than chance.
                """), "\(behind)")
        let between = Samples.answer([(third, [0.90, 0.92]), (other, [0.88, 0.88]), (fourth, [0.84, 0.86])])
        #expect(between.hasPrefix("third and fourth are the same configuration under two names"), "\(between)")
        #expect(between.contains("other (88.00 ± 0.00 %, 2 seeds): third is 3.00 points above it."), "\(between)")
    }

    @Test func `another configuration may be ahead on the seeds that both have`() {
        let answer = Samples.answer([
            (Samples.runs("third", [1, 2, 3, 4]), [0.70, 0.70, 0.99, 0.99]), (fourth, [0.50, 0.50]),
            (other, [0.75, 0.75]),
        ])
        #expect(
            answer.contains("(75.00 ± 0.00 %, 2 seeds): it is 5.00 points above third on the 2 seeds that both have."),
            "\(answer)")
        let level = Samples.answer([(third, [0.75, 0.75]), (fourth, [0.50, 0.50]), (other, [0.75, 0.75])])
        #expect(level.contains("other (75.00 ± 0.00 %, 2 seeds): it is level with third."), "\(level)")
    }

    @Test func `more than two names are counted`() {
        let answer = Samples.answer([
            (third, [0.9, 0.9]), (fourth, [0.9, 0.9]), (Samples.runs("fifth", [7]), [0.8]),
        ])
        #expect(
            answer.hasPrefix("third, fourth and fifth are the same configuration under 3 names, with other seeds"),
            "\(answer)")
    }

    @Test func `what decides nothing makes no other configuration, a rate does`() {
        func prefix(_ change: (inout RunConfiguration) -> Void) -> Substring {
            Samples.answer([(third, [0.9, 0.9]), (Samples.runs("b", [5, 6], change), [0.8, 0.8])]).prefix(11)
        }
        #expect(prefix { $0.logEvery = 1 } == "third and b")
        #expect(prefix { $0.learningRate = .fixed(0.1) } == "third won w")
        #expect(prefix { $0.optimizer = .adam(beta1: 0.8) } == "third won w")
    }

    @Test func `who won over one of them has won`() {
        let answer = Samples.answer([(third, [0.8, 0.8]), (fourth, [0.7, 0.7]), (other, [0.9, 0.9])])
        #expect(answer.hasPrefix("other won with a last validation accuracy of 90.00 ± 0.00 %"), "\(answer)")
    }

    @Test func `the summary asks for no seeds that the file may not have`() {
        let runs = third + fourth
        let records = zip(runs, [0.9, 0.9, 0.8, 0.8]).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
        let text = MarkdownSummary.render(Samples.report(Samples.plan(runs: runs), records), figures: [])
        #expect(text.contains("Where no seed is common (0 seeds)"), "\(text)")
        #expect(text.contains("whether a difference is more than chance. "), "\(text)")
    }
}
