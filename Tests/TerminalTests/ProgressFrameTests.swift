import Experiment
import Terminal
import Testing

@Suite struct ProgressFrameTests {
    private func state(_ items: [PlanItem], finished: [String] = [], _ events: [(ScheduleEvent, at: Double)])
        -> ProgressState
    {
        var state = ProgressState(plan: plan(items), finished: done(finished))
        for (event, time) in events { state.apply(event, at: time) }
        return state
    }

    private func frame(_ state: ProgressState, width: Int, height: Int = 24, color: Bool = false, now: Double)
        -> [String]
    {
        ProgressFrame.render(state, width: width, height: height, now: now).map { $0.rendered(color: color) }
    }

    private var example: ProgressState {
        state(
            [item("learning_rate=1e-5"), item("learning_rate=0.1"), rangeTest("lenet5"), item("rest"), item("old")],
            finished: ["old"],
            [
                (started("finder/lenet5"), 0), (started("learning_rate=1e-5"), 0),
                (progressed("learning_rate=1e-5", 0), 0),
                (progressed("learning_rate=1e-5", 250), 10),
                (validated("learning_rate=1e-5", 250, accuracy: 0.8123), 10),
                (progressed("finder/lenet5", 0, of: 100), 0),
                (progressed("finder/lenet5", 50, of: 100, loss: 2.3026), 10),
            ])
    }

