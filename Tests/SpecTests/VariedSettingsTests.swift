import Testing

/// What a run tells of the settings that tell it apart.
struct VariedSettingsTests {
    @Test func `of layers a run tells what tells them apart, and no default`() throws {
        let text = """
            runs:
              - grid:
                  model:
                    - mlp
                    - {layers: [conv2d: {filters: 2, kernel: 3}, max_pool2d: {size: 2, stride: 2}, flatten, dense: 10]}
                    - layers:
                        - conv2d: {filters: 2, kernel: 3, stride: 1, padding: 1}
                        - {max_pool2d: {size: 2, stride: 1}}
                        - batch_norm: {momentum: 0.1}
                        - leaky_relu: 0.01
                        - leaky_relu: 0.2
                        - flatten: {name: vector}
                        - dense: {units: 10, initializer: zeros}
            """
        #expect(
            try varied(text) == [
                "model=mlp",
                "model.layers=[{conv2d: {filters: 2, kernel: 3}}, {max_pool2d: 2}, flatten, {dense: 10}]",
                "model.layers=[{conv2d: {filters: 2, kernel: 3, padding: 1}}, {max_pool2d: {size: 2, stride: 1}}, "
                    + "batch_norm, leaky_relu, {leaky_relu: 0.2}, {flatten: {name: vector}}, "
                    + "{dense: {units: 10, initializer: zeros}}]",
            ])
    }

    @Test func `varied tells the values that hold in the end`() throws {
        let text = "runs: [{optimizer: {sgd: {momentum: 0.5}}, epochs: 2}, {grid: {learning_rate: [1e-05, auto]}}]"
        #expect(
            try varied(text) == ["optimizer.sgd.momentum=0.5 epochs=2", "learning_rate=1e-5", "learning_rate=auto"])
        #expect(
            try varied(text, settings: ["optimizer=adam", "epochs=0x10"])
                == ["optimizer=adam epochs=16", "learning_rate=1e-5", "learning_rate=auto"])
        #expect(
            try varied("runs: [{grid: {learning_rate: [{auto: {steps: 50}}], dataset: [shapes, {limit: 5}]}}]")
                == ["learning_rate.auto.steps=50 dataset=shapes", "learning_rate.auto.steps=50 dataset.limit=5"])
        // The file's own entry names its variant only: what base says of it is not its doing.
        #expect(
            try varied("base: {optimizer: {sgd: {momentum: 0.5}}}\nruns: [{optimizer: sgd}]") == ["optimizer=sgd"])
    }

    @Test func `varied never holds name, seeds or description`() throws {
        #expect(try varied("runs: [{name: x, seeds: 2, epochs: 1}]") == ["epochs=1", "epochs=1"])
    }
}
