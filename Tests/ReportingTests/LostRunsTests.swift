import Experiment
import Reporting
import Testing

/// What the answer says of runs that diverged, failed, or learned nothing.
@Suite struct LostRunsTests {
    @Test func `lost runs of all that are level are told`() {
        let all = Samples.runs("a", [1, 2, 3]) + Samples.runs("b", [1, 2, 3])
        let records = all.map { run in
            ["a,seed=2", "b,seed=2"].contains(run.name)
                ? Samples.record(run, Samples.outcome(.diverged(step: 3, learningRate: 1)))
                : Samples.record(run, Samples.outcome(accuracy: 0.8))
        }
        let answer = Samples.report(Samples.plan(runs: all), records).answer(.plain)
        #expect(answer.hasPrefix("a and b are level"), "\(answer)")
        #expect(answer.hasSuffix(" 1 run of a and 1 run of b gave no result and stand in no mean."), "\(answer)")
    }

    /// The answer where runs have these last validation accuracies; nil is one that diverged.
    private func answer(_ groups: [(name: String, accuracies: [Double?])]) -> String {
        let runs = groups.map { Samples.runs($0.name, (1...$0.accuracies.count).map(UInt64.init)) }
        let records = zip(runs, groups).flatMap { runs, group in
            zip(runs, group.accuracies).map { run, accuracy in
                Samples.record(
                    run,
                    accuracy.map { Samples.outcome(accuracy: $0, loss: $0 > 0.11 ? 0.28 : 2.31) }
                        ?? Samples.outcome(.diverged(step: 3, learningRate: 1), accuracy: 0.1))
            }
        }
        return Samples.report(Samples.plan(runs: runs.flatMap { $0 }), records).answer(.plain)
    }

