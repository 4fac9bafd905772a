import Experiment
import Reporting
import Testing

/// The line that the answer asks for where seeds are too few to tell.
@Suite struct SeedAdviceTests {
    @Test(
        arguments: [
            // What a group has beside them stays in the file.
            ([8, 9, 10], [7, 8, 9], "adding seed 7 to a would."),
            ([1, 2, 3], [7, 8], "adding seeds 1, 2 and 3 to b would."),
            ([7, 8, 9, 10], [4, 5, 6, 20, 21], "adding seeds 4, 5 and 6 to a would."),
            ([8, 9], [7, 8], "'seeds: [7, 8, 9]' for both would."),
            ([1, 2, 3], [4, 5, 6], "adding seeds 1, 2 and 3 to b would."),
            // Listed or counted, and from where, nobody knows.
            ([7], [7, 8, 9], "'seeds: [7, 8, 9]' for it would."),
            ([7], [1, 2, 3], "adding seeds 1, 2 and 3 to a would."),
            ([7], [8], "'seeds: [7, 8, 9]' for both would."),
            ([7], [7, 8], "'seeds: [7, 8, 9]' for both would."),
            // No file may write a larger one than the first; a record may hold any.
            ([UInt64(Int.max)], [UInt64(Int.max)], "'seeds: [0, 1, 9223372036854775807]' for both would."),
            ([.max], [0, .max], "'seeds: [0, 1, 18446744073709551615]' for both would."),
        ] as [([UInt64], [UInt64], String)])
    func `what to add gives both the same seeds and takes none`(winner: [UInt64], runnerUp: [UInt64], advice: String) {
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
            // Of one group alone: the other is asked for it too.
            ([1, 2], [1], "a,seed=2"),
        ] as [([UInt64], [UInt64], String)])
    func `a seed that gave no result stays in the line, and others make up for it`(
        first: [UInt64], second: [UInt64], failed: String
    ) {
        let all = Samples.runs("a", first) + Samples.runs("b", second)
        let records = all.map { run in
            run.name == failed
                ? Samples.record(run, failure: "x")
                : Samples.record(run, Samples.outcome(accuracy: run.group == "a" ? 0.9 : 0.8))
        }
        let answer = Samples.report(Samples.plan(runs: all), records).answer(.plain)
        // Of the others alone each would have those that it was lucky with.
        #expect(answer.contains("; 'seeds: [1, 2, 3, 4]' for both would."), "\(answer)")
    }

    @Test func `what is still to run will do, also beside a seed that gave no result`() {
        let (first, second) = (Samples.runs("a", [1, 2, 3, 4]), Samples.runs("b", [1, 2, 3]))
        let records = first.map { run in
            run.configuration.seed == 4
                ? Samples.record(run, failure: "x")
                : Samples.record(run, Samples.outcome(accuracy: 0.9))
        }
        let begun = Samples.record(second[0], Samples.outcome(accuracy: 0.8))
        let answer = Samples.report(Samples.plan(runs: first + second), records + [begun]).answer(.plain)
        #expect(answer.contains("this cannot tell whether the difference is more than chance. 1 run"), "\(answer)")
    }

    @Test func `seeds that the file has and a start left out are told`() {
        /// - Parameters:
        ///   - missing: runs without a record.
        ///   - selected: besides those of `b`.
        func answer(_ seeds: [UInt64], missing: [String], selected: [String] = []) -> String {
            let (first, second) = (Samples.runs("a", seeds), Samples.runs("b", seeds))
            let records = (first + second).filter { !missing.contains($0.name) }.map { run in
                Samples.record(run, Samples.outcome(accuracy: run.group == "a" ? 0.9 : 0.8))
            }
            let ids = Set((second + first.filter { selected.contains($0.name) }).map(\.id))
            return Samples.report(Samples.plan(runs: first + second), records, selected: ids).answer(.plain)
        }
        let one = answer([7, 8, 9], missing: ["a,seed=8"])
        #expect(
            one.hasSuffix(
                "With 2 seeds in common this cannot tell whether the difference is more than chance; seed 8 of a is left out "
                    + "by --only: a start without it would tell."), "\(one)")
        let two = answer([7, 8, 9], missing: ["a,seed=8", "a,seed=9"])
        #expect(
            two.hasSuffix("; seeds 8 and 9 of a are left out by --only: a start without it would tell."), "\(two)")
        // What is still to run in this start will do.
        let open = answer([1, 2, 3, 4], missing: ["a,seed=1", "a,seed=4"], selected: ["a,seed=4"])
        #expect(open.hasSuffix("this cannot tell whether the difference is more than chance."), "\(open)")
        // By itself it would not.
        let few = answer([7, 8], missing: ["a,seed=8"])
        #expect(few.hasSuffix("; 'seeds: [7, 8, 9]' for both would, in a start without --only."), "\(few)")
    }

    /// The same line in both of its entries would give the same runs twice.
    @Test func `of a group of several entries only what it lacks is asked for`() {
        func third(_ name: String, _ seed: UInt64) -> PlannedRun {
            Samples.plannedRun("\(name),seed=\(seed)", RunConfiguration(seed: seed), group: "third")
        }
        func advice(_ joined: [PlannedRun], _ others: [UInt64]) -> String {
            let answer = Samples.answer([
                (joined, joined.map { _ in 0.9 }), (Samples.runs("other", others), others.map { _ in 0.8 }),
            ])
            return String(answer.split(separator: "; ").last ?? "")
        }
        let two = [third("third", 1), third("fourth", 2)]
        #expect(advice(two, [1, 2, 3]) == "adding seed 3 to third would.")
        #expect(advice(two, [1]) == "adding seed 3 to third and seeds 2 and 3 to other would.")
        // The other one has a single entry, and lacks more alone.
        #expect(advice(two + [third("fourth", 3)], [1]) == "'seeds: [1, 2, 3]' for it would.")
        let unnamed = Samples.plannedRun("fourth", RunConfiguration(seed: 2), group: "third")
        #expect(advice([third("third", 1), unnamed], [1, 2, 3]) == "adding seed 3 to third would.")
        // An entry that sets nothing calls its runs by their seeds.
        let base = [1, 2].map { Samples.plannedRun("seed=\($0)", RunConfiguration(seed: $0), group: "base") }
        #expect(advice(base, [1, 2, 3]) == "'seeds: [1, 2, 3]' for base would.")
    }

    @Test func `seeds that are still to run need no advice`() {
        let answer = Samples.answer([
            (Samples.runs("a", [1, 2, 3]), [0.9, 0.9, nil]), (Samples.runs("b", [1, 2, 3]), [0.8, 0.8, nil]),
        ])
        // And they are not among those that gave no result.
        #expect(answer.hasSuffix("this cannot tell whether the difference is more than chance."), "\(answer)")
    }
}
