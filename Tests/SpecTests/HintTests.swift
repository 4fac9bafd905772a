import Experiment
import Spec
import TestSupport
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

    @Test func `quotes around one of several seeds`() {
        let text = complaints(about: "runs: [{seeds: [1, \"2\"]}]")
        #expect(text.hasPrefix("test.yaml:1:20: error: 'seeds' expects an integer from 0 to \(Int.max), not '2'\n"))
        #expect(text.hasSuffix("\nnote: the quotes make it a text; leave them out\n"), "\(text)")
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
            "optimizer: {name: sgd, momentum: 0.9}",
            "'name' is no key of 'optimizer'; write 'optimizer: {sgd: {momentum: …}}'"
        ),
        ("optimizer: {type: SGD}", "'type' is no key of 'optimizer'; write 'optimizer: sgd'"),
        ("optimizer: {lr: 0.1, type: adam}", "'type' is no key of 'optimizer'; write 'optimizer: adam'"),
        (
            "schedule: {type: step, step_size: 3}",
            "'type' is no key of 'schedule'; write 'schedule: {step: {every: …}}'"
        ),
        ("schedule: {type: step, verbose: true}", "'type' is no key of 'schedule'; write 'schedule: {step: {…}}'"),
        (
            "learning_rate: {type: auto, num_iter: 50}",
            "'type' is no key of 'learning_rate'; write 'learning_rate: {auto: {steps: …}}'"
        ),
        ("model: {name: mlp}", "'name' is no key of 'model'; write 'model: mlp'"),
        ("model: {mlp: {}}", "'mlp' is no key of 'model'; write 'model: mlp'"),
        ("model: {name: lenet, layers: [flatten, {dense: 10}]}", "unknown key 'name'"),
        ("model: {mlp: {}, layers: [flatten, {dense: 10}]}", "unknown key 'mlp'"),
        ("optimizer: {adamw: {weight_decay: 0.1}, learning_rate: 0.1}", "'learning_rate' belongs beside 'optimizer'"),
        ("optimizer: {lr: 0.1}", "'lr' belongs beside 'optimizer', as 'learning_rate'"),
        ("optimizer: {sgd: {epochs: 2}}", "'epochs' belongs beside 'optimizer'"),
        (
            "optimizer: {momentum: 0.9}",
            "'momentum' belongs a level deeper: '{sgd: {momentum: …}}' or '{rmsprop: {momentum: …}}'"
        ),
        ("optimizer: {nesterov: true}", "'nesterov' belongs a level deeper: '{sgd: {nesterov: …}}'"),
        ("learning_rate: {min: 1e-4, max: 1}", "'min' belongs a level deeper: '{auto: {min: …}}'"),
    ])
    func `a variant's name or settings a level too high or too deep`(setting: String, words: String) {
        let text = complaints(about: "base: {\(setting)}")
        #expect(text.contains(": error: \(words)\n") && text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test(arguments: ["sgd", "rmsprop"])
    func `a dotted path without the variant's name`(optimizer: String) {
        let text = complaints(
            about: "base: {optimizer: \(optimizer)}\nruns: [{grid: {optimizer.momentum: [0, 0.9]}}]")
        let ways = "'optimizer.sgd.momentum' or 'optimizer.rmsprop.momentum'"
        #expect(text.contains(": error: 'momentum' belongs a level deeper: \(ways)\n"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test func `names behind a dotted path to a variant are told once`() {
        let text = complaints(about: "runs: [{grid: {optimizer.name: [sgd, adam]}}]")
        #expect(text.contains(": error: 'name' is no key of 'optimizer'; write 'optimizer: sgd'\n"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test(arguments: [
        "{grid: {optimizer: [*o, adam]}}", "{grid: {epochs: [1, 2]}, exclude: [{optimizer: *o}]}",
    ])
    func `settings without their variant's name are told once where an alias repeats them`(entry: String) {
        let text = complaints(about: "base: {optimizer: &o {momentum: 0.9}}\nruns: [\(entry)]")
        let ways = "'{sgd: {momentum: …}}' or '{rmsprop: {momentum: …}}'"
        #expect(text.contains(":1:23: error: 'momentum' belongs a level deeper: \(ways)\n"), "\(text)")
        #expect(text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test func `an entry's own key in its grid`() {
        let text = complaints(about: "runs: [{grid: {seeds: [1, 2]}}]")
        #expect(text.contains(": error: 'seeds' belongs in an entry of 'runs' itself\n"), "\(text)")
    }

    @Test func `a learning rate for each optimizer`() {
        let text = complaints(about: "base: {learning_rate: {sgd: 0.1, adam: 0.001}}")
        #expect(
            text.contains(
                "'learning_rate' expects a number greater than 0, 'auto', or '{auto: {...}}', not a mapping\n"))
        #expect(text.hasSuffix("write 'zip: {optimizer: […], learning_rate: […]}' in an entry of 'runs'\n"), "\(text)")
    }

    @Test(arguments: ["[flatten, {dense: 10}]", "[{dense: 10}]", "[relu]"])
    func `a list of layers is one model`(layers: String) {
        let text = complaints(about: "base: {model: \(layers)}")
        #expect(text.hasSuffix("\nnote: layers of one model stand below 'layers': '{layers: […]}'\n"), "\(text)")
        #expect(!text.contains("several"), "\(text)")
        #expect(complaints(about: "base: {model: [mlp, lenet5]}").contains("write 'grid: {model: […]}'"))
    }

    @Test(arguments: ["softmax", "LogSoftmax", "log_softmax"])
    func `a softmax as the last layer`(name: String) {
        let text = complaints(about: "base: {model: {layers: [flatten, {dense: 10}, \(name)]}}")
        let words = "'\(name)' is no layer: the loss takes the softmax of the outputs itself; leave it out"
        #expect(text.contains(": error: \(words)\n") && text.matches(of: #/error: /#).count == 1, "\(text)")
    }

    @Test func `a data set that is not known is told how to give one's own`() {
        let text = complaints(about: "base: {dataset: cifar10}")
        #expect(text.hasSuffix("; or files of your own, 'dataset: {idx: {path: FOLDER, classes: 10}}'\n"), "\(text)")
    }

    @Test(arguments: [
        ("schedule: {step: {every: 1, step_size: 3}}", "step_size", "every"),
        ("schedule: {cyclical: {step_size_up: 3}}", "step_size_up", "step_size"),
        ("schedule: {cosine: {min_lr: 0}}", "min_lr", "min"), ("schedule: {cosine: {eta_min: 0}}", "eta_min", "min"),
        ("learning_rate: {auto: {min_lr: 1e-4}}", "min_lr", "min"),
        ("learning_rate: {auto: {end_lr: 1}}", "end_lr", "max"),
        ("learning_rate: {auto: {num_training: 30}}", "num_training", "steps"),
        ("learning_rate: {auto: {num_iter: 30}}", "num_iter", "steps"),
        ("learning_rate: {auto: {early_stop_threshold: 4}}", "early_stop_threshold", "stop_factor"),
        ("learning_rate: {auto: {diverge_th: 4}}", "diverge_th", "stop_factor"),
    ])
    func `a schedule's or a range test's setting as other tools call it`(setting: String, key: String, name: String) {
        let text = complaints(about: "base: {\(setting)}")
        #expect(text.contains(": error: unknown key '\(key)'; did you mean '\(name)'?\n"), "\(text)")
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
        ("dataset: {class_names: [a, b]}", "'class_names' belongs below 'idx': '{idx: {…, class_names: […]}}'"),
        ("dataset: {name: shapes, class_names: [a, b]}", "unknown key 'class_names'"),
        (
            "dataset: {idx: {path: a, classes: 2, labels: [a, b]}}",
            "unknown key 'labels'; did you mean 'class_names'?"
        ),
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

    @Test func `a file of nearly that name, in large letters or in small ones`() throws {
        let folder = try TemporaryFolder()
        func meant(_ name: String) -> String? {
            do {
                _ = try ExperimentFile.load(path: folder.file(name))
                return nil
            } catch {
                return error.all.first?.suggestion
            }
        }
        try folder.write("base: {}", to: "CIFAR.yaml")
        for name in ["CIFAR.yml", "cifar.yaml", "CIFRA.yaml", "Cifar10.yaml"] {
            #expect(meant(name) == folder.file("CIFAR.yaml"), "\(name)")
        }
        #expect(meant("MNIST.yaml") == nil)
        // Whose ending alone is another comes before all others, also where a name is one of other tools'.
        for name in ["cifar.yaml", "data.yaml", "dataset.yaml"] { try folder.write("base: {}", to: name) }
        #expect(meant("cifar.yml") == folder.file("cifar.yaml"))
        #expect(meant("data.yml") == folder.file("data.yaml"))
    }
}
