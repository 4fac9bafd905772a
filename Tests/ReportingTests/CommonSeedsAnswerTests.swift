import Experiment
import Reporting
import Testing

/// What the answer says of groups that are level, and of those that the seeds in common put ahead.
@Suite struct CommonSeedsAnswerTests {
    /// (0.1 + 0.1 + 0.1) / 3 is not 0.1.
    @Test func `equal results are level, whatever the number of seeds`() {
        let answer = Samples.answer([
            (Samples.seeds(3, of: "a", rate: 1e-3), [0.1, 0.1, 0.1]), (Samples.seeds(1, of: "b", rate: 1e-4), [0.1]),
        ])
        #expect(answer.hasPrefix("a and b are level"), "\(answer)")
    }

    @Test func `all that are level are named, or counted where they are many`() {
        let alike = ["a", "b", "c", "d", "e", "f"].map { ([Samples.plannedRun($0)], [0.9] as [Double?]) }
        let three = Samples.answer(Array(alike.prefix(3)) + [([Samples.plannedRun("z")], [0.8])])
        #expect(
            three.hasPrefix(
                "a, b and c are level, the best of 4 configurations, each with a last validation accuracy of 90.00 %. They "
                    + "are the same"), "\(three)")
        let six = Samples.answer(alike)
        #expect(six.hasPrefix("a, b, c, d and 2 others are level"), "\(six)")
        // The same accuracy by another training.
        let runs = ["a", "b", "c"].map { Samples.plannedRun($0) }
        let records = zip(runs, [0.3, 0.4, 0.5]).map { Samples.record($0, Samples.outcome(accuracy: 0.9, loss: $1)) }
        let other = Samples.report(Samples.plan(runs: runs), records).answer(.plain)
        #expect(
            other.hasSuffix(
                "are level, each with a last validation accuracy of 90.00 %. Which one is better, this experiment cannot tell."
            ), "\(other)")
    }

    @Test func `equal means are not level where one is ahead on each seed that both have`() {
        let ahead = ([0.5625, 0.578125, 0.546875] as [Double?])
        let answer = Samples.answer([
            (Samples.runs("a", [1, 2, 3, 4]), [0.5, 0.515625, 0.484375, 0.75]), (Samples.runs("b", [1, 2, 3]), ahead),
            (Samples.runs("c", [1, 2, 3]), ahead.map { $0.map { $0 - 0.25 } }),
        ])
        #expect(
            answer == """
                a has the best mean, a last validation accuracy of 56.25 ± 12.56 % (mean ± standard deviation over 4 \
                seeds), but by its seeds: b (56.25 ± 1.56 %, 3 seeds) is 6.25 points above it on the 3 seeds that both \
                have. That is more than the spread over seeds: seed by seed the difference is +6.25 to +6.25 points \
                (95 % interval, 3 seeds).
                """)
    }

    @Test func `all that are ahead on the seeds they have in common with the best are named`() {
        // c is third by its mean: 0.70 on seed 1, and 0.78 on seed 2, against 0.6 and 0.72; d is behind c.
        let answer = Samples.answer([
            (Samples.runs("a", [1, 2, 3, 4]), [0.60, 0.72, 0.99, 0.99]),
            (Samples.runs("b", [1, 2, 3, 4]), [0.75, 0.75, 0.8, 0.8]),
            (Samples.runs("c", [1, 2]), [0.70, 0.78]), (Samples.runs("d", [1, 2]), [0.65, 0.75]),
        ])
        #expect(
            answer.hasPrefix(
                "a has the best mean, a last validation accuracy of 82.50 ± 19.67 % (mean ± standard deviation over 4 seeds), "
                    + "but by its seeds: c (74.00 ± 5.66 %, 2 seeds) is 8.00 points above it on the 2 seeds that both have. "
                    + "With 2 seeds in common this cannot tell whether the difference is more than chance;"),
            "\(answer)")
        #expect(answer.contains("By the seeds that both have, d (4.00 points, 2 seeds) is above a."), "\(answer)")
    }

    /// Less a's on seeds 1, 2 and 3 z's are 0.015, 0.01 and 0.02: 0.015 ± 4.30265 · 0.005 / √3. b's are 0, −0.01 and 0.
    @Test func `who is behind another on each seed that both have has not won, whatever the place of the other`() {
        let best = (Samples.runs("a", [1, 2, 3]), [0.80, 0.81, 0.82] as [Double?])
        let second = (Samples.runs("b", [1, 2, 3]), [0.80, 0.80, 0.82] as [Double?])
        let ahead = (Samples.runs("z", [1, 2, 3, 12, 13, 14]), [0.815, 0.82, 0.84, 0.7, 0.7, 0.7] as [Double?])
        let answer = Samples.answer([best, second, ahead])
        #expect(
            answer == """
                a has the best mean, a last validation accuracy of 81.00 ± 1.00 % (mean ± standard deviation over 3 \
                seeds), but by its seeds: z (76.25 ± 6.90 %, 6 seeds) is 1.50 points above it on the 3 seeds that both \
                have. That is more than the spread over seeds: seed by seed the difference is +0.26 to +2.74 points \
                (95 % interval, 3 seeds). By the spread over seeds a cannot be told apart from b.
                """)
        // Less a's 0.02, −0.01 and −0.01: 0 ± 4.30265 · 0.01.
        let level = Samples.answer([best, second, (ahead.0, [0.82, 0.80, 0.81, 0.7, 0.7, 0.7])])
        #expect(
            level.contains(
                ", but by its seeds: z (75.50 ± 6.06 %, 6 seeds) is level with it on the 3 seeds that both have. Seed by "
                    + "seed they differ by −4.30 to +4.30 points (95 % interval, 3 seeds). Which one is better,"),
            "\(level)")
    }

    @Test func `each of those that are level has its own spread`() {
        let answer = Samples.answer([
            (Samples.runs("a", [1, 2, 3]), [0.5, 0.75, 1.0]), (Samples.runs("b", [2]), [0.75]),
        ])
        #expect(
            answer == """
                a and b are level, with the same mean last validation accuracy: 75.00 ± 25.00 % (3 seeds) and 75.00 %. \
                With one seed of b this cannot tell which one is better; 'seeds: [1, 2, 3]' for it would.
                """)
    }

    @Test func `those that are level are told apart by their seeds where that can be`() {
        // +0.01, −0.01, 0: 0 ± 4.30265 · 0.01 / √3.
        let differ = Samples.answer([
            (Samples.runs("a", [1, 2, 3]), [0.75, 0.75, 0.75]), (Samples.runs("b", [1, 2, 3]), [0.76, 0.74, 0.75]),
        ])
        #expect(
            differ.hasSuffix(
                """
                Seed by seed they differ by −2.48 to +2.48 points (95 % interval, 3 seeds). Which one is better, this \
                experiment cannot tell.
                """), "\(differ)")
        let all = Samples.runs("a", [1, 2, 3]) + Samples.runs("b", [1, 2, 3])
        let records = all.map { run in
            Samples.record(run, Samples.outcome(accuracy: 0.8, loss: run.group == "a" ? 0.5 : 0.6))
        }
        let equal = Samples.report(Samples.plan(runs: all), records).answer(.plain)
        #expect(
            equal.hasSuffix(
                "(mean ± standard deviation over 3 seeds). Seed by seed they are equal. Which one is better, this experiment "
                    + "cannot tell."), "\(equal)")
    }

    @Test func `who is ahead by other seeds alone and level on the common ones has not won`() {
        let answer = Samples.answer([
            (Samples.runs("a", [1, 2, 3, 4]), [0.3, 0.3, 0.4, 0.5]), (Samples.runs("c", [4]), [0.5]),
        ])
        #expect(
            answer.hasPrefix(
                "c has the best mean, a last validation accuracy of 50.00 %, but by its seeds: a (37.50 ± 9.57 %, 4 seeds) "
                    + "is level with it on the 1 seed that both have."), "\(answer)")
    }

    @Test func `the distance is that on the seeds that both have`() {
        // On the first three 0.011, 0.010 and 0.009; the mean of all six is 0.055 further away.
        let answer = Samples.answer([
            (Samples.runs("a", [1, 2, 3, 4, 5, 6]), [0.811, 0.82, 0.829, 0.93, 0.93, 0.93]),
            (Samples.runs("b", [1, 2, 3]), [0.80, 0.81, 0.82]),
        ])
        #expect(
            answer.hasSuffix(
                """
                1.00 points above the runner-up b (81.00 ± 1.00 %, 3 seeds) on the 3 seeds that both have. That is more \
                than the spread over seeds: seed by seed the difference is +0.75 to +1.25 points (95 % interval, 3 seeds).
                """), "\(answer)")
    }

    @Test func `whose mean is the best by its own seeds alone has not won`() {
        let accuracies = Samples.answer([
            (Samples.runs("a", [1, 2, 3, 4, 5, 6]), [0.70, 0.71, 0.72, 0.90, 0.90, 0.90]),
            (Samples.runs("b", [1, 2, 3]), [0.711, 0.72, 0.729]),
        ])
        #expect(
            accuracies == """
                a has the best mean, a last validation accuracy of 80.50 ± 10.43 % (mean ± standard deviation over 6 \
                seeds), but by its seeds: b (72.00 ± 0.90 %, 3 seeds) is 1.00 points above it on the 3 seeds that both \
                have. That is more than the spread over seeds: seed by seed the difference is +0.75 to +1.25 points \
                (95 % interval, 3 seeds).
                """)
        let losses = Samples.answer(
            [
                (Samples.runs("a", [1, 2, 3, 4, 5, 6]), [0.70, 0.69, 0.68, 0.90, 0.90, 0.90]),
                (Samples.runs("b", [1, 2, 3]), [0.711, 0.70, 0.689]),
            ], Objective(metric: .validationLoss))
        #expect(losses.contains("b (0.3000 ± 0.0110, 3 seeds) is 0.0100 below it on the 3 seeds"), "\(losses)")
        #expect(losses.contains("the difference is −0.0125 to −0.0075 (95 % interval, 3 seeds)."), "\(losses)")
    }

    /// d is a on its seeds, and worse by others alone. z less a is 0.015, 0.01 and 0.02, b less a −0.01, −0.01 and −0.005.
    @Test func `who is level on the seeds that both have is named, as the same training where it is`() {
        let (best, second) = (Samples.runs("a", [1, 2, 3]), Samples.runs("b", [1, 2, 3]))
        let (level, ahead) = (Samples.runs("d", [1, 2, 3, 12, 13]), Samples.runs("z", [1, 2, 3, 12, 13, 14]))
        let values: [String: [Double]] = [
            "a": [0.80, 0.81, 0.82], "b": [0.79, 0.80, 0.815], "d": [0.80, 0.81, 0.82, 0.7, 0.7],
            "z": [0.815, 0.82, 0.84, 0.7, 0.7, 0.7],
        ]
        /// - Parameter trainLoss: of d; that of the others is 0.25.
        func answer(_ groups: [[PlannedRun]], trainLoss: Double) -> String {
            let records = groups.flatMap { runs in
                zip(runs, values[runs[0].group] ?? []).map { run, accuracy in
                    Samples.record(
                        run, Samples.outcome(accuracy: accuracy, trainLoss: run.group == "d" ? trainLoss : 0.25))
                }
            }
            return Samples.report(Samples.plan(runs: groups.flatMap { $0 }), records).answer(.plain)
        }
        let headline = "but by its seeds: d (76.60 ± 6.07 %, 5 seeds) is level with it on the 3 seeds that both have. "
        let same = answer([best, second, level], trainLoss: 0.25)
        #expect(
            same.hasSuffix(
                headline
                    + "On the seeds that both have they are the same training to the last bit: what differs in their "
                    + "settings has no influence here."), "\(same)")
        let equal = answer([best, second, level], trainLoss: 0.26)
        #expect(
            equal.hasSuffix(
                headline + "Seed by seed they are equal. Which one is better, this experiment cannot tell."), "\(equal)"
        )
        let behind = "(95 % interval, 3 seeds)."
        let sameBehind = answer([best, second, level, ahead], trainLoss: 0.25)
        #expect(
            sameBehind.contains("but by its seeds: z (")
                && sameBehind.hasSuffix(
                    "\(behind) On the seeds that both have, d is the same training as a to the last bit."),
            "\(sameBehind)")
        let equalBehind = answer([best, second, level, ahead], trainLoss: 0.26)
        #expect(
            equalBehind.hasSuffix("\(behind) By the spread over seeds a cannot be told apart from d."), "\(equalBehind)"
        )
    }
}