    @Test func `a wide terminal shows everything`() {
        // 30 s left: 250 of 1 000 steps in 10 s. Whole: 28 000 samples at the run's 4 ms each, two items at a time.
        #expect(
            frame(example, width: 121, now: 10) == [
                "learning_rate=1e-5  ━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  epoch 0.5/2  loss 0.5000   84.0 %  validation 81.2 %         ▁  21.3k/s   30 s",
                "finder/lenet5       ━━━━━━━━━━┄┄┄┄┄┄┄┄┄┄  step 50/100  loss 2.3026                                        21.3k/s   10 s",
                "total  ━━━━━━━━━━╸┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  1/5 done  2 running  56 s left",
                "best   validation accuracy 84.12 %  old",
            ])
    }

    @Test func `sixty columns have room for what matters`() {
        #expect(
            frame(example, width: 60, now: 10) == [
                "learning_rate=1e-5  epoch 0.5/2  loss 0.5000  84.0 %   30 s",
                "finder/lenet5       step 50/100  loss 2.3026           10 s",
                "total  ━━━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄  1/5 done  2 running  56 s left",
                "best   validation accuracy 84.12 %  old",
            ])
    }

    @Test func `a narrow terminal does without whole columns`() {
        // The accuracy.
        #expect(
            frame(example, width: 40, now: 10) == [
                "1e-5    epoch 0.5/2  loss 0.5000   30 s",
                "fin…t5  step 50/100  loss 2.3026   10 s",
                "total  1/5 done  2 running  56 s left",
                "best   validation accuracy 84.12 %  old",
            ])
        // The loss, then the time left.
        #expect(frame(example, width: 27, now: 10)[0] == "1e-5    epoch 0.5/2   30 s")
        #expect(frame(example, width: 20, now: 10)[0] == "1e-5    epoch 0.5/2")
    }

    @Test func `no percentage and no course of losses stands without what names it`() {
        let run = state(
            [item("a")],
            [(started("a"), 0), (progressed("a", 250), 10), (validated("a", 250, accuracy: 0.8123), 10)])
        for width in 20...140 {
            let line = frame(run, width: width, now: 10)[0]
            #expect(!line.contains("%") || line.contains("loss"), "\(line)")
            #expect(!line.contains("▁") || line.contains("validation"), "\(line)")
        }
        #expect(frame(run, width: 140, now: 10)[0].contains("▁"))
    }

    @Test func `in a narrow terminal no column is there of which nothing is known yet`() {
        let name = "learning_rate=1e-5"
        let fresh = state([item(name)], [(started(name), 0)])
        #expect(frame(fresh, width: 42, now: 0)[0] == "learning_rate=1e-5  epoch 0.0/2      –")
        // A range test has no accuracy: its loss stays.
        let test = state([rangeTest("t")], [(started("finder/t"), 0), (progressed("finder/t", 50, of: 100), 0)])
        #expect(frame(test, width: 42, now: 0)[0] == "finder/t  step 50/100  loss 0.5000      –")
    }

    @Test func `columns keep their places as the tenth epoch ends`() {
        // 20 epochs of 500 steps.
        func line(at step: Int) -> String {
            let events: [(ScheduleEvent, at: Double)] = [
                (started("a"), 0), (progressed("a", 0, of: 10_000), 0), (progressed("a", step, of: 10_000), 10),
            ]
            return frame(state([item("a", steps: 10_000)], events), width: 60, now: 10)[0]
        }
        let (before, after) = (line(at: 4_950), line(at: 5_000))
        #expect(before.hasPrefix("a   epoch 9.9/20  loss 0.5000  "), "\(before)")
        #expect(after.hasPrefix("a  epoch 10.0/20  loss 0.5000  "), "\(after)")
    }

    @Test func `long names give way to their values`() {
        let names = ["1e-5", "0.1"].map { "learning_rate=\($0),optimizer=adam,schedule=cosine,seed=7" }
        let long = state(names.map { item($0) }, names.map { (started($0), 0) })
        #expect(
            frame(long, width: 60, now: 0) == [
                "1e-5,adam,cosine,7  epoch 0.0/2                           –",
                "0.1,adam,cosine,7   epoch 0.0/2                           –",
                "total  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2 done  2 running  – left",
            ])
        #expect(frame(long, width: 100, now: 0)[0].hasPrefix("1e-5,adam,cosine,7  ┄"))
        #expect(
            frame(long, width: 160, now: 0)[0].hasPrefix("learning_rate=1e-5,optimizer=adam,schedule=cosine,seed=7  "))
    }

    @Test(
        arguments: [
            (["a", "b"], 4, ["a", "b"]),
            (["rate=1,seed=7", "rate=1,seed=8"], 6, ["1,7", "1,8"]),
            (["finder/lenet", "rate=0.1"], 12, ["finder/lenet", "rate=0.1"]),
            (["baseline-with-a-long-name-1-x", "baseline-with-a-long-name-2-x"], 9, ["base…-1-x", "base…-2-x"]),
            (["baseline-with-1-long-name", "baseline-with-2-long-name"], 9, ["…1-l…name", "…2-l…name"]),
            (["same-start-1-and-long-end", "same-start-2-and-long-end", "other"], 5, ["1 sam", "2 sam", "3 oth"]),
            ([], 5, []),
        ] as [([String], Int, [String])])
    func `no two labels read alike`(names: [String], width: Int, labels: [String]) {
        let short = names.map { ShortName.of($0, settings: keys(in: $0)) }
        #expect(RunLabels.fitted(names, short: short, to: width) == labels)
    }

    @Test func `a name of the user's own keeps its characters where others give way to their values`() {
        let (own, made) = ("=cmd+calc, é", "learning_rate=1e-5,optimizer=adam")
        let both = state([item(own, settings: []), item(made)], [(started(own), 0), (started(made), 0)])
        let lines = frame(both, width: 60, now: 0)
        #expect(lines[0].hasPrefix("=cmd+calc, é  "))
        #expect(lines[1].hasPrefix("1e-5,adam     "))
    }

    /// A run of 5 epochs, validated twice in each: a step takes 10 ms, a validation half a second, the test set a whole
    /// one, reading the data two seconds.
    @Test func `the time left is right from the first tenth on`() throws {
        let evaluations = 11 * 1_200
        var state = ProgressState(
            plan: plan((0..<4).map { item("r\($0)", steps: 2_500, evaluations: evaluations) }), finished: [:])
        var now = 0.0
        var estimates: [(now: Double, whole: Double?, run: Double?, runEnd: Int)] = []
        var ends: [Double] = []
        for run in 0..<4 {
            state.apply(started("r\(run)"), at: now)
            if run == 0 { now += 2 }
            state.apply(began("r\(run)"), at: now)
            for step in 1...2_500 {
                now += 0.01
                if step.isMultiple(of: 50) { state.apply(progressed("r\(run)", step, of: 2_500), at: now) }
                if step.isMultiple(of: 250) {
                    now += 0.5
                    state.apply(validated("r\(run)", step, accuracy: 0.8), at: now)
                }
                if step.isMultiple(of: 35) {
                    estimates.append((now, state.secondsLeft(at: now), state.active[0].secondsLeft(at: now), run))
                }
            }
            now += 0.5
            state.apply(ended("r\(run)"), at: now)
            ends.append(now)
        }
        for estimate in estimates {
            let wholeLeft = now - estimate.now
            let start = estimate.runEnd == 0 ? 2 : ends[estimate.runEnd - 1]
            let runLeft = ends[estimate.runEnd] - estimate.now
            if estimate.now > 0.1 * now {
                #expect(abs(try #require(estimate.whole) - wholeLeft) <= 0.15 * wholeLeft + 0.5, "at \(estimate.now)")
            }
            if estimate.now - start > 0.1 * (ends[estimate.runEnd] - start) {
                #expect(abs(try #require(estimate.run) - runLeft) <= 0.15 * runLeft + 0.5, "at \(estimate.now)")
            }
        }
    }

    /// Sums of what is no whole number, such as a third of each sample that is only evaluated, would leave something
    /// behind when all are taken off.
    @Test(arguments: 2...40)
    func `when nothing waits any more, the time left is that of the last run`(count: Int) throws {
        let names = (0..<count).map { "r\($0)" }
        let items = names.enumerated().map { item($1, evaluations: 100 * $0 + 1) }
        var state = ProgressState(plan: plan(items), finished: [:])
        for name in names.dropLast() {
            state.apply(started(name), at: 0)
            state.apply(failed(name, "broken"), at: 0)
        }
        let last = try #require(names.last)
        state.apply(started(last), at: 0)
        state.apply(began(last), at: 0)
        state.apply(progressed(last, 500), at: 10)
        let left = try #require(state.active.first?.secondsLeft(at: 13))
        #expect(state.secondsLeft(at: 13) == left)
    }

    @Test func `what is tried again waits as before, until its turn comes`() throws {
        var state = ProgressState(plan: plan(["a", "b", "c"].map { item($0) }), finished: [:])
        for (event, time) in [
            (started("a"), 0), (began("a"), 0), (ended("a"), 10), (started("b"), 10),
            (.retrying(PlanItemID("b"), ItemFailure("no space"), seconds: 1), 10),
        ] as [(ScheduleEvent, Double)] { state.apply(event, at: time) }
        #expect(state.secondsLeft(at: 10) == 20)
        state.apply(started("b"), at: 10)
        #expect(state.secondsLeft(at: 10) == 20)
        state.apply(failed("b", "no space"), at: 10)
        #expect(state.secondsLeft(at: 10) == 10)
    }

    @Test func `what is tried again was one of two at a time`() throws {
        var state = ProgressState(plan: plan(["a", "b"].map { item($0) }), finished: [:])
        for (event, time) in [
            (started("a"), 0), (began("a"), 0), (started("b"), 0), (began("b"), 0), (progressed("a", 500), 5),
            (progressed("b", 500), 5), (.retrying(PlanItemID("b"), ItemFailure("no space"), seconds: 1), 5),
        ] as [(ScheduleEvent, Double)] { state.apply(event, at: time) }
        // 5 s of the one and 10 s of the other are left.
        #expect(abs(try #require(state.secondsLeft(at: 5)) - 7.5) < 1e-9)
    }

    @Test func `each model has a pace of its own, and items at once share the time`() throws {
        var small = RunConfiguration(), large = RunConfiguration()
        small.model = .named(.mlp)
        large.model = .named(.lenet5)
        let items = [("a", small), ("b", large), ("c", small), ("d", large)].map { item($0.0, configuration: $0.1) }
        var state = ProgressState(plan: plan(items), finished: [:])
        for name in ["a", "b"] {
            state.apply(started(name), at: 0)
            state.apply(began(name), at: 0)
        }
        // Both work at once: 10 s for the small network, 40 s for the large one.
        state.apply(progressed("a", 500), at: 5)
        state.apply(progressed("b", 125), at: 5)
        // 5 s and 35 s of what runs, 10 s and 40 s of what waits, two at a time.
        #expect(abs(try #require(state.secondsLeft(at: 5)) - 45) < 1e-9)
    }

    @Test(
        arguments: [
            RunConfiguration(dataset: DatasetSpec(source: .shapes)), RunConfiguration(model: .named(.mlp)),
            RunConfiguration(batchSize: 4), RunConfiguration(optimizer: .sgd()),
        ])
    func `nothing is promised before each data set, model, batch size and optimizer that is left has its own pace`(
        other: RunConfiguration
    ) throws {
        let usual = RunConfiguration()
        let items = [("a", usual), ("b", other), ("c", usual), ("d", other)].map { item($0.0, configuration: $0.1) }
        var state = ProgressState(plan: plan(items), finished: [:])
        for (event, time) in [
            (started("a"), 0), (began("a"), 0), (progressed("a", 500), 5), (ended("a"), 10), (started("b"), 10),
            (began("b"), 10),
        ] as [(ScheduleEvent, Double)] {
            state.apply(event, at: time)
            #expect(state.secondsLeft(at: time) == nil)
        }
        // One at a time, 10 s for each usual one and 80 s for each other.
        state.apply(progressed("b", 125), at: 20)
        #expect(abs(try #require(state.secondsLeft(at: 20)) - (70 + 10 + 80)) < 1e-9)
    }

    @Test func `runs that differ in what takes no time have one pace`() throws {
        let items = [
            item("a", configuration: RunConfiguration(optimizer: .sgd(), learningRate: .fixed(0.1))),
            item("b", configuration: RunConfiguration(optimizer: .sgd(momentum: 0.9), learningRate: .fixed(0.2))),
        ]
        var state = ProgressState(plan: plan(items), finished: [:])
        for (event, time) in [
            (started("a"), 0), (began("a"), 0), (progressed("a", 500), 5),
        ] as [(ScheduleEvent, Double)] { state.apply(event, at: time) }
        #expect(abs(try #require(state.secondsLeft(at: 5)) - 15) < 1e-9)
    }

    @Test func `a range test promises nothing of the runs, nor does it count for their pace`() throws {
        var state = ProgressState(plan: plan([rangeTest("t"), item("a"), item("b")]), finished: [:])
        for (event, time) in [
            (started("finder/t"), 0), (began("finder/t"), 0), (progressed("finder/t", 50, of: 100), 9),
        ] as [(ScheduleEvent, Double)] { state.apply(event, at: time) }
        #expect(state.secondsLeft(at: 9) == nil)
        state.apply(found("finder/t"), at: 90)
        state.apply(started("a"), at: 90)
        state.apply(began("a"), at: 90)
        #expect(state.secondsLeft(at: 90) == nil)
        // A tenth of one of two runs in half a second, one at a time.
        state.apply(progressed("a", 100), at: 90.5)
        #expect(abs(try #require(state.secondsLeft(at: 90.5)) - 9.5) < 1e-9)
    }

    @Test func `a range test beside a run is one of two at a time`() throws {
        var state = ProgressState(plan: plan([item("a"), rangeTest("t"), item("b")]), finished: [:])
        for (event, time) in [
            (started("a"), 0), (began("a"), 0), (started("finder/t"), 0), (began("finder/t"), 0),
            (progressed("a", 500), 5), (progressed("finder/t", 100, of: 100), 5), (found("finder/t"), 5),
        ] as [(ScheduleEvent, Double)] { state.apply(event, at: time) }
        #expect(abs(try #require(state.secondsLeft(at: 5)) - 7.5) < 1e-9)
    }

    @Test(
        arguments: [
            ([1, 2, 3], "▁▅█"), ([3, 3], "▁▁"), ([.nan, 1, 2], " ▁█"), ([], ""), ([.infinity], " "),
            ([-1e308, 1e308, 0], "▁█▅"), ([9, 8, 7, 6, 5, 4, 3, 2, 1, 0], "█▇▆▅▄▃▂▁"),
        ] as [([Double], String)])
    func `a sparkline reaches from the smallest to the largest of what it shows`(values: [Double], text: String) {
        #expect(Sparkline.text(values, width: 8) == text)
    }

    @Test(arguments: [1, 2, 10, 40, 59, 60, 61, 79, 80, 100, 200])
    func `no line reaches the last column`(width: Int) {
        for line in frame(example, width: width, now: 10) { #expect(line.count <= max(1, width - 1)) }
    }

    @Test func `columns stand below each other`() {
        for width in 20...140 {
            let lines = frame(example, width: width, now: 10)
            #expect(lines[0].count == lines[1].count, "\(width)")
        }
    }

    @Test func `nothing is promised before there is a pace`() {
        let fresh = state([item("a"), item("b")], [(started("a"), 0)])
        #expect(
            frame(fresh, width: 80, now: 0) == [
                "a  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  epoch 0.0/2                                     –",
                "total  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2 done  1 running  – left",
            ])
    }

    @Test func `more items than rows are counted`() {
        let many = (0..<30).map { item("run\($0)") }
        let lines = frame(state(many, (0..<30).map { (started("run\($0)"), 0) }), width: 80, height: 10, now: 1)
        #expect(lines.count == 8)
        #expect(lines[6] == "… and 24 more")
    }

    @Test func `failures and divergences are counted and take no time any more`() {
        let ends = state(
            [item("a"), item("b"), item("c"), item("d")],
            [
                (started("a"), 0), (began("a"), 0), (progressed("a", 500), 5),
                (ended("a", .diverged(step: 500, learningRate: 1)), 5),
                (started("b"), 5), (failed("b", "broken"), 5), (started("c"), 5), (began("c"), 5), (ended("c"), 15),
            ])
        // 5 000 + 10 000 samples in 15 s; 10 000 left.
        #expect(
            frame(ends, width: 90, now: 15) == [
                "total  ━━━━━━━━━━━━━━━━━━━━━━╸┄┄┄┄┄┄┄  1/4 done  1 diverged  1 failed  10 s left",
                "best   validation accuracy 84.12 %  c",
            ])
    }

    @Test func `a run that diverged counts the same at the next start`() {
        var state = ProgressState(plan: plan(["a", "b", "c"].map { item($0) }), finished: done(["a"]))
        state.apply(ended("b", .diverged(step: 7, learningRate: 1)), at: 0)
        var finished = done(["a"])
        finished[PlanItemID("b")] = .run(runOutcome(.diverged(step: 7, learningRate: 1)))
        let again = ProgressState(plan: plan(["a", "b", "c"].map { item($0) }), finished: finished)
        let lines = frame(again, width: 90, now: 0)
        #expect(lines == frame(state, width: 90, now: 0))
        #expect(lines.first?.hasSuffix("  1/3 done  1 diverged  – left") == true, "\(lines)")
    }

    /// Those that are not `good` have an accuracy of 84.12 % and a loss of 0.4321.
    @Test func `the run that is ahead may be one of an earlier start`() {
        func best(_ score: Score, _ ending: RunOutcome.Ending = .done) -> [String] {
            var finished = done(["worse"])
            var outcome = runOutcome(ending)
            outcome.results.validationLast = score
            finished[PlanItemID("good")] = .run(outcome)
            let items = ["worse", "good", "new"].map { item($0) }
            var state = ProgressState(plan: plan(items), finished: finished)
            let before = frame(state, width: 90, now: 0).last ?? ""
            state.apply(started("new"), at: 0)
            state.apply(ended("new"), at: 1)
            return [before, frame(state, width: 90, now: 1).last ?? ""]
        }
        let good = "best   validation accuracy 90.00 %  good"
        #expect(best(Score(loss: 0.3, accuracy: 0.9)) == [good, good])
        let worse = "best   validation accuracy 84.12 %  worse"
        #expect(best(Score(loss: 0.5, accuracy: 0.8)) == [worse, worse])
        #expect(best(Score(loss: 0.3, accuracy: 0.9), .diverged(step: 7, learningRate: 1)) == [worse, worse])
    }

    @Test func `the run that is ahead is one of those shown`() {
        let state = ProgressState(plan: plan([item("a"), item("b")]), finished: done(["left out"]))
        let lines = frame(state, width: 90, now: 0)
        #expect(!lines.isEmpty && !lines.contains { $0.hasPrefix("best") }, "\(lines)")
    }

    @Test func `the run that is ahead is called as the lines above call runs`() {
        let names = ["1e-3", "0.1"].map { "learning_rate=\($0),optimizer=adam,schedule=cosine,seed=7" }
        let both = state(
            names.map { item($0) }, [(started(names[0]), 0), (ended(names[0]), 1), (started(names[1]), 1)])
        let narrow = frame(both, width: 60, now: 1)
        #expect(narrow.first?.hasPrefix("0.1,adam,cosine,7  ") == true, "\(narrow)")
        #expect(narrow.last == "best   validation accuracy 84.12 %  1e-3,adam,cosine,7")
        #expect(frame(both, width: 100, now: 1).last == "best   validation accuracy 84.12 %  \(names[0])")
    }

    @Test func `a sample that is only evaluated takes a third of the time`() {
        // 10 000 + 30 000 / 3 done in 20 s; 10 000 left.
        let half = state(
            [item("a", evaluations: 30_000), item("b")], [(started("a"), 0), (began("a"), 0), (ended("a"), 20)])
        #expect(half.secondsLeft(at: 20) == 10)
    }

    @Test func `colours change no text`() {
        let colored = frame(example, width: 100, color: true, now: 10)
        let plain = frame(example, width: 100, now: 10)
        #expect(colored.contains { $0.contains("\u{1B}[32m") })
        #expect(colored.map { $0.replacing(/\u{1B}\[[0-9]*m/, with: "") } == plain)
    }

    @Test func `wide characters count as two columns`() {
        let lines = frame(
            state([item("学习率=1e-5,优化器=adam,正则化=0.1")], [(started("学习率=1e-5,优化器=adam,正则化=0.1"), 0)]), width: 60, now: 0)
        #expect(lines[0].hasPrefix("1e-5,adam,0.1  epoch"))
        let names = ["学习率的第一种选择1", "学习率的第二种选择2"]
        #expect(
            RunLabels.fitted(names, short: names, to: 13) == ["学习率…选择1 ", "学习率…选择2 "])
    }

    /// In four decimals down to 0.001.
    @Test func `a small loss is written as the summary writes it`() {
        for (loss, text) in [
            (1.2e-5, "1.200e-05"), (0.000312, "0.0003120"), (0.00312, "0.0031"), (-Double.infinity, "-inf"),
        ] {
            let small = state([item("a")], [(started("a"), 0), (progressed("a", 1, loss: loss), 1)])
            #expect(frame(small, width: 60, now: 1)[0].contains("loss \(text)   84.0 %"))
        }
    }

    @Test(arguments: [(0.5, 0.84, "loss 0.5000   84.0 %"), (0.00312, 1.0, "loss 0.0031  100.0 %")])
    func `eighty columns keep their places as a run learns`(loss: Double, accuracy: Double, numbers: String) {
        let name = "learning_rate=1e-5"
        let run = state(
            [item(name)], [(started(name), 0), (progressed(name, 1, loss: loss, accuracy: accuracy), 1)])
        #expect(
            frame(run, width: 80, now: 1).first?
                .hasPrefix("learning_rate=1e-5  ┄┄┄┄┄┄┄┄  epoch 0.0/2  \(numbers)  21.3k/s  ") == true)
    }

    @Test func `a loss beyond all bounds keeps its place`() {
        let wild = state(
            [item("a")], [(started("a"), 0), (progressed("a", 1, loss: .nan), 1), (progressed("a", 2, loss: 3e33), 2)])
        #expect(frame(wild, width: 60, now: 2)[0].contains("loss 3.000e+33"))
    }
}
