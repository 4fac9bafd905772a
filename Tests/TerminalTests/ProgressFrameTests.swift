import Experiment
import Terminal
import Testing

@Suite struct ProgressFrameTests {
    private func state(_ items: [PlanItem], finished: [String] = [], _ events: [(ScheduleEvent, at: Double)])
        -> ProgressState
    {
        var state = ProgressState(plan: plan(items), finished: Set(finished.map { PlanItemID($0) }), now: 0)
        for (event, time) in events { state.apply(event, at: time) }
        return state
    }

    private func frame(_ state: ProgressState, width: Int, height: Int = 24, color: Bool = false, now: Double)
        -> [String]
    {
        ProgressFrame.render(state, width: width, height: height, color: color, now: now)
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
        // 30 s left: 250 of 1 000 steps in 10 s. Whole: 2 500 + 500 of 31 000 samples in 10 s.
        #expect(
            frame(example, width: 121, now: 10) == [
                "learning_rate=1e-5  ━━━━━━━╸┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  epoch 0.5/2  loss 0.5000  84.0%  validation 81.2%  21.3k/s   30 s",
                "finder/lenet5       ━━━━━━━━━━━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  step 50/100  loss 2.3026                           21.3k/s   10 s",
                "total  ━━━━━━━━━━╸┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  1/5 done  2 running  1:33 left",
            ])
    }

    @Test func `sixty columns have room for what matters`() {
        #expect(
            frame(example, width: 60, now: 10) == [
                "learning_rate=1e-5  epoch 0.5/2  loss 0.5000  84.0%   30 s",
                "finder/lenet5       step 50/100  loss 2.3026          10 s",
                "total  ━━━━━━━┄┄┄┄┄┄┄┄┄┄┄┄┄  1/5 done  2 running  1:33 left",
            ])
    }

    @Test func `long names are cut in the middle, because their ends tell runs apart`() {
        let names = ["1e-5", "0.1"].map { "learning_rate=\($0),optimizer=adam,schedule=cosine,seed=7" }
        let long = state(names.map { item($0) }, names.map { (started($0), 0) })
        #expect(
            frame(long, width: 60, now: 0) == [
                "learning_…ne,seed=7  epoch 0.0/2                          –",
                "learning_…ne,seed=7  epoch 0.0/2                          –",
                "total  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2 done  2 running  – left",
            ])
        #expect(frame(long, width: 140, now: 0)[0].hasPrefix("learning_rate=1e-5,opt…chedule=cosine,seed=7  "))
    }

    @Test(arguments: [1, 2, 10, 40, 59, 60, 61, 79, 80, 100, 200])
    func `no line reaches the last column`(width: Int) {
        for line in frame(example, width: width, now: 10) { #expect(line.count <= max(1, width - 1)) }
    }

    @Test func `columns stand below each other`() {
        for width in 60...140 {
            let lines = frame(example, width: width, now: 10)
            #expect(lines[0].count == lines[1].count, "\(width)")
        }
    }

    @Test func `nothing is promised before there is a pace`() {
        let fresh = state([item("a"), item("b")], [(started("a"), 0)])
        #expect(
            frame(fresh, width: 80, now: 0) == [
                "a  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  epoch 0.0/2                                   –",
                "total  ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄  0/2 done  1 running  – left",
            ])
    }

    @Test func `more items than rows are counted`() {
        let many = (0..<30).map { item("run\($0)") }
        let lines = frame(state(many, (0..<30).map { (started("run\($0)"), 0) }), width: 80, height: 10, now: 1)
        #expect(lines.count == 9)
        #expect(lines[7] == "… and 23 more")
    }

    @Test func `failures and divergences are counted and take no time any more`() {
        let ends = state(
            [item("a"), item("b"), item("c"), item("d")],
            [
                (started("a"), 0), (progressed("a", 0), 0), (progressed("a", 500), 5),
                (ended("a", .diverged(step: 500, learningRate: 1)), 5),
                (started("b"), 5), (failed("b", "broken"), 5), (started("c"), 5), (ended("c"), 15),
            ])
        // 5 000 + 10 000 samples in 15 s; 10 000 left.
        #expect(
            frame(ends, width: 90, now: 15) == [
                "total  ━━━━━━━━━━━━━━━━━━━━━━╸┄┄┄┄┄┄┄  3/4 done  1 diverged  1 failed  10 s left"
            ])
    }

    @Test func `a sample that is only evaluated takes a third of the time`() {
        // 10 000 + 30 000 / 3 done in 20 s; 10 000 left.
        let half = state(
            [item("a", evaluations: 30_000), item("b")], [(started("a"), 0), (ended("a"), 20), (started("b"), 20)])
        #expect(frame(half, width: 90, now: 20).last?.hasSuffix("  10 s left") == true)
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
        #expect(lines[0].hasPrefix("学习率=1e…则化=0.1   epoch"))
    }

    @Test func `a loss beyond all bounds keeps its place`() {
        let wild = state(
            [item("a")], [(started("a"), 0), (progressed("a", 1, loss: .nan), 1), (progressed("a", 2, loss: 3e33), 2)])
        #expect(frame(wild, width: 60, now: 2)[0].contains("loss 3.0e+33"))
    }
}
