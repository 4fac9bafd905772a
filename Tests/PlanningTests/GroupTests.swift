import Experiment
import Planning
import Testing

/// Which runs are one configuration with other seeds.
@Suite struct GroupTests {
    /// The runs of an entry.
    private func entry(
        _ name: String, seeds: [UInt64], line: Int, _ change: (inout RunConfiguration) -> Void = { _ in }
    ) -> [RunSpec] {
        seeds.map { seed in
            var configuration = RunConfiguration(learningRate: .fixed(0.012), seed: seed)
            change(&configuration)
            return run(configuration, name: name, repeatsSeeds: true, entry: line, line: line)
        }
    }

    private static let hint =
        "to say so in the file, list their seeds in one entry, or give them one 'name' where each has 'seeds'"

    @Test func `two names for the same settings with other seeds are one group, which the plan says`() throws {
        let planned = try plan(
            entry("third", seeds: [1, 2], line: 4) + entry("other", seeds: [1, 2], line: 5) { $0.epochs = 3 }
                + entry("fourth", seeds: [5, 6], line: 6))
        #expect(planned.runs.map(\.group) == ["third", "third", "other", "other", "third", "third"])
        #expect(planned.runs.last?.name == "fourth,seed=6")
        let remark = try #require(planned.remarks.first)
        #expect(planned.remarks.count == 1 && remark.severity == .note && remark.location?.line == 6)
        #expect(remark.message == "'fourth' is 'third' with other seeds: they are one group, 'third'")
        #expect(remark.notes.map(\.message) == ["the same settings", Self.hint])
        #expect(remark.notes.map(\.location?.line) == [4, nil])
    }

    @Test func `the name of a run tells the group that its own entry gives it`() throws {
        func own(_ runs: [RunSpec]) throws -> [String] {
            try plan(runs).runs.map { GroupName.own(of: $0.name, seed: $0.configuration.seed) }
        }
        #expect(
            try own(entry("third", seeds: [1, 2], line: 4) + entry("fourth", seeds: [5], line: 5)) == [
                "third", "third", "fourth",
            ])
        #expect(try own([run(name: "a")]) == ["a"])
        #expect(try own([run()]) == ["base"])
        #expect(try own([run(repeatsSeeds: true)]) == ["base"])
    }

    @Test func `of two entries that have many in common one is named`() throws {
        let runs = [UInt64(1), 2].flatMap { seed in
            (1...1000).map { epochs in
                run(
                    RunConfiguration(epochs: epochs, seed: seed), name: seed == 1 ? "a" : "b",
                    varied: [("epochs", .integer(epochs))], entry: Int(seed), grid: true, line: Int(seed))
            }
        }
        let planned = try plan(runs)
        #expect(Set(planned.runs.map(\.group)).count == 1000)
        #expect(
            planned.remarks.map(\.message) == [
                "'b,epochs=1' is 'a,epochs=1' with other seeds: they are one group, 'a,epochs=1'; the same holds for 999"
                    + " more names"
            ])
    }

    @Test func `many names for one configuration are told in one note`() throws {
        func remark(_ names: [String]) throws -> Diagnostic? {
            let runs = names.enumerated().flatMap { entry($1, seeds: [UInt64($0)], line: $0) }
            let planned = try plan(runs)
            #expect(planned.remarks.count == 1 && Set(planned.runs.map(\.group)) == ["a"])
            return planned.remarks.first
        }
        let three = try #require(try remark(["a", "b", "c"]))
        #expect(three.message == "'b' and 'c' are 'a' with other seeds: they are one group, 'a'")
        #expect(three.location?.line == 1 && three.notes.map(\.location?.line) == [0, nil])
        let ten = try #require(try remark(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]))
        #expect(ten.message == "'b', 'c', 'd' and 6 more are 'a' with other seeds: they are one group, 'a'")
    }

    @Test func `names of one entry that are one group are told by what they differ in`() throws {
        func planned(_ changes: [(logEvery: Int, epochs: Int)]) throws -> RunPlan {
            try plan(
                changes.enumerated().map { seed, change in
                    run(
                        RunConfiguration(epochs: change.epochs, seed: UInt64(seed), logEvery: change.logEvery),
                        varied: [
                            ("log_every", .integer(change.logEvery)), ("epochs", .integer(change.epochs)),
                            ("seed", .integer(seed)),
                        ], grid: true, line: 3)
                })
        }
        let three = try planned([(1, 5), (2, 5), (3, 5)])
        #expect(Set(three.runs.map(\.group)) == ["log_every=1,epochs=5"])
        let remark = try #require(three.remarks.first)
        #expect(three.remarks.count == 1 && remark.location?.line == 3)
        #expect(
            remark.message
                == "'log_every=2,epochs=5' and 'log_every=3,epochs=5' are 'log_every=1,epochs=5' with other seeds: they"
                + " are one group, 'log_every=1,epochs=5'")
        #expect(remark.notes == [Diagnostic.Note("what tells their names apart changes nothing that is trained")])
        #expect(
            try planned([(1, 5), (2, 5), (1, 6), (2, 6)]).remarks.map(\.message) == [
                "'log_every=2,epochs=5' is 'log_every=1,epochs=5' with other seeds: they are one group,"
                    + " 'log_every=1,epochs=5'; the same holds for 1 more name"
            ])
    }

    @Test func `what decides nothing makes no other group`() throws {
        let planned = try plan(
            entry("third", seeds: [1], line: 4)
                + entry("fourth", seeds: [2], line: 5) {
                    $0.logEvery = 1
                    $0.dataset.path = "/elsewhere"
                })
        #expect(Set(planned.runs.map(\.group)) == ["third"])
    }

    @Test func `one name for two entries makes one group`() throws {
        let planned = try plan(entry("third", seeds: [1, 2], line: 4) + entry("third", seeds: [5, 6], line: 5))
        #expect(planned.remarks.isEmpty)
        #expect(Set(planned.runs.map(\.group)) == ["third"])
    }

    @Test func `what decides nothing makes no other group of one name`() throws {
        let planned = try plan(
            entry("third", seeds: [1, 2], line: 4)
                + entry("third", seeds: [5, 6], line: 5) {
                    $0.logEvery = 1
                    $0.timeout = 60
                })
        #expect(planned.remarks.isEmpty && Set(planned.runs.map(\.group)) == ["third"])
    }

    @Test func `the same settings on other data are another configuration`() throws {
        let runs: [RunSpec] = ["a", "b"].enumerated().flatMap { index, folder in
            entry(folder, seeds: [UInt64(index)], line: index) {
                $0.dataset.source = .idx(path: folder, classes: 10)
            }
        }
        func plan(_ checksum: (String) -> String) throws(Diagnostics) -> RunPlan {
            try Planner.plan(ExperimentSpec(name: "trial", baseSeed: 7, runs: runs)) { (dataset) throws(Diagnostic) in
                var summary = fashion
                if case .idx(let path, _) = dataset.source { summary.checksum = checksum(path) }
                return summary
            }
        }
        #expect(try plan { $0 }.runs.map(\.group) == ["a", "b"])
        #expect(try plan { _ in "c0ffee" }.runs.map(\.group) == ["a", "a"])
    }
}
