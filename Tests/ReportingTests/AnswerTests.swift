import Experiment
import Reporting
import Testing

@Suite struct AnswerTests {
    /// Of 600 samples as many are right, in both cases, and the means differ in their last bit; so do the sum of the
    /// differences and nothing.
    @Test func `rounding is no advantage`() throws {
        let (first, second) = ([505, 525, 474].map { $0 / 600.0 }, [513, 463, 528].map { $0 / 600.0 })
        let means = [first, second].compactMap { Statistic($0)?.mean }
        try #require(means.count == 2 && means[0] > means[1])
        let level = Samples.answer([(Samples.runs("a", [1, 2, 3]), first), (Samples.runs("b", [1, 2, 3]), second)])
        #expect(level.hasPrefix("a and b are level, with the same mean last validation accuracy: 83.56 ±"), "\(level)")
        #expect(level.contains("Seed by seed they differ by −"), "\(level)")
        // Less the best's: −0.1, 0.2 and −0.1, on average 4e-17.
        let common = Samples.answer([
            (Samples.runs("a", [1, 2, 3, 4]), [0.7, 0.7, 1, 1]), (Samples.runs("b", [1, 2, 3]), [0.6, 0.9, 0.9]),
        ])
        #expect(
            common.contains("b (80.00 ± 17.32 %, 3 seeds) is level with it on the 3 seeds that both have."), "\(common)"
        )
    }

    @Test func `a difference beyond the spread over seeds is said to be one`() {
        // Seed by seed 0.11, 0.10, 0.09: mean 0.10, deviation 0.01, t(2) = 4.30265: 0.10 ± 0.02484.
        let answer = Samples.answer([
            (Samples.seeds(3, of: "b", rate: 1e-4), [0.78, 0.80, 0.82]),
            (Samples.seeds(3, of: "a", rate: 1e-3), [0.89, 0.90, 0.91]),
        ])
        #expect(
            answer == """
                a won with a last validation accuracy of 90.00 ± 1.00 % (mean ± standard deviation over 3 seeds), 10.00 \
                points above the runner-up b (80.00 ± 2.00 %, 3 seeds). That is more than the spread over seeds: seed by \
                seed the difference is +7.52 to +12.48 points (95 % interval, 3 seeds).
                """)
    }

    @Test func `a difference within the spread over seeds decides nothing`() {
        // Seed by seed 0.03, −0.01, 0.01: 0.01 ± 4.30265 · 0.02 / √3.
        let answer = Samples.answer([
            (Samples.seeds(3, of: "a", rate: 1e-3), [0.82, 0.80, 0.84]),
            (Samples.seeds(3, of: "b", rate: 1e-4), [0.79, 0.81, 0.83]),
        ])
        #expect(
            answer.hasSuffix(
                """
                That is not more than the spread over seeds: seed by seed the difference is −3.97 to +5.97 points \
                (95 % interval, 3 seeds). Which one is better, this experiment cannot tell.
                """))
    }

    /// The third one's differences are 0.2, 0.05 and 0.02: 0.09 ± 0.2395.
    @Test func `a rival that cannot be told from the winner is named whatever its place`() {
        let best = (Samples.runs("a", [1, 2, 3]), [0.8, 0.81, 0.82] as [Double?])
        let second = (Samples.runs("b", [1, 2, 3]), [0.73, 0.74, 0.75] as [Double?])
        let third = (Samples.runs("c", [1, 2, 3]), [0.6, 0.76, 0.8] as [Double?])
        let answer = Samples.answer([best, second, third])
        #expect(
            answer.contains(
                "That is more than the spread over seeds: seed by seed the difference is +7.00 to +7.00 points (95 % "
                    + "interval, 3 seeds). By the spread over seeds a cannot be told apart from c."), "\(answer)")
        let others = Samples.answer([best, second, (third.0, [0.6, 0.61, 0.62])])
        #expect(!others.contains("told apart"), "\(others)")
        #expect(!Samples.answer([best, third]).contains("told apart"))
    }

    @Test func `what the seed does to both cancels out`() {
        // Both swing by ten points with the seed, and a is always one point better.
        let answer = Samples.answer([
            (Samples.seeds(3, of: "a", rate: 1e-3), [0.71, 0.81, 0.912]),
            (Samples.seeds(3, of: "b", rate: 1e-4), [0.70, 0.80, 0.90]),
        ])
        #expect(answer.contains("That is more than the spread over seeds"), "\(answer)")
    }

    @Test func `one seed cannot tell`() {
        let answer = Samples.answer([
            ([Samples.plannedRun("a")], [0.9]), ([Samples.plannedRun("b")], [0.8]),
        ])
        #expect(
            answer == """
                a won with a last validation accuracy of 90.00 %, 10.00 points above the runner-up b (80.00 %). With one \
                seed of a and b this cannot tell whether the difference is more than chance; 'seeds: 3' for both would.
                """)
    }

    @Test func `two seeds in common cannot tell`() {
        let answer = Samples.answer([
            (Samples.seeds(2, of: "a", rate: 1e-3), [0.90, 0.91]),
            (Samples.seeds(2, of: "b", rate: 1e-4), [0.80, 0.81]),
        ])
        #expect(
            answer.hasSuffix(
                """
                With 2 seeds in common this cannot tell whether the difference is more than chance; 'seeds: [1, 2, 3]' \
                for both would.
                """))
    }

    @Test func `a loss that is lower is an advantage`() {
        let runs = Samples.seeds(3, of: "a", rate: 1e-3) + Samples.seeds(3, of: "b", rate: 1e-4)
        let records = zip(runs, [0.30, 0.31, 0.32, 0.40, 0.42, 0.41]).map { run, loss in
            Samples.record(run, Samples.outcome(loss: loss))
        }
        let plan = Samples.plan(runs.map(PlanItem.run), objective: Objective(metric: .validationLoss))
        let answer = Samples.report(plan, records).answer(.plain)
        // Less the runner-up: −0.10, −0.11, −0.09.
        #expect(
            answer.contains(
                "0.1000 below the runner-up b (0.4100 ± 0.0100, 3 seeds). That is more than the spread over seeds: "
                    + "seed by seed the difference is −0.1248 to −0.0752 (95 % interval, 3 seeds)."), "\(answer)")
    }

    private func losses(_ first: [Double], _ second: [Double]) -> Report {
        let runs =
            Samples.seeds(first.count, of: "a", rate: 1e-3) + Samples.seeds(second.count, of: "b", rate: 1e-4)
        let records = zip(runs, first + second).map { Samples.record($0, Samples.outcome(loss: $1)) }
        let plan = Samples.plan(runs.map(PlanItem.run), objective: Objective(metric: .validationLoss))
        return Samples.report(plan, records)
    }

    @Test func `losses that are small have digits that tell them apart`() {
        let answer = losses([1e-5, 1.1e-5, 1.2e-5], [3e-5, 3.1e-5, 3.3e-5]).answer(.plain)
        // 2.000e-05, 2.000e-05 and 2.100e-05: 2.033e-05 ± 4.3027 · 0.0577e-05 / √3.
        #expect(
            answer.hasPrefix(
                "a won with a last validation loss of 1.100e-05 ± 1.000e-06 (mean ± standard deviation over 3 seeds), "
                    + "2.033e-05 below the runner-up b (3.133e-05 ± 1.528e-06, 3 seeds)."), "\(answer)")
        #expect(answer.contains("the difference is −2.177e-05 to −1.890e-05 (95 % interval"), "\(answer)")
        let middle = losses([0.00312], [0.000456789]).answer(.plain)
        #expect(
            middle.hasPrefix("b won with a last validation loss of 0.0004568, 0.0027 below the runner-up a (0.003120)"),
            "\(middle)")
        // Beside ordinary losses four decimals do, also of nothing.
        let ordinary = losses([0.3124, 0.3124], [0.3166, 0.3170]).answer(.plain)
        #expect(ordinary.contains("0.3124 ± 0.0000 (mean"), "\(ordinary)")
        #expect(ordinary.contains("0.0044 below the runner-up b (0.3168 ± 0.0003, 2 seeds)"), "\(ordinary)")
        // Nor has a small difference between them more digits than a larger one.
        let near = losses([0.30728], [0.3074999]).answer(.plain)
        #expect(near.contains(" 0.00022 below the runner-up b (0.3075)"), "\(near)")
        #expect(losses([2e-5], [1.557e7]).answer(.plain).contains("1.557e+07 below the runner-up b (1.557e+07)"))
    }

    /// 0.0024, 0.00305 and 0.00175: 0.0024 ± 4.30265 · 0.00065 / √3, 0.0007853 to 0.0040147. The answer tells that of
    /// the winner less the other, the table the other's less the winner.
    @Test func `a difference and its bounds are written alike`() {
        let report = losses([0.3, 0.3, 0.3], [0.3024, 0.30305, 0.30175])
        let answer = report.answer(.plain)
        #expect(answer.contains("the difference is −0.0040 to −0.0008 (95 % interval, 3 seeds)."), "\(answer)")
        let text = MarkdownSummary.render(report, figures: [])
        #expect(text.contains("| +0.0024 [+0.0008, +0.0040] |"), "\(text)")
    }

    @Test func `a deviation is written as its mean is`() {
        func spread(_ values: [Double]) -> String { losses(values, [1e9]).answer(.plain) }
        // One that is smaller than the smallest mean with a power of ten.
        #expect(spread([4e5, 5e5]).contains("4.500e+05 ± 7.071e+04 (mean"), "\(spread([4e5, 5e5]))")
        // One that is larger than the largest mean without.
        #expect(spread([1e4, 1.7e5]).contains("90000.0000 ± 113137.0850 (mean"), "\(spread([1e4, 1.7e5]))")
        #expect(spread([0.003, 0.0032]).contains("0.003100 ± 0.000141 (mean"), "\(spread([0.003, 0.0032]))")
    }

    @Test func `tables of small losses are in line`() {
        let text = MarkdownSummary.render(losses([1e-5, 2e-5], [0.3, 2e7]), figures: [])
        #expect(text.contains("| 1.500e-05 ± 7.071e-06 |"), "\(text)")
        let tables = text.split(separator: "\n", omittingEmptySubsequences: false).split { !$0.hasPrefix("|") }
        #expect(tables.count == 2)
        for table in tables { #expect(Set(table.map(\.count)).count == 1) }
    }

    @Test func `the winner of many says of how many`() {
        let answer = Samples.answer([
            ([Samples.plannedRun("a")], [0.9]), ([Samples.plannedRun("b")], [0.8]), ([Samples.plannedRun("c")], [0.7]),
        ])
        #expect(
            answer.hasPrefix("a won with a last validation accuracy of 90.00 %, the best of 3 configurations, 10.00"))
    }

    @Test func `the objective decides who won`() {
        let runs = [Samples.plannedRun("a"), Samples.plannedRun("b")]
        let records = [
            Samples.record(runs[0], Samples.outcome(accuracy: 0.9, loss: 0.5, best: Score(loss: 0.2, accuracy: 0.7))),
            Samples.record(runs[1], Samples.outcome(accuracy: 0.8, loss: 0.4, best: Score(loss: 0.3, accuracy: 0.85))),
        ]
        func answer(_ objective: Objective) -> String {
            Samples.report(Samples.plan(runs.map(PlanItem.run), objective: objective), records).answer(.plain)
        }
        #expect(answer(Objective()).hasPrefix("a won with a last validation accuracy of 90.00 %, 10.00 points above"))
        #expect(
            answer(Objective(metric: .validationAccuracy, moment: .best)).hasPrefix(
                "b won with a best validation accuracy of 85.00 %, 15.00 points above"))
        #expect(
            answer(Objective(metric: .validationLoss)).hasPrefix(
                "b won with a last validation loss of 0.4000, 0.1000 below the runner-up a (0.5000)."))
        #expect(
            answer(Objective(metric: .validationLoss, moment: .best)).hasPrefix(
                "a won with a best validation loss of 0.2000, 0.1000 below"))
    }

    @Test func `equal results are level`() {
        #expect(
            Samples.answer([([Samples.plannedRun("a")], [0.9]), ([Samples.plannedRun("b")], [0.9])]).hasPrefix(
                "a and b are level, each with a last validation accuracy of 90.00 %."))
    }

    @Test func `how many have finished is told in words that fit`() {
        func answer(_ accuracies: [Double?]) -> String {
            Samples.answer([(Samples.seeds(accuracies.count, of: "a", rate: 1e-3), accuracies)])
        }
        #expect(answer([nil]) == "So far 0 of 1 run has finished. No run has a result yet.")
        #expect(answer([nil, nil]).hasPrefix("So far 0 of 2 runs have finished."))
        #expect(answer([0.9, nil]).hasPrefix("So far 1 of 2 runs has finished."))
    }

    @Test func `a run that failed is none of those that have finished`() {
        let runs = ["a", "b", "c"].map { Samples.plannedRun($0) }
        let records = [Samples.record(runs[0], Samples.outcome()), Samples.record(runs[1], failure: "no space")]
        let answer = Samples.report(Samples.plan(runs: runs), records).answer(.plain)
        #expect(answer.hasPrefix("So far 1 of 3 runs has finished. a reached"), "\(answer)")
    }

    @Test func `one result by itself wins over nothing`() {
        #expect(
            Samples.answer([([Samples.plannedRun("a")], [0.9])]) == "a reached a last validation accuracy of 90.00 %.")
    }

    @Test func `one training under two names is called one`() {
        let (first, second) = (Samples.runs("a", [1, 2, 3]), Samples.runs("b", [1, 2, 3]))
        let same = Samples.answer([(first, [0.80, 0.81, 0.82]), (second, [0.80, 0.81, 0.82])])
        let sentence =
            "They are the same training to the last bit: what differs in their settings has no influence here."
        #expect(same.hasSuffix(sentence), "\(same)")
        // Also where a number is none, which is not equal to itself.
        let odd = (first + second).map { Samples.record($0, Samples.outcome(accuracy: 0.8, trainLoss: .nan)) }
        #expect(Samples.report(Samples.plan(runs: first + second), odd).answer(.plain).hasSuffix(sentence))
        // As accurate, but not the same.
        let records = (first + second).map { run in
            Samples.record(run, Samples.outcome(accuracy: 0.8, trainLoss: run.name == "b,seed=3" ? 0.26 : 0.25))
        }
        let alike = Samples.report(Samples.plan(runs: first + second), records).answer(.plain)
        #expect(alike.contains("are level") && alike.contains("cannot tell"), "\(alike)")
    }

    /// One kind of runs that were validated 4 times and one of 27 times, with a better best validation; their last one is
    /// the same.
    ///
    /// - Parameter change: of the settings of those that were validated often.
    private func validated(
        _ objective: Objective, often: Int = 27, trainLoss: Double = 0.25,
        _ change: (inout RunConfiguration) -> Void = { _ in }
    ) -> String {
        var all = Samples.runs("rarely", [1, 2, 3]) + Samples.runs("often", [1, 2, 3])
        for index in all.indices where all[index].group == "often" { change(&all[index].configuration) }
        let records = all.map { run in
            let isOften = run.group == "often"
            let best = Score(loss: isOften ? 0.25 : 0.26, accuracy: isOften ? 0.83 : 0.81)
            var record = Samples.record(
                run, Samples.outcome(accuracy: 0.8, best: best, trainLoss: isOften ? trainLoss : 0.25))
            record.validations = isOften ? often : 4
            return record
        }
        return Samples.report(Samples.plan(all.map(PlanItem.run), objective: objective), records).answer(.plain)
    }

    @Test func `the same training that is validated more often is called the same`() {
        let same = "They are the same training to the last bit: they differ only in how often they were validated."
        let best = validated(Objective(moment: .best))
        #expect(best.contains("above the runner-up rarely (81.00 ± 0.00 %, 3 seeds). \(same) often was"), "\(best)")
        let last = validated(Objective())
        #expect(last.hasPrefix("rarely and often are level") && last.hasSuffix(same), "\(last)")
        let asked = validated(Objective()) { $0.validateEvery = 0.25 }
        #expect(asked.hasSuffix(same), "\(asked)")
        let more = validated(Objective()) { ($0.validateEvery, $0.gradientClip) = (0.25, 1000) }
        #expect(
            more.hasSuffix(
                "to the last bit: they were not validated equally often, and what else differs in their settings has no "
                    + "influence here."), "\(more)")
        // Another best one of as many validations is of another training, whatever else is the same.
        #expect(!validated(Objective(moment: .best), often: 4).contains("same training"))
        #expect(!validated(Objective(moment: .best), trainLoss: 0.26).contains("same training"))
    }

    @Test func `that the best validation is one of more validations is told`() {
        let told = " often was validated more often (27 times) than rarely (4 times): the best of more validations is"
        let accuracy = validated(Objective(moment: .best), trainLoss: 0.26)
        #expect(
            accuracy.contains("That is more than the spread") && accuracy.hasSuffix("\(told) higher by itself."),
            "\(accuracy)")
        #expect(
            validated(Objective(metric: .validationLoss, moment: .best)).hasSuffix("\(told) lower by itself."))
        // Who is ahead by fewer validations is not flattered.
        #expect(!validated(Objective(moment: .best), often: 3).contains("more often"))
        #expect(!validated(Objective(moment: .best), often: 4).contains("more often"))
        #expect(!validated(Objective(), trainLoss: 0.26).contains("more often"))
    }

    @Test func `runs over other samples are no fair comparison`() {
        let all = Samples.runs("a", [1, 2, 3]) + Samples.runs("b", [1, 2, 3])
        func answer(_ change: (inout DatasetSummary) -> Void) -> String {
            let records = all.map { run in
                var record = Samples.record(run, Samples.outcome(accuracy: run.group == "a" ? 0.9 : 0.8))
                if run.group == "b" { change(&record.dataset) }
                return record
            }
            return Samples.report(Samples.plan(runs: all), records).answer(.plain)
        }
        #expect(
            answer { $0.validationCount = 6000 }.hasSuffix(
                "Not all of these runs are validated on the same samples: a difference may be one of the data."))
        // Only the test's files may be others.
        #expect(
            answer { $0.checksum = "other" }.hasSuffix(
                "The data sets of these runs do not all have the same checksum: a difference may be one of the data."))
        #expect(!answer { _ in }.contains("one of the data"))
    }

    @Test func `an experiment that is under way says so`() {
        let groups = [
            (Samples.seeds(2, of: "a", rate: 1e-3), [0.9, 0.9] as [Double?]),
            (Samples.seeds(2, of: "b", rate: 1e-4), [0.8, nil]),
        ]
        #expect(
            Samples.answer(groups.map { (runs: $0.0, accuracies: $0.1) }).hasPrefix(
                "So far 3 of 4 runs have finished. a leads with"))
    }

    @Test func `where all are at chance nobody won`() {
        let runs = [Samples.plannedRun("a"), Samples.plannedRun("b")]
        let records = runs.map { Samples.record($0, Samples.outcome(accuracy: 0.1, loss: 2.303)) }
        #expect(
            Samples.report(Samples.plan(runs: runs), records).answer(.plain).hasPrefix(
                "No run learned anything: all results are at chance"))
        let lost = Samples.record(
            Samples.plannedRun("c"), Samples.outcome(.diverged(step: 3, learningRate: 1e-3)))
        let plan = Samples.plan(runs: runs + [Samples.plannedRun("c")])
        #expect(Samples.report(plan, records + [lost]).answer(.plain).hasSuffix(". Of the other runs 1 diverged."))
    }
}
