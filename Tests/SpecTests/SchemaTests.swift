import Experiment
import Foundation
import Spec
import TestSupport
import Testing

/// `schemas/experiment.schema.json` describes the language that the decoder reads, by the word of an independent
/// YAML 1.2 loader and an independent validator.
struct SchemaTests {
    /// ruamel.yaml reads by YAML 1.2's rules (`1e-5` is a number, `yes` a text), as PyYAML does not.
    static let python = Result { try PythonEnvironment.make(["jsonschema==4.26.0", "ruamel.yaml==0.19.1"]) }
    /// False where this machine has no Python packages; where it must have them, the test runs and fails.
    static let hasPython = (try? python.get() == nil) != true
    static let schema = Repository.root + "/schemas/experiment.schema.json"

    /// Wrong files that a JSON schema cannot tell from right ones.
    private static let inexpressible: Set = [
        "exclude-contradiction",  // one value against another
        "exclude-everything",  // what is left of a grid
        "grid-contradiction",  // one value against another
        "ladder",  // numbers compared with each other, over base and run
        "nesterov-of-base",  // one setting that another makes wrong, over base and run
        "replaced-rates",  // one setting that leaves another nothing to decide
        "too-many-runs",  // products
        "zip-lengths",  // lengths compared with each other
    ]

