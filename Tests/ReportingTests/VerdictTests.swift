import Experiment
import Reporting
import Testing

@Suite struct VerdictTests {
    private func verdict(accuracy: Double, loss: Double, ending: RunOutcome.Ending = .done) -> Verdict? {
        Verdict(Samples.record(Samples.plannedRun("a"), Samples.outcome(ending, accuracy: accuracy, loss: loss)))
    }

    /// Ten classes, 12 000 samples: a standard error of √(0.1 · 0.9 / 12000) = 0.0027386, three of them 0.0082158;
    /// ln 10 − 0.01 = 2.2925851.
    @Test(arguments: [
        (0.1, 2.3026, true), (0.1082, 2.3026, true), (0.1083, 2.3026, false), (0.0918, 2.3026, true),
        (0.0917, 2.3026, false), (0.1, 2.2926, true), (0.1, 2.2925, false), (0.1, 1e9, true),
    ])
    func `at chance means within three standard errors and no better than a uniform guess`(
        accuracy: Double, loss: Double, isAtChance: Bool
    ) {
        #expect((verdict(accuracy: accuracy, loss: loss) == .atChance) == isAtChance)
    }

    /// Nine tenths of two classes' samples are of one: an entropy of 0.3250830, of which 0.0046900 may be noise, and three
    /// standard errors of 0.0027386.
    @Test(arguments: [
        (0.9, 0.3251, true), (0.9082, 0.3251, true), (0.9083, 0.3251, false), (0.9, 0.3204, true), (0.9, 0.3203, false),
        (0.7, 0.7, true), (0.4, 0.7, false),
    ])
    func `naming the most frequent class for all is no learning`(
        accuracy: Double, loss: Double, isAtChance: Bool
    ) {
        var record = Samples.record(Samples.plannedRun("a"), Samples.outcome(.done, accuracy: accuracy, loss: loss))
        record.dataset.classes = 2
        record.dataset.constantGuess = Score(loss: 0.3250830, accuracy: 0.9)
        #expect((Verdict(record) == .atChance) == isAtChance)
    }

    @Test func `only a done run is at chance`() {
        #expect(verdict(accuracy: 0.1, loss: 2.31, ending: .diverged(step: 1, learningRate: 1)) == nil)
        #expect(verdict(accuracy: 0.1, loss: 2.31, ending: .interrupted(step: 1)) == nil)
    }
}
