import Experiment
import Foundation
import Reporting
import Testing

@Suite struct ChanceShareTests {
    /// `scipy.stats.f.cdf(ratio, numerator, denominator)`, SciPy 1.17.
    @Test(arguments: [
        (1, 1, 2.5, 0.640982964028624), (1, 10, 5.5, 0.959025881506134), (2, 10, 1.08, 0.623875065328374),
        (2, 3, 4, 0.8575728269453382), (3, 8, 4.066, 0.9499949514855237), (4, 5, 1.5, 0.6707513819676126),
        (5, 7, 0.5, 0.2314156702720843), (40, 120, 1.5, 0.95133930755652), (999, 2997, 1.05, 0.8306254584308216),
    ])
    func `Fisher's F is SciPy's`(numerator: Int, denominator: Int, ratio: Double, probability: Double) throws {
        let distribution = try #require(FDistribution(numerator: numerator, denominator: denominator))
        #expect(abs(distribution.probability(below: ratio) - probability) < 1e-9)
    }

    @Test func `Fisher's F ends at 0 and 1, and needs degrees of freedom`() throws {
        let distribution = try #require(FDistribution(numerator: 3, denominator: 4))
        #expect(distribution.probability(below: 0) == 0 && distribution.probability(below: .nan) == 0)
        #expect(distribution.probability(below: .infinity) == 1)
        #expect(
            FDistribution(numerator: 0, denominator: 1) == nil && FDistribution(numerator: 1, denominator: 0) == nil)
    }

    /// - Parameter accuracies: of each label smoothing, at each gradient clip, by seed. One near 0.1 is at chance, with the
    ///   loss of that.
    private func report(_ accuracies: [[[Double]]]) -> Report {
        var (runs, records) = ([PlannedRun](), [RunRecord]())
        for (row, line) in accuracies.enumerated() {
            for (column, seeds) in line.enumerated() {
                for (seed, accuracy) in seeds.enumerated() {
                    let group = "\(row),\(column)"
                    let run = Samples.plannedRun(
                        "\(group),\(seed)", RunConfiguration(seed: UInt64(seed)), group: group,
                        varied: [
                            ("label_smoothing", .number(Double(row) / 10)),
                            ("gradient_clip", .number(Double(column + 1) / 2)),
                        ])
                    runs.append(run)
                    let outcome = Samples.outcome(accuracy: accuracy, loss: accuracy > 0.11 ? 0.28 : 2.31)
                    records.append(Samples.record(run, outcome))
                }
            }
        }
        return Samples.report(Samples.plan(runs: runs), records)
    }

    private func text(_ accuracies: [[[Double]]]) -> String {
        MarkdownSummary.render(report(accuracies), figures: [])
    }

    /// The cells of the row of a key.
    private func row(_ key: String, _ text: String) -> [String]? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("| \(key) ") }
        return line?.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// By NumPy and SciPy, of configurations by seeds: chance makes 206 % of the variance, label_smoothing 89 % where
    /// chance alone gives it 82 %: F(2, 10) = 1.077, p = 0.377.
    private let noise = [
        [[0.79, 0.86, 0.81], [0.84, 0.80, 0.85]], [[0.85, 0.83, 0.84], [0.86, 0.84, 0.82]],
        [[0.82, 0.80, 0.84], [0.79, 0.85, 0.80]],
    ]

    @Test func `what chance alone makes is not explained`() throws {
        let sensitivity = try #require(report(noise).comparison.sensitivities.first)
        let whole = try #require(sensitivity.chance)
        #expect(abs(whole - 2.055718475073321) < 1e-9)
        let effect = try #require(sensitivity.effects.first)
        let chance = try #require(effect.chance)
        #expect(effect.key == "label_smoothing" && abs(effect.share - 0.8856304985337281) < 1e-9)
        #expect(abs(chance.share - 0.8222873900293284) < 1e-9 && abs(chance.probability - 0.37704407107104754) < 1e-9)
        let rest = try #require(sensitivity.interactionsChance)
        #expect(abs(rest.share - 0.8222873900293284) < 1e-9 && abs(rest.probability - 0.874837936788732) < 1e-9)
        let text = text(noise)
        #expect(
            text.contains(
                "By itself none of `label_smoothing` and `gradient_clip` stands out from chance (F test, 5 %) in the variance "
                    + "between the configurations' last validation accuracy. By the spread over seeds, chance alone makes as "
                    + "much as the whole variance."), "\(text)")
        #expect(!text.contains(" explains ") && !text.contains("do together"), "\(text)")
        #expect(row("`label_smoothing`", text) == ["`label_smoothing`", "89 %", "82 %", "–", "–"], "\(text)")
        #expect(row("interactions", text)?.prefix(3) == ["interactions", "11 %", "82 %"], "\(text)")
        let json = JSONSummary.render(report(noise))
        for key in ["p_value", "interactions_chance", "interactions_p_value"] {
            #expect(json.contains("\"\(key)\": 0."), "\(json)")
        }
    }

    /// Chance makes 47 % of the variance, but of gradient_clip, which has one of five degrees of freedom, 9 %: it has
    /// 85 %, F(1, 10) = 8.975, p = 0.0134.
    @Test func `a setting is held against its own part of chance`() throws {
        let text = text([
            [[0.80, 0.81, 0.83], [0.82, 0.83, 0.82]], [[0.81, 0.80, 0.82], [0.82, 0.84, 0.85]],
            [[0.83, 0.79, 0.81], [0.84, 0.82, 0.83]],
        ])
        #expect(
            text.contains(
                "`gradient_clip` explains 85 % of the variance between the configurations' last validation accuracy; by the "
                    + "spread over seeds, chance alone would give it about 9 %.\n"), "\(text)")
        #expect(row("`gradient_clip`", text)?.prefix(4) == ["`gradient_clip`", "85 %", "9 %", "`1`"], "\(text)")
        #expect(row("`label_smoothing`", text) == ["`label_smoothing`", "4 %", "19 %", "–", "–"], "\(text)")
    }

    /// Interactions of 69 % beside 23 % by chance alone: F(1, 3) = 3, p = 0.18. The others: F(1, 6) = 7326.
    @Test func `interplay is told where it is beyond chance`() {
        let noise = text([[[0.80, 0.82], [0.83, 0.82]], [[0.82, 0.81], [0.81, 0.79]]])
        #expect(!noise.contains("do together"), "\(noise)")
        let crossed = text([
            [[0.90, 0.91, 0.90], [0.50, 0.52, 0.51]], [[0.50, 0.51, 0.52], [0.90, 0.90, 0.92]],
        ])
        #expect(
            crossed.contains(
                "What the keys do together makes 100 % of it, more than chance does: which value of one is good depends on "
                    + "the others."), "\(crossed)")
    }

    /// Of eight combinations six are at chance, each seed at another accuracy near 0.1. By NumPy, of configurations by
    /// seeds: gradient_clip has F(1, 2) = 9.056, p = 1 − √(F / (2 + F)) = 0.0950. Over the 14 degrees of freedom of all
    /// eight it would be 0.0094.
    @Test func `runs at chance tell of no chance, however they scatter`() throws {
        let report = report([
            [[0.098, 0.101, 0.100], [0.100, 0.102, 0.099]], [[0.103, 0.100, 0.101], [0.099, 0.097, 0.102]],
            [[0.101, 0.099, 0.100], [0.102, 0.100, 0.098]], [[0.70, 0.73, 0.69], [0.77, 0.75, 0.74]],
        ])
        #expect(report.rows.count { $0.verdict == .atChance } == 18)
        let sensitivity = try #require(report.comparison.sensitivities.first)
        let effect = try #require(sensitivity.effects.first { $0.key == "gradient_clip" })
        let chance = try #require(effect.chance)
        #expect(abs(effect.share - 0.000430854432605988) < 1e-9, "\(effect.share)")
        #expect(abs(chance.share - 4.75772817517907e-05) < 1e-9, "\(chance.share)")
        #expect(abs(chance.probability - 0.09495807726377259) < 1e-9 && !chance.isExceeded, "\(chance)")
    }

    /// Of four combinations two came to a guess of ten classes, as those that diverge do: F(1, 1) = 12.79, p = 0.1736 by
    /// SciPy. Over the 3 degrees of freedom of all four it would be 0.0374.
    @Test func `what has no spread over seeds tells of no chance`() throws {
        let dead = [0.1, 0.1]
        let sensitivity = try #require(
            report([[dead, [0.80, 0.81]], [dead, [0.86, 0.84]]]).comparison.sensitivities.first)
        let effect = try #require(sensitivity.effects.first { $0.key == "label_smoothing" })
        let chance = try #require(effect.chance)
        #expect(abs(chance.probability - 0.1735804532741283) < 1e-9 && !chance.isExceeded)
        // Ties of runs that learned are chance: F(1, 3) = 4, p = 0.1393 by its closed form.
        let ties = try #require(
            report([[[0.9, 0.9], [0.9, 0.9]], [[0.91, 0.93], [0.9, 0.9]]]).comparison.sensitivities.first)
        let tied = try #require(ties.effects.first?.chance)
        #expect(abs(tied.probability - 0.13932596855884305) < 1e-9 && !tied.isExceeded, "\(tied)")
        // The seeds of one combination alone are no blocks.
        let single = [[dead, [0.79, 0.86]], [dead, dead]]
        let unknown = try #require(report(single).comparison.sensitivities.first)
        #expect(unknown.chance == nil && unknown.effects.allSatisfy { $0.chance == nil })
        let text = text(single)
        #expect(
            text.contains(" By the spread over these seeds, how much of it is chance cannot be told.\n"), "\(text)")
    }

    @Test func `with one seed what is left may be chance`() {
        let text = text([[[0.8], [0.5]], [[0.5], [0.9]]])
        #expect(
            text.contains(
                " is what the keys do together, or chance. With one seed of a configuration, how much of it is chance cannot "
                    + "be told."), "\(text)")
        #expect(row("interactions and chance", text)?.first == "interactions and chance", "\(text)")
        #expect(!text.contains("depends on the others") && !text.contains("by chance alone"), "\(text)")
    }
}