    @Test(.enabled(if: hasPython)) func `the schema accepts and refuses the same files as the decoder`() throws {
        let python = try #require(try Self.python.get())
        let shipped = ["fashion", "shapes"].map { Repository.root + "/experiments/\($0).yaml" }
        let good = try caseNames("good").map { "\(casesFolder)/good/\($0).yaml" } + shipped
        let bad = try caseNames("bad").map { "\(casesFolder)/bad/\($0).yaml" }
        let result = try python.run(Self.validator, [Self.schema] + good + bad)
        try #require(result.status == 0, "\(result.errors)")
        let verdicts = result.output.split(separator: "\n").map(String.init)
        try #require(verdicts.count == good.count + bad.count)
        for (file, verdict) in zip(good, verdicts) { #expect(verdict == "accepted", "\(file)") }
        for (name, verdict) in zip(try caseNames("bad"), verdicts.dropFirst(good.count)) {
            #expect((verdict == "accepted") == Self.inexpressible.contains(name), "\(name): \(verdict)")
        }
    }

    /// Settings of one run on both sides of a bound: X is right at first, then wrong. Between two numbers lies the one
    /// from which on single precision takes them for 1, for 0 or for infinity.
    private static let bounds: [(right: String, wrong: String, settings: [String])] = [
        (
            "0.99999997", "0.99999998",  // halfway from the largest number below 1 to 1
            [
                "label_smoothing: X", "optimizer: {sgd: {momentum: X}}", "optimizer: {adam: {beta1: X}}",
                "optimizer: {adam: {beta2: X}}", "optimizer: {adamw: {beta1: X}}", "optimizer: {adamw: {beta2: X}}",
                "optimizer: {rmsprop: {alpha: X}}", "optimizer: {rmsprop: {momentum: X}}",
                "learning_rate: {auto: {smoothing: X}}",
                "schedule: {cyclical: {cycle_momentum: true, max_momentum: X}}",
                "schedule: {cyclical: {cycle_momentum: true, base_momentum: X, max_momentum: 0.99999997}}",
                "schedule: {one_cycle: {cycle_momentum: true, max_momentum: X}}",
                "schedule: {one_cycle: {cycle_momentum: true, base_momentum: X, max_momentum: 0.99999997}}",
                "model: {layers: [flatten, dropout: X, dense: 10]}",
                "model: {layers: [flatten, dropout: {rate: X}, dense: 10]}",
            ]
        ),
        ("7.1e-46", "7e-46", positiveSettings),  // half of the smallest number
        (
            "7.1e-46", "7e-46",
            ["model: {layers: [batch_norm: {momentum: X}, flatten, dense: 10]}", "schedule: {cyclical: {gamma: X}}"]
        ),
        (
            "1", "1.0001",
            ["model: {layers: [batch_norm: {momentum: X}, flatten, dense: 10]}", "schedule: {cyclical: {gamma: X}}"]
        ),
        ("3.4028e38", "3.4029e38", positiveSettings),
        (
            "3.4028e38", "3.4029e38",
            [
                "optimizer: {sgd: {weight_decay: X}}", "optimizer: {adam: {weight_decay: X}}",
                "optimizer: {adamw: {weight_decay: X}}", "optimizer: {rmsprop: {weight_decay: X}}",
                "optimizer: {adagrad: {weight_decay: X}}", "optimizer: {adagrad: {learning_rate_decay: X}}",
                "optimizer: {adagrad: {initial_accumulator: X}}", "schedule: {cosine: {min: X}}",
                "schedule: {cyclical: {min: X, max: 3.40281e38}}",
                "model: {layers: [flatten, leaky_relu: X, dense: 10]}",
                "model: {layers: [flatten, leaky_relu: {negative_slope: X}, dense: 10]}",
            ]
        ),
        ("1e308", "1e309", finiteSettings),  // up to the largest double
        ("1e308", ".inf", finiteSettings),
        ("00001d", "00000d", ["timeout: X"]),
        ("{path: a, classes: 2}", "{path: a}", ["dataset: {idx: X}"]),
        ("{path: a, classes: 2}", "{classes: 2}", ["dataset: {idx: X}"]),
        (
            "cycle_momentum: true", "max: 0.1",
            [
                "schedule: {cyclical: {X, base_momentum: 0.5}}", "schedule: {cyclical: {X, max_momentum: 0.9}}",
                "schedule: {one_cycle: {X, base_momentum: 0.5}}", "schedule: {one_cycle: {X, max_momentum: 0.9}}",
            ]
        ),
        ("0.5", "0.6", ["schedule: {one_cycle: {three_phase: true, rise_fraction: X}}"]),
        ("false", "true", ["schedule: {one_cycle: {three_phase: X, rise_fraction: 0.6}}"]),
        ("{sgd: {nesterov: true, momentum: 0.1}}", "{sgd: {nesterov: true}}", ["optimizer: X"]),
        ("8", "7", ["learning_rate: {auto: {steps: X}}", "learning_rate: {auto: {steps: X, suggestion: trials}}"]),
        ("10000", "10001", ["learning_rate: {auto: {steps: X}}"]),
        ("{step: {every: 2}}", "step", ["schedule: X"]),
        ("{multi_step: {milestones: [2]}}", "{multi_step: {gamma: 0.5}}", ["schedule: X"]),
        ("{exponential: {gamma: 0.5}}", "exponential", ["schedule: X"]),
    ]
    private static let positiveSettings = [
        "learning_rate: X", "gradient_clip: X", "optimizer: {adam: {epsilon: X}}", "optimizer: {adamw: {epsilon: X}}",
        "optimizer: {rmsprop: {epsilon: X}}", "optimizer: {adagrad: {epsilon: X}}",
        "schedule: {step: {every: 1, gamma: X}}", "schedule: {multi_step: {milestones: [1], gamma: X}}",
        "schedule: {exponential: {gamma: X}}", "schedule: {cyclical: {max: X}}", "schedule: {one_cycle: {max: X}}",
        "model: {layers: [batch_norm: {epsilon: X}, flatten, dense: 10]}",
    ]
    private static let finiteSettings = [
        "validate_every: X", "stop_on_divergence: X", "checkpoint_every: X", "checkpoint_every: {seconds: X}",
        "learning_rate: {auto: {stop_factor: X}}", "schedule: {step: {every: X}}",
        "schedule: {multi_step: {milestones: [1, X]}}", "schedule: {cyclical: {step_size: X}}",
        "schedule: {constant: {linear_warmup: {length: X}}}", "schedule: {one_cycle: {start_divisor: X}}",
        "schedule: {one_cycle: {end_divisor: X}}",
    ]
    /// Settings that need others, which stand elsewhere.
    private static let completed = [
        "base: {schedule: step}\nruns: [{schedule: {step: {every: 2}}}]",
        "base: {schedule: {exponential: {gamma: 0.5}}}\nruns: [{schedule: exponential}]",
        "runs: [{schedule: step, grid: {schedule.step.every: [1, 2]}}]",
        "base: {optimizer: {sgd: {momentum: 0.9}}}\nruns: [{optimizer: {sgd: {nesterov: true}}}]",
        "base: {optimizer: {sgd: {nesterov: true}}}\nruns: [{optimizer: {sgd: {momentum: 0.9}}}]",
        "runs: [{learning_rate: {auto: {steps: 7}}, zip: {learning_rate.auto.suggestion: [valley]}}]",
        "base: {learning_rate: {auto: {suggestion: steepest, skip_begin: 0}}}\n"
            + "runs: [{learning_rate: {auto: {steps: 7}}}]",
        "base: {dataset: {idx: {path: a}}}\nruns: [{dataset: {idx: {classes: 2}}}, {dataset: {idx: {classes: 3}}}]",
        "base: {dataset: {idx: {path: a, classes: 2}}}\nruns: [{dataset: {idx: {path: b}}}]",
        "runs: [{dataset: {idx: {path: a}}, grid: {dataset.idx.classes: [2, 3]}}]",
        "base: {schedule: {cyclical: {cycle_momentum: true}}}\nruns: [{schedule: {cyclical: {base_momentum: 0.5}}}]",
        "base: {schedule: {one_cycle: {three_phase: true, rise_fraction: 0.6}}}\n"
            + "runs: [{schedule: {one_cycle: {rise_fraction: 0.4}}}]",
        "runs: [{seed: 5, seeds: 2}]", "base: {seed: 5}\nruns: [{seeds: [1, 2]}]",
    ]
    /// Entries that are wrong as a whole, and settings that nothing completes, beside others that something does.
    private static let wrong = [
        "runs: [{seed: 5, seeds: [1, 2]}]", "runs: [{seeds: 2, grid: {seed: [1, 2]}}]",
        "runs: [{seeds: [3, 4], zip: {seed: [1, 2]}}]", "runs: [{exclude: [{seed: 1}]}]",
        "base: {dataset: shapes}\nruns: [{dataset: {idx: {path: a}}}]",
        "base: {optimizer: {sgd: {momentum: 0.9}}}\nruns: [{schedule: step}]",
        "base: {dataset: {idx: {path: a, classes: 2}}}\nruns: [{optimizer: {sgd: {nesterov: true}}}]",
    ]

    @Test(.enabled(if: hasPython)) func `the schema draws each line where the decoder draws it`() throws {
        let python = try #require(try Self.python.get())
        var all = Self.completed.map { (text: $0, isRight: true) } + Self.wrong.map { (text: $0, isRight: false) }
        for (right, wrong, settings) in Self.bounds {
            for setting in settings {
                for file in ["base: {X}", "runs: [{X}]"] {
                    let text = file.replacing("X", with: setting)
                    all.append((text: text.replacing("X", with: right), isRight: true))
                    all.append((text: text.replacing("X", with: wrong), isRight: false))
                }
            }
        }
        let folder = try TemporaryFolder()
        let files = try all.enumerated().map { try folder.write($1.text, to: "\($0).yaml") }
        let result = try python.run(Self.validator, [Self.schema] + files)
        let verdicts = result.output.split(separator: "\n").map(String.init)
        try #require(result.status == 0 && verdicts.count == all.count, "\(result.errors)")
        for ((text, isRight), verdict) in zip(all, verdicts) {
            #expect(complaints(about: text).contains(": error: ") != isRight, "\(text)")
            #expect((verdict == "accepted") == isRight, "\(text): \(verdict)")
        }
    }

    /// A word for each file: `accepted`, or why not.
    private static let validator = """
        import json, sys
        from jsonschema import Draft202012Validator
        from ruamel.yaml import YAML
        schema = json.load(open(sys.argv[1]))
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for path in sys.argv[2:]:
            try:
                document = YAML(typ="safe", pure=True).load(open(path))
                errors = [error.message for error in validator.iter_errors(document)]
            except Exception as error:
                errors = [str(error)]
            print(errors[0].replace("\\n", " ") if errors else "accepted")
        """
}
