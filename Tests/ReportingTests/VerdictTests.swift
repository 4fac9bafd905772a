import Experiment
import Reporting
import Testing

@Suite struct VerdictTests {
    private func verdict(accuracy: Double, loss: Double, ending: RunOutcome.Ending = .done) -> Verdict? {
        Verdict(Samples.record(Samples.plannedRun("a"), Samples.outcome(ending, accuracy: accuracy, loss: loss)))
    }

    /// Ten classes, 12 000 samples: a standard error of √(0.1 · 0.9 / 12000) = 0.0027386, three of them 0.0082158;
    /// an entropy of the shares of 2.3025, of which 0.0099996 may be noise: 2.2925004.
    @Test(arguments: [
        (0.1, 2.3026, true), (0.1082, 2.3026, true), (0.1083, 2.3026, false), (0.0918, 2.3026, true),
        (0.0917, 2.3026, false), (0.1, 2.2926, true), (0.1, 2.2925, false), (0.1, 1e9, true),
    ])
    func `at chance means within three standard errors and no better than a guess by the shares`(
        accuracy: Double, loss: Double, isAtChance: Bool
    ) {
        #expect((verdict(accuracy: accuracy, loss: loss) == .atChance) == isAtChance)
    }

    /// Nine tenths of two classes' samples are of one: an entropy of 0.3250830, of which 0.0046900 may be noise, and three
    /// standard errors of 0.0027386.
    @Test(arguments: [
        (0.9, 0.3251, true), (0.9082, 0.3251, true), (0.9083, 0.3251, false), (0.9, 0.3204, true), (0.9, 0.3203, false),
        (0.7, 0.7, true),
        // The rare class for all, or nearly.
        (0.4, 0.7, true), (0.1, 3.0, true), (0.0, 3.0, true), (0.1, 0.3203, false),
    ])
    func `naming one class for all is no learning where one is clearly more frequent`(
        accuracy: Double, loss: Double, isAtChance: Bool
    ) {
        var record = Samples.record(Samples.plannedRun("a"), Samples.outcome(.done, accuracy: accuracy, loss: loss))
        record.dataset.classes = 2
        record.dataset.constantGuess = Score(loss: 0.3250830, accuracy: 0.9)
        #expect((Verdict(record) == .atChance) == isAtChance)
    }

    /// Of 200 samples 116 are of one of two classes: within three standard errors, 0.1061, of a half. Black pictures teach
    /// no more than the shares: an entropy of 0.6802920, of which 0.0098146 may be noise.
    @Test(arguments: [(0.58, 0.6803, true), (0.58, 0.6705, true), (0.58, 0.6704, false), (0.61, 0.6803, false)])
    func `who has learned the classes' shares alone has learned nothing`(
        accuracy: Double, loss: Double, isAtChance: Bool
    ) {
        var record = Samples.record(Samples.plannedRun("a"), Samples.outcome(.done, accuracy: accuracy, loss: loss))
        record.dataset.classes = 2
        record.dataset.validationCount = 200
        record.dataset.constantGuess = Score(loss: 0.6802920, accuracy: 0.58)
        #expect((Verdict(record) == .atChance) == isAtChance)
    }

    /// What the summary says of a run at chance.
    private func notes(share: Double?, _ moment: Objective.Moment = .last) -> String {
        let run = Samples.plannedRun("a")
        let best = Score(loss: 0.2, accuracy: 0.95)
        var record = Samples.record(run, Samples.outcome(accuracy: share ?? 0.1, loss: 2.31, best: best))
        if let share {
            record.dataset.classes = 2
            record.dataset.constantGuess = Score(loss: 0.3250830, accuracy: share)
        }
        let plan = Samples.plan([.run(run)], objective: Objective(moment: moment))
        return MarkdownSummary.render(Samples.report(plan, [record]), figures: [])
    }

    @Test func `the summary says by what a run is at chance, and what that means where the best validation decides`() {
        let (uniform, frequent) = (notes(share: nil), notes(share: 0.9))
        #expect(uniform.contains("**At chance**: the last validation accuracy is within three"), "\(uniform)")
        #expect(
            uniform.contains(
                "the entropy of the classes' shares, ln(classes) where they are equal, less 0.01 at most, hardly better "
                    + "than a guess by the shares alone has: the run learned nothing."))
        #expect(frequent.contains("**At chance**, where one class is clearly more frequent than 1 / classes: the last"))
        #expect(
            frequent.contains("hardly better than naming one class for all has: the run learned nothing."),
            "\(frequent)")
        #expect(frequent.contains("is, within three standard errors, no higher than that class's share, and the loss"))
        #expect(!frequent.contains("ln(classes)") && !uniform.contains("clearly more frequent"))
        let (broken, same) = (notes(share: nil, .best), notes(share: 0.9, .best))
        #expect(broken.contains("at most: the run ended no better than a guess by the shares alone."), "\(broken)")
        #expect(same.contains("at most: the run ended no better than naming one class for all."), "\(same)")
        #expect(!broken.contains("learned nothing") && !same.contains("learned nothing"))
    }

    @Test func `only a done run is at chance`() {
        #expect(verdict(accuracy: 0.1, loss: 2.31, ending: .diverged(step: 1, learningRate: 1)) == nil)
        #expect(verdict(accuracy: 0.1, loss: 2.31, ending: .interrupted(step: 1)) == nil)
    }
}