    @Test func `the runs that are left of a group that loses some do not win`() {
        let one = answer([("a", [0.8, 0.81, 0.8]), ("b", [0.9, nil, nil])])
        #expect(
            one == """
                a reached a last validation accuracy of 80.33 ± 0.58 % (mean ± standard deviation over 3 seeds); all \
                others that have one lost runs by diverging. 2 of the 3 runs of b diverged: the mean of the others, 90.00 %, is above \
                the winner's, but does not count.
                """)
        let two = answer([("a", [0.8, 0.81, 0.8]), ("b", [0.9, nil, nil]), ("c", [0.7, 0.71, 0.7])])
        #expect(two.hasPrefix("a won with") && two.contains("above the runner-up c ("), "\(two)")
        #expect(two.contains("2 of the 3 runs of b diverged"), "\(two)")
        // One that would not have won anyway needs no words of its own.
        let worse = answer([("a", [0.8, 0.81, 0.8]), ("b", [0.6, nil, nil]), ("c", [0.7, 0.71, 0.7])])
        #expect(worse.hasPrefix("a won with") && !worse.contains("runs of b"), "\(worse)")
    }

    @Test func `a group that loses runs wins where no other one learned anything`() {
        let all = answer([("a", [0.8, nil, 0.8]), ("b", [0.9, nil, 0.9])])
        #expect(all.hasPrefix("b won with"), "\(all)")
        let chance = answer([("a", [0.1, 0.1, 0.1]), ("b", [0.9, nil, 0.9])])
        #expect(chance.hasPrefix("b won with"), "\(chance)")
    }

    @Test func `where the best validation decides, who breaks after it has learned something`() {
        let runs = ["a", "b"].map { Samples.plannedRun($0) }
        let records = zip(runs, [0.3992, 0.3792]).map { run, best in
            Samples.record(run, Samples.outcome(accuracy: 0.1, loss: 1e9, best: Score(loss: 2, accuracy: best)))
        }
        func report(_ objective: Objective) -> Report {
            Samples.report(Samples.plan(runs.map(PlanItem.run), objective: objective), records)
        }
        let best = report(Objective(moment: .best))
        #expect(best.rows.allSatisfy { $0.verdict == .atChance })
        let answer = best.answer(.plain)
        #expect(
            answer.hasPrefix(
                "a won with a best validation accuracy of 39.92 %, 2.00 points above the runner-up b (37.92 %)."),
            "\(answer)")
        #expect(answer.hasSuffix(" a ended at chance."), "\(answer)")
        #expect(report(Objective()).answer(.plain).hasPrefix("No run learned anything"))
    }

    @Test func `who learned nothing is told by name where it has one run`() {
        let runs = ["a", "b"].map { Samples.plannedRun($0) }
        let records = zip(runs, [0.1, 0.05]).map { Samples.record($0, Samples.outcome(accuracy: $1, loss: 2.31)) }
        let answer = Samples.report(Samples.plan(runs: runs), records).answer(.plain)
        #expect(answer.hasPrefix("a won") && answer.hasSuffix(" a learned nothing."), "\(answer)")
    }

    @Test func `of many that are level a few are named, and the others counted`() {
        func six(_ accuracies: [Double?]) -> [(name: String, accuracies: [Double?])] {
            ["a", "b", "c", "d", "e", "f"].map { ($0, accuracies) }
        }
        let part = answer(six([0.8, 0.1, 0.8]))
        #expect(
            part.hasSuffix(
                " 1 of the 3 runs of a, 1 of the 3 runs of b, 1 of the 3 runs of c, 1 of the 3 runs of d and runs of 2 "
                    + "others learned nothing."), "\(part)")
        let lost = answer(six([0.8, nil, 0.8]))
        #expect(
            lost.hasSuffix(
                " 1 run of a, 1 run of b, 1 run of c, 1 run of d and runs of 2 others gave no result and stand in no mean."
            ),
            "\(lost)")
        // One that is below chance is not at chance.
        let all = answer(six([0.1, 0.1]) + [("z", [0.05, 0.05])])
        #expect(
            all.hasPrefix("a, b, c, d and 2 others are level")
                && all.hasSuffix(" None of those that are level learned anything."), "\(all)")
        let one = answer([("a", [0.1, 0.1]), ("z", [0.05, 0.05])])
        #expect(one.hasSuffix(" would. a learned nothing."), "\(one)")
    }

    /// Less c's: 0.8, 0.2 and 0.4, on average 0.467 ± 0.759.
    @Test func `who learned nothing is no rival, however wide the winner spreads`() {
        let (first, second) = ([0.9, 0.3, 0.5], [0.89, 0.29, 0.49])
        let three = answer([("a", first), ("b", second), ("c", [0.1, 0.1, 0.1])])
        #expect(three.hasPrefix("a won with") && !three.contains("told apart"), "\(three)")
        let two = answer([("a", first), ("c", [0.1, 0.1, 0.1])])
        #expect(two.hasSuffix("(95 % interval, 3 seeds). But c is no better than a guess."), "\(two)")
        // Nor by a seed on which the winner learned nothing either.
        let level = answer([("a", [0.1, 0.9, 0.9]), ("b", [0.5, 0.5, 0.5]), ("c", [0.1])])
        #expect(level.hasPrefix("a won with") && level.contains("above the runner-up b ("), "\(level)")
        let learned = answer([("a", first), ("b", second), ("c", [0.2, 0.2, 0.2])])
        #expect(learned.contains(" a cannot be told apart from c."), "\(learned)")
    }

    /// The answer where the last validation loss decides. Of ten classes a uniform guess has 2.3026.
    private func answer(losses: [(name: String, losses: [Double])]) -> String {
        let groups = losses.map { (runs: Samples.runs($0.name, [1, 2, 3]), losses: $0.losses) }
        let records = groups.flatMap { group in
            zip(group.runs, group.losses).map { Samples.record($0, Samples.outcome(accuracy: 0.5, loss: $1)) }
        }
        let plan = Samples.plan(
            groups.flatMap(\.runs).map(PlanItem.run), objective: Objective(metric: .validationLoss))
        return Samples.report(plan, records).answer(.plain)
    }

    /// Of those that exploded the spread is as large as what they are off: 15332 ± 16163.
    @Test func `whose loss exploded is no rival, however wide it spreads`() {
        let (first, second, exploded) = ([1.4, 1.5, 1.6], [1.45, 1.55, 1.66], [9000.0, 15000.0, 22000.0])
        let three = answer(losses: [("a", first), ("b", second), ("c", exploded)])
        #expect(three.hasPrefix("a won with") && !three.contains("told apart"), "\(three)")
        let two = answer(losses: [("a", first), ("c", exploded)])
        #expect(two.hasSuffix("(95 % interval, 3 seeds). But c is no better than a guess."), "\(two)")
        // One run of three that exploded leaves the others.
        let one = answer(losses: [("a", first), ("b", second), ("c", [1.42, 1.5, 22000])])
        #expect(one.contains(" a cannot be told apart from c."), "\(one)")
        // Where nobody is better than a guess, all are rivals.
        let all = answer(losses: [("a", [3, 3.1, 3.2]), ("b", [3, 3.3, 3.1])])
        #expect(all.hasSuffix(" Which one is better, this experiment cannot tell."), "\(all)")
    }

    @Test func `nobody stands behind one whose value is not known`() {
        let runs = Samples.runs("a", [1]) + Samples.runs("b", [1, 2])
        var records = [
            Samples.record(runs[0], Samples.outcome()), Samples.record(runs[1], Samples.outcome(accuracy: 0.8)),
            Samples.record(runs[2], Samples.outcome(.diverged(step: 3, learningRate: 1))),
        ]
        records[0].results?.validationBest = nil
        let plan = Samples.plan(runs.map(PlanItem.run), objective: Objective(moment: .best))
        let answer = Samples.report(plan, records).answer(.plain)
        #expect(answer.hasPrefix("b reached a best validation accuracy of 80.00 %"), "\(answer)")
    }

    @Test func `runs that learned nothing, or diverged, are not passed over in silence`() {
        let all = Samples.runs("a", [1, 2, 3]) + Samples.runs("b", [1, 2, 3]) + Samples.runs("c", [1, 2])
        let records = all.map { run in
            switch (run.group, run.configuration.seed) {
            case ("a", 3): Samples.record(run, Samples.outcome(accuracy: 0.1, loss: 2.3026))
            case ("c", _): Samples.record(run, Samples.outcome(.diverged(step: 3, learningRate: 1)))
            default: Samples.record(run, Samples.outcome(accuracy: run.group == "a" ? 0.95 : 0.5))
            }
        }
        let report = Samples.report(Samples.plan(runs: all), records)
        let answer = report.answer(.plain)
        #expect(answer.contains("the best of 3 configurations"), "\(answer)")
        #expect(answer.hasSuffix("1 of the 3 runs of a learned nothing. Of the other runs 2 diverged."), "\(answer)")
        #expect(MarkdownSummary.render(report, figures: []).contains("| 3 done, **1 at chance** |"))
    }

    @Test func `runs without a result are not passed over in silence`() {
        let runs = Samples.seeds(3, of: "a", rate: 1e-3)
        let records = [
            Samples.record(runs[0], Samples.outcome(accuracy: 0.9)),
            Samples.record(runs[1], Samples.outcome(accuracy: 0.92)),
            Samples.record(runs[2], Samples.outcome(.diverged(step: 3, learningRate: 1e-3), accuracy: 0.1)),
        ]
        #expect(
            Samples.report(Samples.plan(runs: runs), records).answer(.plain).hasSuffix(
                "1 run of a gave no result and stands in no mean."))
        let failed = [
            Samples.record(runs[0], Samples.outcome(.diverged(step: 3, learningRate: 1e-3))),
            Samples.record(runs[1], failure: "x"), Samples.record(runs[2], failure: "x"),
        ]
        #expect(
            Samples.report(Samples.plan(runs: runs), failed).answer(.plain)
                == "No run has a result: 1 diverged and 2 failed.")
    }
}
