import Testing

/// What a message adds for slips that are made again and again.
struct HintTests {
    @Test(arguments: [
        ("learning_rate: [1e-3, 1e-2]", "compare several, write 'grid: {learning_rate: […]}'"),
        ("epochs: [1, 2]", "compare several, write 'grid: {epochs: […]}'"),
        ("optimizer: [sgd, adam]", "compare several, write 'grid: {optimizer: […]}'"),
        ("optimizer: {sgd: {momentum: [0, 0.9]}}", "compare several, write 'grid: {optimizer.sgd.momentum: […]}'"),
        ("dataset: {name: shapes, limit: [10, 20]}", "compare several, write 'grid: {dataset.limit: […]}'"),
        ("learning_rate: {auto: {steps: [50, 100]}}", "compare several, write 'grid: {learning_rate.auto.steps: […]}'"),
        ("seed: [1, 2]", "repeat with several, write 'seeds: […]'"),
    ])
    func `a list where one value belongs`(setting: String, hint: String) {
        let text = complaints(about: "base: {\(setting)}")
        #expect(
            text.hasSuffix("\nnote: to \(hint) in an entry of 'runs'\n") && text.matches(of: #/error: /#).count == 1)
    }

    @Test(arguments: ["batch_size: [16, 32]", "learning_rate: [1e-3, auto]", "seed: [1, 2]", "optimizer: [sgd, adam]"])
    func `a list under exclude`(excluded: String) {
        let text = complaints(about: "runs: [{grid: {epochs: [1, 2]}, exclude: [{\(excluded)}]}]")
        #expect(text.hasSuffix("\nnote: to drop several, write an entry of 'exclude' for each value\n"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1)
    }

    @Test(arguments: ["description: [a, b]", "base: {epochs: []}", "base: {model: {layers: [{dense: [1, 2]}]}}"])
    func `what no grid reaches has no such hint`(text: String) {
        #expect(!complaints(about: text).contains("several"))
        #expect(complaints(about: text).contains(": error: "))
    }

    @Test(arguments: ["learning_rate: \"0.1\"", "learning_rate: '1e-3'", "epochs: '3'", "histograms: 'true'"])
    func `quotes around a number or a flag`(setting: String) {
        let text = complaints(about: "base: {\(setting)}")
        #expect(text.contains(": error: ") && text.hasSuffix("\nnote: the quotes make it a text; leave them out\n"))
    }

    @Test(arguments: [
        ("avg_pool2d: 2", "average_pool2d"), ("AvgPool2d: 2", "average_pool2d"), ("max_pooling2d: 2", "max_pool2d"),
        ("linear: 10", "dense"), ("Conv2d: {}", "conv2d"), ("conv: {}", "conv2d"), ("batchnorm: {}", "batch_norm"),
        ("batch_norm2d: {}", "batch_norm"), ("batch_normalization: {}", "batch_norm"),
        ("dense: {out_features: 10}", "units"), ("conv2d: {kernel_size: 3}", "kernel"),
        ("max_pool2d: {kernel_size: 2}", "size"), ("dropout: {p: 0.5}", "rate"),
    ])
    func `a layer or its setting as other tools call it`(layer: String, name: String) {
        let text = complaints(about: "base: {model: {layers: [{\(layer)}]}}")
        #expect(text.contains("; did you mean '\(name)'?\n"), "\(text)")
    }

    @Test(arguments: [
        ("adagrad: {lr_decay: 0.1}", "unknown key 'lr_decay'; did you mean 'learning_rate_decay'?"),
        (
            "adagrad: {initial_accumulator_value: 0.1}",
            "unknown key 'initial_accumulator_value'; did you mean 'initial_accumulator'?"
        ),
        ("adam: {eps: 1e-7}", "unknown key 'eps'; did you mean 'epsilon'?"),
        ("adam: {betas: [0.9, 0.99]}", "'betas' belongs in two settings, 'beta1' and 'beta2'"),
        ("sgd: {lr: 0.1}", "'lr' belongs beside 'optimizer', as 'learning_rate'"),
        ("adagrad: {learning_rate: 0.1}", "'learning_rate' belongs beside 'optimizer'"),
    ])
    func `an optimizer's setting as PyTorch calls it`(setting: String, words: String) {
        let text = complaints(about: "base: {optimizer: {\(setting)}}")
        #expect(text.contains(": error: \(words)\n") && text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test(arguments: [
        (
            "dataset: {idx: {path: a, classes: 10, normalize: raw}}",
            "'normalize' belongs beside 'idx': '{idx: {…}, normalize: …}'"
        ),
        ("dataset: {idx: {path: a, classes: 10, limit: 5}}", "'limit' belongs beside 'idx': '{idx: {…}, limit: …}'"),
        (
            "dataset: {path: a, classes: 10}",
            "'classes' belongs below 'idx': '{idx: {path: FOLDER, classes: 10}}'"
        ),
        (
            "dataset: {classes: 10, limit: 5}",
            "'classes' belongs below 'idx': '{idx: {path: FOLDER, classes: 10}}'"
        ),
        ("dataset: {name: fashion-mnist, classes: 10}", "unknown key 'classes'"),
        ("dataset: {name: shapes, batch_size: 5}", "'batch_size' belongs beside 'dataset'"),
        (
            "dataset: {name: shapes, seed: 3}",
            "'seed' belongs beside 'dataset', where it decides the training; the split has a 'split_seed'"
        ),
        ("classes: 10", "'classes' belongs below 'dataset': '{idx: {classes: …}}'"),
    ])
    func `a data set's setting that stands a level too deep or too high`(setting: String, words: String) {
        let text = complaints(about: "base: {\(setting)}")
        #expect(text.contains(": error: \(words)\n") && text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test(arguments: [
        "learning_rate: !!str 0.1", "batch_size: !!str 32", "epochs: ! 3", "histograms: !!str true",
    ])
    func `a tag before a number or a flag`(setting: String) {
        let text = complaints(about: "base: {\(setting)}")
        #expect(text.contains(": error: ") && text.hasSuffix("\nnote: the tag makes it a text; leave it out\n"))
    }

    @Test(arguments: ["learning_rate: fast", "learning_rate: '-1'", "epochs: '2.5'", "optimizer: '3'"])
    func `quotes that are not to blame`(setting: String) {
        #expect(!complaints(about: "base: {\(setting)}").contains("quotes"))
    }

    @Test(arguments: [
        "base: {epochs: 3, learning_rate:0.1}", "base:\n  learning_rate:0.1\n", "runs:\n  - learning_rate:0.1\n",
        "runs: [learning_rate:0.1]",
    ])
    func `a space is missing behind a colon`(text: String) {
        let text = complaints(about: text)
        #expect(text.contains("\nnote: a space is missing behind 'learning_rate:'\n"), "\(text)")
    }

    @Test func `a colon without its space that ends the text's structure`() {
        let text = complaints(about: "base:\n  epochs: 3\n  learning_rate:0.1\n  seed: 2\n")
        #expect(text.contains("note: a key is followed by a colon and a space: 'epochs: 3'\n"), "\(text)")
    }

    @Test(arguments: [
        "name: 'a:b'", "name: \"a:b\"", "name: !!str a:b", "base: {optimizer: 'a:b'}", "base: {'epochs:3': }",
        "base: {model: 'a:b'}", "base: {dataset: 'a:b'}", "base: {learning_rate: 'a:b'}",
        "base: {model: {layers: ['a:b']}}", "runs: [{grid: {'a:b': [1]}}]",
    ])
    func `no space helps where quotes or a tag make a text`(text: String) {
        #expect(complaints(about: text).contains(": error: "), "\(text)")
        #expect(!complaints(about: text).contains("space is missing"), "\(text)")
    }

    @Test(arguments: [
        "base: {dataset: 'http://x/y'}", "base: {timeout: '1:30'}", "base: {dataset: 'C:\\x'}",
        "base: {dataset: http://x/y}", "base: {timeout: 1:30}", "base: {dataset: C:\\x}",
    ])
    func `a colon that is no key's`(text: String) {
        #expect(complaints(about: text).contains(": error: ") && !complaints(about: text).contains("space"))
    }
}
