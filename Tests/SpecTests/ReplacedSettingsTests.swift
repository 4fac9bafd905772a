import Experiment
import Spec
import Testing

/// What an entry sets, and each run of its loops has otherwise.
struct ReplacedSettingsTests {
    @Test func `a setting that each run of a grid replaces is a warning`() throws {
        let replaced = try decode("runs: [{learning_rate: 0.5, grid: {learning_rate: [0.1, 0.2]}}]")
        #expect(replaced.remarks.map(\.message) == ["every run of this entry has another 'learning_rate'"])
        let part = try decode(
            "runs: [{optimizer: {sgd: {momentum: 0.9, nesterov: true}}, grid: {optimizer.sgd.momentum: [0.5]}}]")
        #expect(part.remarks.map(\.message) == ["every run of this entry has another 'optimizer.sgd.momentum'"])
        #expect(part.remarks.first?.location?.column == 37)
        let whole = try decode("runs: [{optimizer: {adam: {beta1: 0.8}}, grid: {optimizer.sgd.momentum: [0.5, 0.9]}}]")
        #expect(whole.remarks.map(\.message) == ["every run of this entry has another 'optimizer'"])
        for kept in [
            "{optimizer: sgd, grid: {optimizer.sgd.momentum: [0.1, 0.2]}}",
            "{timeout: 10m, grid: {timeout: [600, 20m]}}",
            "{model: {layers: [flatten, dense: 10]}, grid: {model: [mlp, {layers: [flatten, dense: 10]}]}}",
        ] {
            #expect(try decode("runs: [\(kept)]").remarks.isEmpty, "\(kept)")
        }
        // What an anchor brings is there to be changed.
        let anchored = try decode(
            """
            runs:
              - &first {optimizer: sgd, learning_rate: 0.01}
              - {<<: *first, grid: {learning_rate: [0.1, 0.2]}}
            """)
        #expect(anchored.remarks.isEmpty && anchored.runs.count == 3)
    }

    @Test func `a value that names what base says already replaces nothing`() throws {
        func remarks(_ base: String) throws -> [String] {
            let runs = "runs: [{dataset: {path: /a}, grid: {dataset.name: [fashion-mnist]}}]"
            return try decode("base: {dataset: \(base)}\n\(runs)").remarks.map(\.message)
        }
        #expect(try remarks("{name: fashion-mnist, limit: 100}") == [])
        #expect(try remarks("shapes") == ["every run of this entry has another 'dataset'"])
    }

    @Test func `of a setting that is partly an anchor's only the entry's own part can be lost`() throws {
        let spec = try decode(
            """
            runs:
              - {dataset: &d {name: shapes, limit: 100}, optimizer: &o {sgd: {momentum: 0.5}}}
              - {optimizer: *o, grid: {optimizer.sgd.momentum: [0.8, 0.9]}}
              - {dataset: {<<: *d, split_seed: 8}, grid: {dataset.limit: [1, 2]}}
              - {dataset: {<<: *d, limit: 200}, grid: {dataset.limit: [3, 4]}}
            """)
        #expect(spec.remarks.map(\.message) == ["every run of this entry has another 'dataset.limit'"])
        #expect(spec.remarks.first?.location?.line == 5 && spec.remarks.first?.location?.column == 31)
    }
}
