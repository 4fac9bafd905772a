import Experiment
import Spec
import Testing

/// `--set key=value`.
struct SettingTests {
    @Test func `dotted keys reach nested settings, and values are YAML`() throws {
        let run = try decode(
            "base: {optimizer: adam}",
            settings: [
                "optimizer.sgd.momentum=0.9", "dataset=shapes", "dataset.limit=1e3", "learning_rate={auto: {max: 1}}",
                "gradient_clip=",
            ]
        ).runs[0].configuration
        #expect(run.optimizer == .sgd(momentum: 0.9))
        #expect(run.dataset == DatasetSpec(source: .shapes, limit: 1000))
        #expect(run.learningRate == .auto(FinderSettings(maximum: 1)))
        #expect(run.gradientClip == nil)
    }

    @Test func `a whole comes before its part in any order, and of one key the last one wins`() throws {
        let optimizer = ["optimizer.sgd.momentum=0.9", "optimizer={sgd: {momentum: 0.5, nesterov: true}}"]
        for settings in [optimizer, optimizer.reversed()] {
            let run = try decode("base: {}", settings: settings + ["epochs=2", "epochs=3"]).runs[0].configuration
            #expect(run.optimizer == .sgd(momentum: 0.9, nesterov: true))
            #expect(run.epochs == 3)
        }
    }

    @Test func `they apply to every run and to the seed of range tests`() throws {
        let spec = try decode(
            "runs: [{epochs: 2}, {grid: {epochs: [3, 4]}}, {seeds: 2}]", settings: ["epochs=1", "seed=5"])
        #expect(spec.runs.map(\.configuration.epochs) == [1, 1, 1, 1, 1])
        #expect(spec.runs.map(\.configuration.seed) == [5, 5, 5, 5, 6])
        #expect(spec.baseSeed == 5)
    }

    @Test func `they are checked like the file, and shown as they were written`() {
        let text = complaints(
            about: "base: {epoch: 1}",
            settings: ["epochs=0", "optimzer=adam", "seed", "batch_size=[1, ", "optimizer.sgd.momentums=1"])
        #expect(
            text == """
                test.yaml:1:8: error: unknown key 'epoch'; did you mean 'epochs'?
                  1 | base: {epoch: 1}
                    |        ^~~~~
                --set:1:8: error: 'epochs' expects an integer of at least 1, not 0
                  1 | epochs=0
                    |        ^
                --set:2:1: error: unknown key 'optimzer'; did you mean 'optimizer'?
                  2 | optimzer=adam
                    | ^~~~~~~~
                --set:3:1: error: expected key=value, such as epochs=3
                  3 | seed
                    | ^~~~
                --set:4:15: error: did not find expected node content
                  4 | batch_size=[1, 
                    |               ^
                --set:5:15: error: unknown key 'momentums'; did you mean 'momentum'?
                  5 | optimizer.sgd.momentums=1
                    |               ^~~~~~~~~

                """)
    }
}
