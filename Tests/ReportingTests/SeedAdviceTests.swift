import Experiment
import Reporting
import Testing

/// The line that the answer asks for where seeds are too few to tell.
@Suite struct SeedAdviceTests {
    @Test(
        arguments: [
            ([8, 9, 10], [7, 8, 9], "'seeds: [7, 8, 9]' for a would."),
            ([1, 2, 3], [7, 8], "'seeds: [1, 2, 3]' for b would."),
            ([8, 9], [7, 8], "'seeds: [7, 8, 9]' for both would."),
            ([1, 2, 3], [4, 5, 6], "'seeds: [1, 2, 3]' for b would."),
            // Listed or counted, and from where, nobody knows.
            ([7], [7, 8, 9], "'seeds: [7, 8, 9]' for it would."),
            ([7], [1, 2, 3], "'seeds: [1, 2, 3]' for it would."),
            ([7], [8], "'seeds: [7, 8, 9]' for both would."),
            ([7], [7, 8], "'seeds: [7, 8, 9]' for both would."),
            // No file may write a larger one than the first; a record may hold any.
            ([UInt64(Int.max)], [UInt64(Int.max)], "'seeds: [0, 1, 9223372036854775807]' for both would."),
            ([.max], [0, .max], "'seeds: [0, 1, 18446744073709551615]' for both would."),
        ] as [([UInt64], [UInt64], String)])
    func `the line to add gives both the same seeds`(winner: [UInt64], runnerUp: [UInt64], advice: String) {
        let answer = Samples.answer([
            (Samples.runs("a", winner), winner.map { _ in 0.9 }),
            (Samples.runs("b", runnerUp), runnerUp.map { _ in 0.8 }),
        ])
        #expect(answer.hasSuffix("; \(advice)"), "\(answer)")
    }

    @Test func `seeds are counted up where the entry's own seed is known`() {
        let others = Samples.runs("b", [7, 8, 9])
        func advice(_ run: PlannedRun) -> String {
            String(Samples.answer([([run], [0.9]), (others, [0.8, 0.8, 0.8])]).split(separator: "; ").last ?? "")
        }
        let configuration = RunConfiguration(seed: 7)
        #expect(advice(Samples.plannedRun("a", configuration)) == "'seeds: 3' for it would.")
        let setsSeed = Samples.plannedRun("a,seed=7", configuration, group: "a", varied: [("seed", .integer(7))])
        // Or its grid does: the file may not have both.
        #expect(advice(setsSeed) == "'seeds: [7, 8, 9]' in place of 'seed' for it would.")
        let later = Samples.plannedRun("a", RunConfiguration(seed: 8))
        #expect(advice(later) == "'seeds: [7, 8, 9]' for it would.")
    }

    @Test(
        arguments: [
            ([1, 2, 3], [1, 2, 3], "b,seed=2"),
            // Of one group alone: nor is the other asked for it.
            ([1, 2], [1], "a,seed=2"),
        ] as [([UInt64], [UInt64], String)])
    func `a seed that gave no result is not asked for again`(first: [UInt64], second: [UInt64], diverged: String) {
        let all = Samples.runs("a", first) + Samples.runs("b", second)
        let records = all.map { run in
            run.name == diverged
                ? Samples.record(run, Samples.outcome(.diverged(step: 3, learningRate: 1e-3)))
                : Samples.record(run, Samples.outcome(accuracy: run.group == "a" ? 0.9 : 0.8))
        }
        let answer = Samples.report(Samples.plan(runs: all), records).answer(.plain)
        #expect(answer.contains("; 'seeds: [1, 3, 4]' for both would."), "\(answer)")
    }

    @Test func `seeds that are still to run need no advice`() {
        let answer = Samples.answer([
            (Samples.runs("a", [1, 2, 3]), [0.9, 0.9, nil]), (Samples.runs("b", [1, 2, 3]), [0.8, 0.8, nil]),
        ])
        // And they are not among those that gave no result.
        #expect(answer.hasSuffix("this cannot tell whether the difference is more than chance."), "\(answer)")
    }
}
