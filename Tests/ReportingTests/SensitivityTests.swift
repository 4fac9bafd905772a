import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

/// Which key of a grid matters, and when that cannot be told.
@Suite struct SensitivityTests: GridReports {
    /// 0.5 plus 0, 0.2 by row and 0, 0.05, 0.1 by column: variances 0.01 and 0.0016667, nothing together.
    @Test func `main effects are shares of the variance`() throws {
        let sensitivities = report([[0.5, 0.55, 0.6], [0.7, 0.75, 0.8]]).comparison.sensitivities
        #expect(sensitivities.count == 1)
        let effects = try #require(sensitivities.first).effects
        #expect(effects.map(\.key) == ["model", "learning_rate"])
        #expect(abs(effects[0].share - 6.0 / 7) < 1e-12 && abs(effects[1].share - 1.0 / 7) < 1e-12)
        #expect(effects.map(\.bestLevel) == [.string("m1"), .number(0.3)])
        #expect(abs(sensitivities[0].interactions) < 1e-12)
    }

    @Test func `where all values of a key come to the same none is the best`() throws {
        let report = report([[0.5, 0.6], [0.5, 0.6]])
        let effects = try #require(report.comparison.sensitivities.first).effects
        #expect(effects.map(\.key) == ["learning_rate", "model"])
        #expect(effects.map(\.bestLevel) == [.number(0.2), nil])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(
            text.split(separator: "\n").contains { $0.hasPrefix("| `model`") && $0.contains("| all equal ") }, "\(text)"
        )
        let best = try bestLevels(report)
        #expect(best.count == 2 && best[0] == .number(0.2) && best[1] == nil)
    }

    @Test func `the best value of a setting may be that it is off`() throws {
        let runs = [SettingValue.null, .number(1e-4)].flatMap { clip in
            ["a", "b"].map { model in
                Samples.plannedRun(
                    "\(clip.spelling),\(model)", varied: [("gradient_clip", clip), ("model", .string(model))])
            }
        }
        let records = zip(runs, [0.8, 0.8, 0.6, 0.6]).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
        let best = try bestLevels(Samples.report(Samples.plan(runs: runs), records))
        #expect(best.count == 2 && best[0] == .null && best[1] == nil)
    }

    /// `best` of each effect in `summary.json`; nil where the key is not there.
    private func bestLevels(_ report: Report) throws -> [JSONValue?] {
        let summary = try JSONDecoder().decode(JSONValue.self, from: Data(JSONSummary.render(report).utf8))
        return (summary["sensitivity"]?[0]?["effects"]?.elements ?? []).map { $0["best"] }
    }

    @Test func `what only works together is an interaction`() throws {
        let sensitivity = try #require(report([[0.9, 0.5], [0.5, 0.9]]).comparison.sensitivities.first)
        #expect(sensitivity.effects.allSatisfy { abs($0.share) < 1e-12 })
        #expect(abs(sensitivity.interactions - 1) < 1e-12)
    }

    @Test func `where all are at chance nothing is explained`() {
        let report = report([[0.1, 0.101], [0.102, 0.103]]) { Samples.outcome(accuracy: $0, loss: 2.31) }
        #expect(report.rows.allSatisfy { $0.verdict == .atChance })
        #expect(report.comparison.sensitivities == [])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(
            text.contains("No run learned anything: which of `model` and `learning_rate` matters cannot be told here."),
            "\(text)")
        #expect(!text.contains(" explains "), "\(text)")
    }

    @Test func `why a grid with a hole says nothing is said`() {
        let text = MarkdownSummary.render(report([[0.5, nil], [0.7, 0.75]]), figures: [])
        #expect(
            text.contains(
                "Which of `model` and `learning_rate` matters can be told when all 4 combinations have a result: 1 of them "
                    + "has none."), "\(text)")
        #expect(
            MarkdownSummary.render(report([[0.5, 0.5], [0.5, 0.5]]), figures: []).contains("none of them matters here.")
        )
    }

    @Test func `a grid with a hole, one key, or equal results say nothing`() {
        #expect(report([[0.5, nil], [0.7, 0.75]]).comparison.sensitivities == [])
        #expect(report([[0.5, 0.6, 0.7]]).comparison.sensitivities == [])
        #expect(report([[0.5, 0.5], [0.5, 0.5]]).comparison.sensitivities == [])
    }
}
