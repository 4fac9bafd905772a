import Experiment
import Spec
import Testing

/// Where each setting of a run was written.
struct SourceMapTests {
    @Test func `the source map finds each setting where it was written`() throws {
        let text = """
            base:
              optimizer: {sgd: {momentum: 0.9}}
              model:
                layers:
                  - flatten
                  - relu
                  - dense: 10
            runs:
              - grid: {epochs: [1, 22]}
              - optimizer: sgd
            """
        let runs = try decode(text, settings: ["batch_size=8"]).runs
        func place(_ path: String, _ run: Int = 1) -> String {
            runs[run].sources.location(of: path).map { "\($0.file):\($0.line):\($0.column)+\($0.length)" } ?? "none"
        }
        #expect(place("epochs") == "test.yaml:9:24+2")
        #expect(place("optimizer.sgd.momentum") == "test.yaml:2:31+3")
        #expect(place("optimizer.sgd.nesterov") == "test.yaml:2:20+15")
        #expect(place("model.layers.1") == "test.yaml:6:9+4")
        #expect(place("model.layers.2") == "test.yaml:7:9+5")
        #expect(place("batch_size") == "--set:1:12+1")
        #expect(runs[1].location.line == 9)
        #expect(place("optimizer", 2) == "test.yaml:10:16+3")
    }

    @Test(arguments: [("{}", 1), ("{optimizer: sgd}", 2), ("{grid: {log_every: [7]}}", 1)])
    func `a setting that nobody wrote has the place of the settings that are, whatever sets one`(
        entry: String, line: Int
    ) throws {
        func place(_ settings: [String]) throws -> Experiment.SourceLocation? {
            let run = try decode("base: {seed: 1}\nruns: [\(entry)]", settings: settings).runs.first
            return run?.sources.location(of: "batch_size")
        }
        let usual = try place([])
        #expect(usual?.file == "test.yaml" && usual?.line == line)
        #expect(try place(["epochs=2", "learning_rate.auto.steps=50"]) == usual)
    }

    @Test func `the source map tells what was written from what encloses it`() throws {
        let written = ["schedule", "schedule.cyclical", "schedule.cyclical.gamma", "learning_rate.auto.skip_begin"]
        let other = ["schedule.cyclical.policy", "learning_rate.auto.skip_end", "batch_size", "name"]
        let ways: [(text: String, settings: [String])] = [
            ("base: {schedule: {cyclical: {gamma: 0.9994}}, learning_rate: {auto: {skip_begin: 10}}}", []),
            ("base: {}", ["schedule.cyclical.gamma=0.9994", "learning_rate.auto.skip_begin=10"]),
        ]
        for (text, settings) in ways {
            let sources = try #require(try decode(text, settings: settings).runs.first).sources
            #expect((written + other).filter { sources.isWritten($0) } == written, "\(text)")
        }
    }

    @Test func `a run knows where its name was written, and of none that is not`() throws {
        let runs = try decode("base: {}\nruns: [{name: one, seeds: 2}, {dataset: {name: shapes}}]").runs
        #expect(runs.map { $0.namePlace?.column } == [15, 15, nil])
        #expect(runs[0].namePlace?.length == 3)
        #expect(runs[2].sources.location(of: "dataset.name")?.column == 48)
    }
}
