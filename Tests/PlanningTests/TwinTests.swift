import Experiment
import Planning
import Testing

/// One configuration under two names.
@Suite struct TwinTests {
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

    @Test func `two names for the same settings with other seeds are told, at the second`() throws {
        let planned = try plan(
            entry("third", seeds: [1, 2], line: 4) + entry("other", seeds: [1, 2], line: 5) { $0.epochs = 3 }
                + entry("fourth", seeds: [5, 6], line: 6))
        #expect(planned.runs.count == 6)
        let remark = try #require(planned.remarks.first)
        #expect(planned.remarks.count == 1)
        #expect(remark.message == "'fourth' is 'third' with other seeds: what differs between them is chance")
        #expect(remark.severity == .warning && remark.location?.line == 6)
        #expect(
            remark.notes.map(\.message) == ["the same settings", "one 'name' for both makes one group of them"])
        #expect(remark.notes.first?.location?.line == 4)
    }

    @Test func `what decides nothing makes no other configuration`() throws {
        let planned = try plan(
            entry("third", seeds: [1], line: 4)
                + entry("fourth", seeds: [2], line: 5) {
                    $0.logEvery = 1
                    $0.dataset.path = "/elsewhere"
                })
        #expect(planned.remarks.count == 1)
    }

    @Test func `one name for two entries makes one group`() throws {
        let planned = try plan(entry("third", seeds: [1, 2], line: 4) + entry("third", seeds: [5, 6], line: 5))
        #expect(planned.remarks.isEmpty)
        #expect(Set(planned.runs.map(\.group)) == ["third"])
    }

    @Test func `the same settings on other data are another configuration`() throws {
        let runs: [RunSpec] = ["a", "b"].enumerated().flatMap { index, folder in
            entry(folder, seeds: [UInt64(index)], line: index) {
                $0.dataset.source = .idx(path: folder, classes: 10)
            }
        }
        func remarks(_ checksum: (String) -> String) throws -> Int {
            let planned = try Planner.plan(ExperimentSpec(name: "trial", baseSeed: 7, runs: runs)) {
                (dataset) throws(Diagnostic) in
                var summary = fashion
                if case .idx(let path, _) = dataset.source { summary.checksum = checksum(path) }
                return summary
            }
            return planned.remarks.count
        }
        #expect(try remarks { $0 } == 0)
        #expect(try remarks { _ in "c0ffee" } == 1)
    }
}
