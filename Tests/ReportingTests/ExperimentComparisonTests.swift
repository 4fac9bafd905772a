import Experiment
import Foundation
import Reporting
import TestSupport
import Testing

@Suite struct ExperimentComparisonTests {
    private func report(
        _ accuracies: [Double], of group: String, objective: Objective = Objective(),
        _ change: (inout RunConfiguration) -> Void
    ) -> Report {
        let runs = Samples.seeds(accuracies.count, of: group, rate: 1e-3, change)
        let records = zip(runs, accuracies).map { Samples.record($0, Samples.outcome(accuracy: $1)) }
        return Samples.report(Samples.plan(runs.map(PlanItem.run), objective: objective), records)
    }

    @Test func `experiments stand in one table with the settings in which they differ`() {
        let comparison = ExperimentComparison([
            ("first", report([0.80, 0.82], of: "a") { $0.batchSize = 64 }),
            ("second", report([0.90, 0.92], of: "a") { $0.batchSize = 128 }),
        ])
        #expect(
            comparison.markdown == """
                | experiment | runs           | learning rate | batch_size |   n | last validation accuracy | difference to the best |  test accuracy | status |
                | ---------- | -------------- | ------------: | ---------- | --: | -----------------------: | ---------------------: | -------------: | ------ |
                | first      | `a`            |         0.001 | 64         |   2 |           81.00 ± 1.41 % |       −10.00 (2 seeds) | 80.50 ± 1.41 % | 2 done |
                | second     | **`a`** (best) |         0.001 | 128        |   2 |           91.00 ± 1.41 % |                      – | 90.50 ± 1.41 % | 2 done |

                **`second: a`** won with a last validation accuracy of 91.00 ± 1.41 % (mean ± standard deviation over 2 \
                seeds), 10.00 points above the runner-up `first: a` (81.00 ± 1.41 %, 2 seeds). With 2 seeds in common this \
                cannot tell whether the difference is more than chance; 'seeds: [1, 2, 3]' for both would.

                Means ± standard deviation over the n runs that are done; decided by last validation accuracy.

                *Difference to the best*: the mean over the seeds that both have, seed by seed, in points.

                Fewer than 3 common seeds cannot tell whether a difference is more than chance.

                """)
    }

    @Test func `the names of classes are no setting in which experiments differ`() {
        func named(_ names: [String]) -> Report {
            report([0.8], of: "a") {
                $0.dataset = DatasetSpec(source: .idx(path: "/pets", classes: 2), classNames: names)
            }
        }
        let comparison = ExperimentComparison([("first", named([])), ("second", named(["cat", "dog"]))])
        #expect(comparison.differing == [])
    }

    @Test func `a cycle that follows from the epochs is no setting in which experiments differ`() {
        func cycles(_ epochs: Int, _ span: TrainingSpan? = nil) -> Report {
            report([0.8], of: "a") {
                $0.epochs = epochs
                let stepSize = span ?? ScheduleSpec.Cyclical.wholeCycles(in: epochs)
                $0.schedule = ScheduleSpec(kind: .cyclical(.init(stepSize: stepSize)))
            }
        }
        #expect(ExperimentComparison([("first", cycles(1)), ("second", cycles(4))]).differing == ["epochs"])
        #expect(
            Set(ExperimentComparison([("first", cycles(4)), ("second", cycles(2, .epochs(0.5)))]).differing)
                == ["schedule.cyclical.step_size", "epochs"])
    }

    @Test func `what nothing looks at is no setting in which experiments differ`() {
        func differing(_ changes: [(inout RunConfiguration) -> Void]) -> [String] {
            ExperimentComparison(
                changes.enumerated().map { (label: "\($0.offset)", report: report([0.8], of: "a", $0.element)) }
            ).differing
        }
        func cycles(_ policy: ScheduleSpec.Cyclical.Policy, gamma: Double) -> (inout RunConfiguration) -> Void {
            return { $0.schedule = ScheduleSpec(kind: .cyclical(.init(policy: policy, gamma: gamma))) }
        }
        #expect(differing([cycles(.triangular, gamma: 0.5), cycles(.triangular, gamma: 0.9)]) == [])
        #expect(
            differing([cycles(.expRange, gamma: 0.5), cycles(.expRange, gamma: 0.9), cycles(.triangular, gamma: 0.8)])
                == ["schedule.cyclical.policy", "schedule.cyclical.gamma"])
        // As an optimizer's own settings, of which another one has none.
        #expect(
            differing([cycles(.expRange, gamma: 0.5), cycles(.triangular, gamma: 0.9)]) == ["schedule.cyclical.policy"])
        func moves(_ momentum: MomentumCycle?, over own: Double) -> (inout RunConfiguration) -> Void {
            return {
                $0.optimizer = .sgd(momentum: own)
                $0.schedule = ScheduleSpec(kind: .oneCycle(.init(momentum: momentum)))
            }
        }
        let cycle = ScheduleSpec.OneCycle.defaultMomentum
        #expect(differing([moves(cycle, over: 0.1), moves(cycle, over: 0.5)]) == [])
        #expect(differing([moves(nil, over: 0.1), moves(nil, over: 0.5)]) == ["optimizer.sgd.momentum"])
        func reads(_ rule: FinderSettings.CurveRule, skipEnd: Int) -> (inout RunConfiguration) -> Void {
            return { $0.learningRate = .auto(FinderSettings(.curve(rule), skipEnd: skipEnd)) }
        }
        #expect(differing([reads(.valley, skipEnd: 7), reads(.valley, skipEnd: 8)]) == [])
        #expect(
            differing([reads(.lightning, skipEnd: 7), reads(.lightning, skipEnd: 8)]) == ["learning_rate.auto.skip_end"]
        )
    }

    @Test func `where the same data lies is no setting in which experiments differ`() {
        func pets(_ path: String, checksum: String, classes: Int = 2) -> Report {
            let runs = Samples.seeds(1, of: "a", rate: 1e-3) { $0.dataset.source = .idx(path: path, classes: classes) }
            let records = runs.map { run in
                var record = Samples.record(run, Samples.outcome())
                (record.dataset.checksum, record.dataset.classes) = (checksum, classes)
                return record
            }
            return Samples.report(Samples.plan(runs: runs), records)
        }
        func differing(_ checksum: String) -> [String] {
            let moved = pets("/moved", checksum: checksum)
            return ExperimentComparison([("first", pets("/pets", checksum: "same")), ("second", moved)]).differing
        }
        #expect(differing("same") == [])
        #expect(differing("other") == ["dataset.idx.path"])
        // What another run has read there is what one will that has not begun.
        func differingWhileOneWaits(_ moved: Report) -> [String] {
            var waiting = pets("/pets", checksum: "same")
            waiting.runs = [:]
            let first = pets("/pets", checksum: "same")
            return ExperimentComparison([("waiting", waiting), ("first", first), ("second", moved)]).differing
        }
        #expect(differingWhileOneWaits(pets("/moved", checksum: "same")) == [])
        #expect(differingWhileOneWaits(pets("/moved", checksum: "other")) == ["dataset.idx.path"])
        var unread = pets("/moved", checksum: "same")
        unread.runs = [:]
        #expect(differingWhileOneWaits(unread) == ["dataset.idx.path"])
        var others = pets("/pets", checksum: "same", classes: 3)
        others.runs = [:]
        #expect(differingWhileOneWaits(others) == ["dataset.idx.classes"])
        // A data set that xrun knows is the same only where its files are.
        let known = Samples.seeds(1, of: "a", rate: 1e-3) { _ in }
        let fashion = Samples.report(Samples.plan(runs: known), known.map { Samples.record($0, Samples.outcome()) })
        let both = ExperimentComparison([("first", fashion), ("second", pets("/pets", checksum: "same"))])
        #expect(both.differing.contains("dataset.idx.path"))
        let copy = pets("/copy", checksum: Samples.dataset.checksum)
        let alike = ExperimentComparison([("first", fashion), ("second", copy)]).differing
        #expect(alike == ["dataset.name", "dataset.idx.classes"])
        let whole = pets("/copy", checksum: Samples.dataset.checksum, classes: Samples.dataset.classes)
        #expect(ExperimentComparison([("first", fashion), ("second", whole)]).differing == ["dataset.name"])
        // Of one that no run has read nothing is known, whatever another one holds.
        let drawn = Samples.seeds(1, of: "b", rate: 1e-3) { $0.dataset.source = .shapes }
        let unbegun = Samples.report(Samples.plan(runs: drawn), [])
        let three = ExperimentComparison([("first", fashion), ("second", copy), ("third", unbegun)])
        #expect(three.differing.contains("dataset.idx.path"))
    }

    @Test func `where the rate comes from is a setting of two words`() throws {
        let found = report([0.9], of: "b") { $0.learningRate = .auto(FinderSettings()) }
        let comparison = ExperimentComparison([("first", report([0.8], of: "a") { _ in }), ("second", found)])
        let object = try #require(JSONSerialization.jsonObject(with: Data(comparison.json.utf8)) as? [String: Any])
        let groups = try #require(object["groups"] as? [[String: Any]])
        #expect(
            groups.map { ($0["settings"] as? [String: Any])?["learning_rate_from"] as? String } == ["fixed", "auto"])
    }

    /// Student's t of two degrees of freedom is 4.3027: differences of −1, −2 and −3 points spread by 1.
    @Test func `groups of different experiments are compared seed by seed`() throws {
        let comparison = ExperimentComparison([
            ("first", report([0.80, 0.84, 0.86], of: "a") { $0.batchSize = 64 }),
            ("second", report([0.81, 0.86, 0.89], of: "b") { $0.batchSize = 128 }),
        ])
        #expect(comparison.markdown.contains("−2.00 [−4.48, +0.48]"), "\(comparison.markdown)")
        #expect(comparison.markdown.contains("with its 95 % interval (Student's t)."))
        #expect(comparison.shortTable.titles.contains("difference to the best"))
        let object = try #require(JSONSerialization.jsonObject(with: Data(comparison.json.utf8)) as? [String: Any])
        let differences = try #require(object["groups"] as? [[String: Any]]).map { $0["difference_to_best"] }
        let difference = try #require(differences.first as? [String: Any])
        let mean = try #require(difference["mean"] as? Double)
        let low = try #require(difference["low"] as? Double)
        #expect(abs(mean + 0.02) < 1e-12)
        #expect(abs(mean - low - 4.302653 * 0.01 / 3.0.squareRoot()) < 1e-7)
        #expect(difference["pairs"] as? Int == 3)
        #expect(differences.last is NSNull)
    }

    @Test func `without common seeds the means are compared, and who is ahead on common ones denies the win`() {
        let comparison = ExperimentComparison([
            ("first", report([0.80, 0.82], of: "a") { $0.batchSize = 64 }),
            ("second", report([0.85], of: "b") { ($0.batchSize, $0.seed) = (32, 101) }),
            ("third", report([0.79, 0.81, 0.98], of: "c") { _ in }),
        ])
        let text = comparison.markdown
        #expect(text.contains(" +1.00 (2 seeds) |") && text.contains(" −1.00 (0 seeds) |"), "\(text)")
        #expect(text.contains("Where no seed is common (0 seeds), it is the one between the means."))
        #expect(
            text.contains(
                "but by its seeds: `first: a` (81.00 ± 1.41 %, 2 seeds) is 1.00 points above it on the 2 seeds that both have."
            ), "\(text)")
        #expect(text.contains("The seeds in common are too few to tell `third: c` from `second: b`."), "\(text)")
        // In the JSON the numbers are shares.
        #expect(!comparison.json.contains("in points"))
    }

    @Test func `who is level with the best is named`() throws {
        let comparison = ExperimentComparison([
            ("first", report([0.9], of: "a") { $0.batchSize = 64 }), ("second", report([0.9], of: "b") { _ in }),
            ("third", report([0.8], of: "c") { $0.batchSize = 32 }),
        ])
        #expect(
            comparison.markdown.contains("`first: a` and `second: b` are level, the best of 3 configurations, each"),
            "\(comparison.markdown)")
        // Each is marked, wherever the best is.
        for best in ["a", "b"] { #expect(comparison.markdown.contains("| **`\(best)`** (best) |")) }
        #expect(comparison.shortTable.rows.map(\.first) == ["*", "*", ""])
        let object = try #require(JSONSerialization.jsonObject(with: Data(comparison.json.utf8)) as? [String: Any])
        let groups = try #require(object["groups"] as? [[String: Any]])
        #expect(groups.map { $0["is_best"] as? Bool } == [true, true, false])
        // On the one seed that both have alone it is no such thing.
        let rerun = ExperimentComparison([
            ("first", report([0.9, 0.5, 0.4], of: "a") { $0.batchSize = 64 }),
            ("second", report([0.9], of: "b") { _ in }),
        ])
        #expect(!rerun.markdown.contains("are level"), "\(rerun.markdown)")
    }

    @Test func `a baseline that stands in both is no rival of itself`() throws {
        let (three, two) = (report([0.8, 0.81, 0.82], of: "base") { _ in }, report([0.8, 0.81], of: "base") { _ in })
        // In the second experiment beside a rival.
        let rival = report([0.7, 0.71], of: "rival") { $0.batchSize = 32 }
        var both = two
        both.experiment.runs += rival.experiment.runs
        both.runs.merge(rival.runs) { first, _ in first }
        let comparison = ExperimentComparison([("first", both), ("second", three)])
        #expect(
            comparison.answer(.plain).hasPrefix(
                "second: base won with a last validation accuracy of 81.00 ± 1.00 % (mean ± standard deviation over 3 "
                    + "seeds), 10.00 points above the runner-up first: rival"), "\(comparison.answer(.plain))")
        #expect(comparison.remarks(.plain).contains("The runs of first: base are among those of second: base."))
        #expect(comparison.markdown.components(separatedBy: "(best)").count == 2)
        #expect(comparison.shortTable.rows.count == 3)
        // The same folder twice.
        let twice = ExperimentComparison([("first", three), ("second", three)])
        #expect(twice.answer(.plain).hasPrefix("first: base reached a last validation accuracy"))
        #expect(twice.remarks(.plain).contains("second: base and first: base are the same runs."))
        // A copy that failed stands for nothing, whichever comes first.
        var failed = three
        failed.runs = failed.runs.mapValues { record in
            var record = record
            (record.status, record.results) = (.failed, nil)
            return record
        }
        for reports in [[("failed", failed), ("done", three)], [("done", three), ("failed", failed)]] {
            let answer = ExperimentComparison(reports).answer(.plain)
            #expect(answer.hasPrefix("done: base reached a last validation accuracy of 81.00 ± 1.00 %"), "\(answer)")
        }
    }

    /// A copy that was damaged, or trained with other instructions.
    @Test func `runs of the same settings with other numbers are compared, and named`() {
        let (low, high) = (report([0.348], of: "x") { _ in }, report([0.948], of: "x") { _ in })
        let comparison = ExperimentComparison([("a", low), ("b", high)])
        #expect(
            comparison.remarks(.plain).contains(
                "a: x and b: x have the same settings, but measured differently: last validation accuracy 34.80 % and "
                    + "94.80 %."), "\(comparison.remarks(.plain))")
        #expect(comparison.shortTable.rows.map(\.first) == ["", "*"])
        #expect(ExperimentComparison([("b", high), ("a", low)]).shortTable.rows.map(\.first) == ["*", ""])
        // Of several copies, those with the same numbers are the same runs.
        let copies = ExperimentComparison([("a", low), ("b", high), ("c", high)])
        #expect(copies.remarks(.plain).contains("c: x and b: x are the same runs."))
        #expect(copies.shortTable.rows.map(\.first) == ["", "*", ""])
        // Of some of the runs: the numbers of those that both have.
        let (three, two) = (report([0.8, 0.81, 0.91], of: "x") { _ in }, report([0.95, 0.96], of: "x") { _ in })
        let part = ExperimentComparison([("a", three), ("b", two)])
        #expect(
            part.remarks(.markdown).contains(
                "`a: x` and `b: x` have the same settings, but measured differently: last validation accuracy "
                    + "80.50 ± 0.71 % and 95.50 ± 0.71 %."), "\(part.remarks(.markdown))")
        #expect(part.shortTable.rows.map(\.first) == ["", "*"])
        var other = low
        for key in other.runs.keys { other.runs[key]?.results?.trainLoss = 0.5 }
        let hidden = ExperimentComparison([("a", low), ("b", other)]).remarks(.plain)
        #expect(
            hidden.contains {
                $0.hasSuffix("differently: the last validation accuracy is the same in the digits that are shown.")
            }, "\(hidden)")
        // Both diverged: there is no digit to show.
        func diverged(_ report: Report) -> Report {
            var report = report
            report.runs = report.runs.mapValues { record in
                var record = record
                record.status = .diverged
                return record
            }
            return report
        }
        let lost = ExperimentComparison([("a", diverged(low)), ("b", diverged(high))]).remarks(.plain)
        #expect(
            lost.contains { $0.hasSuffix("measured differently: neither has a last validation accuracy.") }, "\(lost)")
        // The same of some of the runs: one that only the other one has may have a number.
        var longer = report([0.348, 0.9], of: "x") { _ in }
        for key in low.runs.keys { longer.runs[key]?.status = .diverged }
        let common = ExperimentComparison([("a", longer), ("b", diverged(high))]).remarks(.plain)
        #expect(
            common.contains {
                $0.hasSuffix("measured differently: none of the runs in common has a last validation accuracy.")
            }, "\(common)")
    }

    @Test func `groups that share some runs with other numbers are named`() {
        let first = report([0.8, 0.81, 0.82], of: "x") { _ in }
        /// Seeds 2, 3 and 4.
        func shifted(_ accuracies: [Double]) -> Report {
            var report = report([0] + accuracies, of: "x") { _ in }
            report.experiment.runs.removeFirst()
            return report
        }
        func remarks(_ second: Report) -> [String] {
            ExperimentComparison([("a", first), ("b", second)]).remarks(.plain).filter { $0.contains("same settings") }
        }
        #expect(
            remarks(shifted([0.9, 0.92, 0.7])) == [
                "a: x and b: x have the same settings, but measured differently: last validation accuracy 81.50 ± 0.71 % "
                    + "and 91.00 ± 1.41 %."
            ])
        #expect(
            remarks(shifted([0.81, 0.82, 0.7])) == [
                "Where a row names several experiments, their runs have the same settings and data: they are one group."
            ])
    }

    @Test func `experiments go by their paths where two have one name`() throws {
        let temporary = try TemporaryFolder()
        func experiments(_ names: [String]) throws -> [String] {
            var found: [(folder: ExperimentFolder, report: Report)] = []
            for (folder, name) in zip(["k", "k2", "other"], names) {
                var named = report([0.8], of: folder) { _ in }
                named.experiment.name = name
                found.append((try temporary.experiment(folder), named))
            }
            return ExperimentComparison(reading: found).shortTable.rows.map { $0[1] }
        }
        #expect(try experiments(["k", "k2", "other"]) == ["k", "k2", "other"])
        #expect(
            try experiments(["k", "k", "other"]) == ["k", "k2", "other"].map { temporary.file("runs") + "/" + $0 })
    }

    @Test func `what makes them hard to compare is said`() {
        let comparison = ExperimentComparison([
            ("first", report([0.8], of: "a") { $0.epochs = 3 }),
            (
                "second",
                report([0.9], of: "b", objective: Objective(metric: .validationLoss)) { $0.dataset.splitSeed = 8 }
            ),
        ])
        #expect(comparison.markdown.contains("second itself is decided by last validation loss."))
        #expect(comparison.markdown.contains("Not all of these runs are validated on the same samples"))
        #expect(!comparison.markdown.contains("different machines"))
    }

    @Test func `the figure tells of groups that it does not show`() {
        var reports = [
            ("first", report([0.8], of: "a") { $0.epochs = 3 }), ("second", report([0.9], of: "b") { _ in }),
        ]
        var absent = report([0.7], of: "c") { $0.batchSize = 32 }
        absent.runs = [:]
        #expect(ExperimentComparison(reports).figure.title == "Last validation accuracy")
        reports.append(("third", absent))
        #expect(
            ExperimentComparison(reports).figure.title == "Last validation accuracy (not shown: 1 without a result)")
    }

    @Test func `only Markdown marks names and terms`() throws {
        let odd = "1. a_*b*"
        let comparison = ExperimentComparison([
            ("first", report([0.8, 0.9], of: "a") { $0.epochs = 3 }),
            (odd, report([0.8, 0.9], of: "b", objective: Objective(metric: .validationLoss)) { _ in }),
        ])
        let plain = comparison.remarks(.plain) + comparison.differenceNotes(.plain)
        #expect(plain.contains("\(odd) itself is decided by last validation loss."), "\(plain)")
        #expect(comparison.answer(.plain).hasPrefix("first: a and \(odd): b are level"), "\(comparison.answer(.plain))")
        #expect(plain.contains { $0.hasPrefix("Difference to the best: the mean") }, "\(plain)")
        let text = comparison.markdown
        #expect(text.contains("\n1\\. a\\_\\*b\\* itself is decided by last validation loss."), "\(text)")
        #expect(text.contains("\n`first: a` and `1. a_*b*: b` are level"), "\(text)")
        #expect(text.contains("*Difference to the best*: the mean"), "\(text)")
        let object = try #require(JSONSerialization.jsonObject(with: Data(comparison.json.utf8)) as? [String: Any])
        // What the numbers are is nothing that speaks against comparing them.
        #expect(object["remarks"] as? [String] == Array(comparison.remarks(.plain).dropFirst()))
    }

    @Test func `other machines are told, and not only fewer cores`() {
        let first = report([0.8], of: "a") { _ in }
        func other(_ change: (inout Machine) -> Void) -> String {
            var second = first
            second.runs = second.runs.mapValues { record in
                var record = record
                change(&record.provenance.machine)
                return record
            }
            return ExperimentComparison([("first", first), ("second", second)]).markdown
        }
        #expect(!other { $0.cores += 1 }.contains("different machines"))
        #expect(other { $0.processor += "x" }.contains("different machines"))
        #expect(other { $0.instructionSet = "baseline" }.contains("different machines"))
    }

    @Test func `other versions of xrun are told`() {
        let first = report([0.8], of: "a") { _ in }
        var second = report([0.9], of: "a") { $0.batchSize = 32 }
        func isTold() -> Bool {
            ExperimentComparison([("first", first), ("second", second)]).remarks(.plain)
                .contains("They were trained by different versions of xrun.")
        }
        #expect(!isTold())
        for key in second.runs.keys { second.runs[key]?.provenance.xrunVersion += ".1" }
        #expect(isTold())
    }

    @Test func `nothing is the best where nothing learned`() {
        var lost = report([0.1, 0.1], of: "a") { _ in }
        for key in lost.runs.keys { lost.runs[key]?.results?.validationLast = Score(loss: 2.31, accuracy: 0.1) }
        #expect(lost.rows.allSatisfy { $0.verdict == .atChance })
        #expect(!ExperimentComparison([("first", lost)]).markdown.contains("(best)"))
        #expect(lost.comparison.shortTable(limit: 9).rows.map(\.first) == [""])
        #expect(report([0.8], of: "a") { _ in }.comparison.shortTable(limit: 9).rows.map(\.first) == ["*"])
    }

    @Test func `the JSON holds the same numbers in full`() throws {
        let comparison = ExperimentComparison([
            ("first", report([0.80, 0.82], of: "a") { $0.batchSize = 64 }),
            ("second", report([0.7], of: "b") { $0.batchSize = 128 }),
        ])
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(comparison.json.utf8)) as? [String: Any])
        let groups = try #require(object["groups"] as? [[String: Any]])
        #expect(groups.map { $0["is_best"] as? Bool } == [true, false])
        #expect(groups.map { $0["mean"] as? Double } == [(0.80 + 0.82) / 2, 0.7])
        #expect(groups.map { ($0["settings"] as? [String: Any])?["batch_size"] as? Int } == [64, 128])
        #expect(object["remarks"] as? [String] == [])
    }
}
