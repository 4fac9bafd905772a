import Experiment
import Reporting
import Testing

/// What runs that diverged, exploded or lost their results count for in a grid.
@Suite struct DivergedGridTests: GridReports {
    /// As accuracies 0.1, 0.6, 0.1 and 0.7: means 0.35 and 0.4 by row, 0.1 and 0.65 by column, around 0.375.
    @Test func `what diverged counts as a uniform guess`() throws {
        let report = report([[0, 0.6], [0, 0.7]]) {
            $0 == 0
                ? Samples.outcome(.diverged(step: 3, learningRate: 1), accuracy: 0.02) : Samples.outcome(accuracy: $0)
        }
        let sensitivity = try #require(report.comparison.sensitivities.first)
        #expect(sensitivity.guesses == 2 && sensitivity.effects.map(\.key) == ["learning_rate", "model"])
        let variance = (2 * 0.275 * 0.275 + 0.225 * 0.225 + 0.325 * 0.325) / 4
        #expect(abs(sensitivity.effects[0].share - 0.275 * 0.275 / variance) < 1e-12)
        #expect(
            MarkdownSummary.render(report, figures: []).contains(
                "Chance is in every share. 2 runs that diverged count as a uniform guess in the shares, and as the "
                    + "worst of the grid where the best on average is chosen; the mean beside it is that of the runs "
                    + "that are done, as they are."))
    }

    @Test func `a run that is done and whose value is not known did not diverge`() throws {
        /// - Parameter lost: names of runs whose measurements were removed before the best validation was to decide.
        func report(without lost: Set<String>) -> Report {
            var report = self.report([[0.5, 0.6], [0.7, 0.9]], spread: 0.01, objective: Objective(moment: .best))
            for (identity, record) in report.runs where lost.contains(record.run.name) {
                report.runs[identity]?.results?.validationBest = nil
            }
            return report
        }
        let one = report(without: ["1,1,0"])
        let sensitivity = try #require(one.comparison.sensitivities.first)
        #expect(sensitivity.guesses == 0)
        let model = try #require(sensitivity.effects.first { $0.key == "model" })
        #expect(model.bestLevel == .string("m1") && model.bestRuns == 3 && model.bestDiverged == 0)
        let both = report(without: ["1,1,0", "1,1,1"])
        #expect(both.comparison.sensitivities == [])
        let text = MarkdownSummary.render(both, figures: [])
        #expect(
            text.contains(
                "Which of `model` and `learning_rate` matters cannot be told: the best validation accuracy of 1 of their 4 "
                    + "combinations is not known."), "\(text)")
    }

    @Test func `a loss that exploded is no more than a uniform guess's`() throws {
        // 1 − the loss as "accuracy": one of 1000 beside 0.5, 0.4 and 2.4, of ten classes.
        let report = report([[0.5, 0.6], [-999, -1.4]], objective: Objective(metric: .validationLoss)) {
            Samples.outcome(accuracy: 0.5, loss: 1 - $0)
        }
        let sensitivity = try #require(report.comparison.sensitivities.first)
        let guess = PortableMath.log(10)
        #expect(sensitivity.guesses == 2)
        // Without that the rows would be at 0.45 and 501.2.
        let (rows, columns) = ([0.45, guess], [(0.5 + guess) / 2, (0.4 + guess) / 2])
        let all = (0.45 + guess) / 2
        let variance = ((0.5 - all) * (0.5 - all) + (0.4 - all) * (0.4 - all) + 2 * (guess - all) * (guess - all)) / 4
        func share(_ means: [Double]) -> Double { means.map { ($0 - all) * ($0 - all) }.reduce(0, +) / 2 / variance }
        #expect(abs(sensitivity.effects[0].share - share(rows)) < 1e-12)
        #expect(abs(sensitivity.effects[1].share - share(columns)) < 1e-12)
        #expect(sensitivity.effects[0].bestLevel == .string("m0"))
    }

    /// - Parameter losses: of two models, row by row, at two rates.
    private func bestModel(_ losses: [[Double]]) throws -> Sensitivity.Effect {
        let report = report(losses.map { $0.map { 1 - $0 } }, objective: Objective(metric: .validationLoss)) {
            Samples.outcome(accuracy: 0.5, loss: 1 - $0)
        }
        let effects = try #require(report.comparison.sensitivities.first).effects
        return try #require(effects.first { $0.key == "model" })
    }

    /// Losses of 0.2 and 9, which as a guess's come to 1.25 on average, beside 1.3 and 1.31.
    @Test func `the best level is not decided by how far a run has exploded`() throws {
        let model = try bestModel([[0.2, 9], [1.3, 1.31]])
        #expect(model.bestLevel == .string("m0") && model.bestDiverged == 0)
        let mean = try #require(model.bestMean)
        #expect(abs(mean - 4.6) < 1e-12)
    }

    @Test func `of levels that come to the same the best is that of the losses as they are`() throws {
        #expect(try bestModel([[0.25, 12], [0.25, 9]]).bestLevel == .string("m1"))
        #expect(try bestModel([[0.25, 9], [0.25, 9]]).bestLevel == nil)
    }

    /// Accuracies of 0.5 and one that diverged, beside 0.5 and 0.05; a uniform guess has 0.1.
    @Test func `to diverge is no advantage over a run that is worse than a guess`() throws {
        let report = report([[0.5, 0], [0.5, 0.05]]) {
            $0 == 0 ? Samples.outcome(.diverged(step: 3, learningRate: 1)) : Samples.outcome(accuracy: $0)
        }
        let effects = try #require(report.comparison.sensitivities.first).effects
        #expect(effects.map(\.key) == ["learning_rate", "model"])
        #expect(effects.map(\.bestLevel) == [.number(0.1), nil])
    }

    /// - Parameters:
    ///   - kept: the loss of the first model's run that is done; its other one diverged.
    ///   - losses: of the second model.
    private func report(kept: Double, beside losses: [Double]) -> Report {
        report([[1 - kept, -99], losses.map { 1 - $0 }], objective: Objective(metric: .validationLoss)) {
            $0 == -99
                ? Samples.outcome(.diverged(step: 3, learningRate: 1), loss: 1e5)
                : Samples.outcome(accuracy: 0.5, loss: 1 - $0)
        }
    }

    /// A uniform guess's loss is 2.3: with 1 that makes 1.65, with 0.2 it makes 1.25.
    @Test func `no level is the best by the runs that are left of it`() throws {
        func best(_ report: Report) throws -> Sensitivity.Effect {
            let effects = try #require(report.comparison.sensitivities.first).effects
            return try #require(effects.first { $0.key == "model" })
        }
        #expect(try best(report(kept: 1, beside: [1.3, 1.31])).bestLevel == .string("m1"))
        // Nor is it an advantage to diverge where another run came to 9.
        #expect(try best(report(kept: 1, beside: [0.9, 9])).bestLevel == .string("m1"))
        let marked = report(kept: 0.2, beside: [1.3, 1.31])
        let effect = try best(marked)
        #expect(effect.bestLevel == .string("m0") && effect.bestDiverged == 1 && effect.bestRuns == 2)
        let text = MarkdownSummary.render(marked, figures: [])
        #expect(text.contains("| `m0` ") && text.contains(" 0.2000 (1 of 2 diverged) |"), "\(text)")
        #expect(
            text.contains(
                "1 run that diverged, or whose loss is above that of a uniform guess, counts as a uniform guess, also "
                    + "where the best on average is chosen; the mean beside it is that of the runs that are done, as "
                    + "they are."), "\(text)")
        #expect(JSONSummary.render(marked).contains("\"diverged\": 1"))
    }

    /// The mean of twelve equal numbers may be another one.
    @Test func `where all are a uniform guess nothing is explained`() {
        let report = report(
            Array(repeating: [-9, -8], count: 6), objective: Objective(metric: .validationLoss)
        ) { Samples.outcome(accuracy: 0.5, loss: 1 - $0) }
        #expect(report.comparison.sensitivities == [])
        #expect(
            MarkdownSummary.render(report, figures: []).contains(
                "All combinations of `model` and `learning_rate` come to the same, or to a uniform guess"))
    }
}
