import Experiment
import Reporting
import Testing

/// How much of a grid's variance is chance, by the spread over seeds.
@Suite struct GridChanceTests: GridReports {
    /// Means of two seeds 0.04 apart have a variance of 0.0004, of which three quarters are between four of them; those
    /// here have one of 0.001875.
    @Test func `what chance makes of the variance is told by the spread over seeds`() throws {
        let repeated = report([[0.8, 0.8], [0.8, 0.9]], spread: 0.02, sharesSeeds: false)
        let sensitivity = try #require(repeated.comparison.sensitivities.first)
        let chance = try #require(sensitivity.chance)
        #expect(abs(chance - 0.0003 / 0.001875) < 1e-9, "\(chance)")
        #expect(
            MarkdownSummary.render(repeated, figures: []).contains("chance alone makes about 16 % of the variance."))
        #expect(JSONSummary.render(repeated).contains("\"chance\": 0.16"))
        let single = report([[0.8, 0.8], [0.8, 0.9]])
        #expect(JSONSummary.render(single).contains("\"chance\": null"))
        #expect(single.comparison.sensitivities.map(\.chance) == [nil])
        #expect(
            MarkdownSummary.render(single, figures: []).contains(
                "With one seed of a configuration, how much of it is chance cannot be told."))
    }

    /// - Parameter groups: the accuracies of four pairs of two models and two rates, by seed.
    private func chance(_ groups: [[UInt64: Double]]) throws -> Double? {
        var (runs, records) = ([PlannedRun](), [RunRecord]())
        for (index, group) in groups.enumerated() {
            for (seed, accuracy) in group.sorted(by: { $0.key < $1.key }) {
                let run = Samples.plannedRun(
                    "\(index),\(seed)", RunConfiguration(seed: seed), group: "\(index)",
                    varied: [
                        ("model", .string("m\(index / 2)")), ("learning_rate", .number(Double(index % 2 + 1) / 10)),
                    ])
                runs.append(run)
                records.append(Samples.record(run, Samples.outcome(accuracy: accuracy)))
            }
        }
        let report = Samples.report(Samples.plan(runs: runs), records)
        return try #require(report.comparison.sensitivities.first).chance
    }

    /// Each accuracy is a combination's, one of the seed's, and 0.01, −0.01 or 0 by itself: squares of these add up to
    /// 0.0008, over 3 · 2 degrees of freedom. Of a mean of three seeds that is 0.0008 / 18, of which three quarters are
    /// between four of them, beside 0.0125.
    @Test func `what a seed does to all combinations alike is no chance between them`() throws {
        let groups = zip([0.5, 0.6, 0.7, 0.8], [0.01, -0.01, 0.01, -0.01]).map {
            (mean: Double, own: Double) -> [UInt64: Double] in
            [1: mean - 0.1 + own, 2: mean - own, 3: mean + 0.1]
        }
        let share = try #require(try chance(groups))
        #expect(abs(share - 0.0008 / 18 * 0.75 / 0.0125) < 1e-12, "\(share)")
    }

    /// Two seeds swing by 0.02 to either side; the last combination has two more that do. With b = 0.02 the means have
    /// the variances b², b², b² and b² / 3, and the covariances b² where both have two seeds, b² / 2 beside the last:
    /// 3 · (10 / 3) b² − 2 · (3 b² + 3 b² / 2) = b², over 4², beside 0.001875.
    @Test func `where combinations share some of their seeds, these count as shared`() throws {
        let two: [UInt64: Double] = [1: 0.78, 2: 0.82]
        let share = try #require(try chance([two, two, two, [1: 0.88, 2: 0.92, 3: 0.88, 4: 0.92]]))
        #expect(abs(share - 0.02 * 0.02 / 16 / 0.001875) < 1e-12, "\(share)")
    }

    /// As above, but two combinations have the two more. The variances are b², b², b² / 3 and b² / 3, and the covariances
    /// b² and b² / 3 among equals, b² / 2 in the four other pairs: 3 · (8 / 3) b² − 2 · (10 / 3) b² = 4 b² / 3, over 4².
    @Test func `where several combinations share each of several sets of seeds, every pair counts`() throws {
        let two: [UInt64: Double] = [1: 0.78, 2: 0.82]
        let four: [UInt64: Double] = [1: 0.78, 2: 0.82, 3: 0.78, 4: 0.82]
        let share = try #require(try chance([two, four, two, four.mapValues { $0 + 0.1 }]))
        #expect(abs(share - 0.02 * 0.02 / 12 / 0.001875) < 1e-12, "\(share)")
    }

    /// With b = 0.02 each mean has the variance b² / 6; the two seeds that all have give each pair the covariance b² / 4.
    @Test func `where combinations share some of their seeds, less than nothing is not known`() throws {
        let groups = zip([0.5, 0.6, 0.7, 0.9], [3, 5, 7, 9] as [UInt64]).map {
            (mean: Double, own: UInt64) -> [UInt64: Double] in
            [1: mean - 0.02, 2: mean + 0.02, own: mean, own + 1: mean]
        }
        #expect(try chance(groups) == nil)
    }

    @Test func `where seeds do the same to all combinations nothing tells of chance`() throws {
        let groups = [0.5, 0.6, 0.7, 0.9].map { (mean: Double) -> [UInt64: Double] in
            [1: mean - 0.1, 2: mean, 3: mean + 0.1]
        }
        #expect(try chance(groups) == nil)
    }
}
