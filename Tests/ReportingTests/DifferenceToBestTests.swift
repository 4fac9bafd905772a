import Experiment
import Reporting
import Testing

@Suite struct DifferenceToBestTests {
    /// Groups `a`, `b`, … of the seeds 1, 2 and 3, with these values of what decides.
    private func report(_ groups: [[Double]], by metric: Objective.Metric = .validationAccuracy) -> Report {
        let runs = zip(["a", "b", "c", "d"], groups).flatMap { name, _ in Samples.runs(name, [1, 2, 3]) }
        let records = zip(runs, groups.joined()).map { run, value in
            Samples.record(
                run,
                metric == .validationAccuracy ? Samples.outcome(accuracy: value) : Samples.outcome(loss: value))
        }
        return Samples.report(Samples.plan(runs.map(PlanItem.run), objective: Objective(metric: metric)), records)
    }

    /// Of 36 000 samples 3 fewer, 1 more and 1 fewer: −1 ± 4.30265 · 2 / √3 of them, −0.0028 ± 0.0138 points.
    @Test func `a difference of few samples has digits that tell it from none`() {
        let report = report([[0.9, 0.9, 0.9], [-3, 1, -1].map { 0.9 + $0 / 36000 }, [0.8, 0.8, 0.8]])
        let text = MarkdownSummary.render(report, figures: [])
        #expect(text.contains("−0.0028 [−0.0166, +0.0110] |"), "\(text)")
        #expect(text.contains("−10.0000 [−10.0000, −10.0000] |"), "\(text)")
        let answer = report.answer(.plain)
        #expect(answer.contains(" 0.0028 points above the runner-up b"), "\(answer)")
        #expect(answer.contains("the difference is −0.0110 to +0.0166 points (95 % interval"), "\(answer)")
    }

    /// −20, 21 and −2 of 36 000 samples: −0.0009 ± 0.1418 points.
    @Test func `a difference beside wide bounds is not written as none`() {
        let text = MarkdownSummary.render(
            report([[0.9, 0.9, 0.9], [-20, 21, -2].map { 0.9 + $0 / 36000 }]), figures: [])
        #expect(text.contains("−0.0009 [−0.1427, +0.1409] |"), "\(text)")
    }

    /// Student's t of two degrees of freedom is 4.30265: 2 ± 2.484 for 1, 2 and 3.
    @Test func `the differences of a column are written alike, but for what exploded`() {
        let best = [0.3, 0.3, 0.3]
        let small = MarkdownSummary.render(
            report(
                [best, [1e-4, 2e-4, 3e-4].map { 0.3 + $0 }, [1e-5, 2e-5, 3e-5].map { 0.3 + $0 }], by: .validationLoss),
            figures: [])
        #expect(small.contains("+2.000e-05 [−4.841e-06, +4.484e-05] |"), "\(small)")
        #expect(small.contains("+2.000e-04 [−4.841e-05, +4.484e-04] |"), "\(small)")
        let exploded = MarkdownSummary.render(
            report([best, [0.4, 0.4, 0.4], [1e7, 1e7, 1e7]], by: .validationLoss), figures: [])
        #expect(exploded.contains("+0.1000 [+0.1000, +0.1000] |"), "\(exploded)")
        #expect(exploded.contains("+1.000e+07 [+1.000e+07, +1.000e+07] |"), "\(exploded)")
    }

    @Test func `of several intervals the reader is told that they are single ones`() {
        let two = MarkdownSummary.render(report([[0.9, 0.9, 0.9], [0.8, 0.8, 0.8]]), figures: [])
        #expect(!two.contains("was picked from") && !two.contains("single ones"), "\(two)")
        let three = MarkdownSummary.render(
            report([[0.9, 0.9, 0.9], [0.8, 0.8, 0.8], [0.7, 0.7, 0.7]]), figures: [])
        #expect(
            three.contains(
                "The best was picked from 3 configurations: the more there are, the more that flatters it. The 2 intervals are "
                    + "single ones: each misses the true difference in one case of twenty, and none is widened for their "
                    + "number."), "\(three)")
    }
}
