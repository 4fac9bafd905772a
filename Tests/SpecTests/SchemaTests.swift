import Experiment
import Foundation
import Spec
import TestSupport
import Testing

/// `schemas/experiment.schema.json` describes the language that the decoder reads, by the word of an independent
/// YAML 1.2 loader and an independent validator.
struct SchemaTests {
    /// ruamel.yaml reads by YAML 1.2's rules (`1e-5` is a number, `yes` a text), as PyYAML does not.
    private static let python = Result { try PythonEnvironment.make(["jsonschema==4.26.0", "ruamel.yaml==0.19.1"]) }
    /// False where this machine has no Python packages; where it must have them, the test runs and fails.
    private static let hasPython = (try? python.get() == nil) != true
    private static let schema = Repository.root + "/schemas/experiment.schema.json"

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

    @Test(.enabled(if: hasPython)) func `scalars mean what another YAML 1.2 loader says`() throws {
        let python = try #require(try Self.python.get())
        // Left out, where ruamel.yaml keeps parts of YAML 1.1: 1_000, 0b1, -0x10, dates.
        let scalars = [
            "1e-5", "1E5", ".5", "5.", "0x10", "0xfF", "0o17", "010", "00.5", "yes", "no", "on", "off", "y", "~",
            "null",
            "Null", "NULL", "nULL", "true", "True", "TRUE", "tRUE", "false", ".inf", "-.INF", "+.Inf", "inf", "+1",
            "-0",
            "1:30", "1e", "e5", "--1", "+-1", "0o8", "0x", "0xg", "1.5e3", "+.5e-3", "12e03", "1.e2", ".", "+", "1.2.3",
            "9223372036854775807", "-9223372036854775808", "4.9e-324", "1e308", "\"1\"", "'true'", "!!str 1",
        ]
        let script = """
            import sys
            from ruamel.yaml import YAML
            for text in sys.argv[1:]:
                value = YAML(typ="safe", pure=True).load("a: " + text)["a"]
                kind = type(value).__name__
                print(kind, value.hex() if kind == "float" else value)
            """
        let result = try python.run(script, scalars)
        try #require(result.status == 0, "\(result.errors)")
        let theirs = result.output.split(separator: "\n").map(String.init)
        try #require(theirs.count == scalars.count)
        for (text, expected) in zip(scalars, theirs) {
            #expect(try described(text) == normalized(expected), "\(text)")
        }
    }

    /// How the decoder reads a scalar, in the script's words.
    private func described(_ text: String) throws -> String {
        let quoted = text.hasPrefix("\"") || text.hasPrefix("'")
        let value: SettingValue =
            if quoted || text.hasPrefix("!!str ") {
                .string(try decode("description: \(text)").description ?? "")
            } else {
                CoreSchema.resolve(plain: text)
            }
        return switch value {
        case .null: "NoneType None"
        case .bool(let flag): "bool \(flag)"
        case .integer(let integer): "int \(integer)"
        case .number(let number): "float \(number)"
        case .string(let text): "str \(text)"
        case .list, .mapping: "collection"
        }
    }

    /// Python's hexadecimal floating-point numbers and capital booleans as Swift writes them.
    private func normalized(_ line: String) -> String {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        switch parts[0] {
        case "float": return "float \(Double(parts[1]) ?? .nan)"
        case "bool": return line.lowercased()
        default: return line
        }
    }

    // MARK: What the schema says twice, and what it repeats of the code

    private func schema() throws -> SettingValue {
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.schema))
        return try JSONDecoder().decode(JSONValue.self, from: data).value
    }

    /// Every setting by its dotted path, with the JSON pointer of its definition.
    private func definitions(_ schema: SettingValue) throws -> [(path: String, pointer: String)] {
        func keys(_ pointer: String) throws -> [String] {
            guard case .mapping(let entries) = try definition(pointer, in: schema) else { return [] }
            return entries.map(\.key).sorted()
        }
        let settings = "#/$defs/setting/properties"
        var all: [(path: String, pointer: String)] = try keys(settings).map { ($0, "\(settings)/\($0)") }
        func add(_ prefix: String, _ pointer: String) throws {
            for key in try keys(pointer) { all.append(("\(prefix).\(key)", "\(pointer)/\(key)")) }
        }
        try add("dataset", "#/$defs/dataset_settings/properties")
        try add("dataset.idx", "#/$defs/dataset_settings/properties/idx/properties")
        try add("model", "\(settings)/model/anyOf/1/properties")
        let optimizers = "#/$defs/optimizer_settings/properties"
        try add("optimizer", optimizers)
        for name in try keys(optimizers) { try add("optimizer.\(name)", "\(optimizers)/\(name)/properties") }
        all.append(("learning_rate.auto", "#/$defs/auto_settings"))
        try add("learning_rate.auto", "#/$defs/auto_settings/properties")
        try addSchedules(to: &all, schema)
        try add("checkpoint_every", "\(settings)/checkpoint_every/anyOf/2/properties")
        return all
    }

    /// Every schedule has its own settings and a warm-up; each span of training may be written in steps.
    private func addSchedules(to all: inout [(path: String, pointer: String)], _ schema: SettingValue) throws {
        func add(_ path: String, _ pointer: String) throws {
            let target = try definition(pointer, in: schema)[path: ["$ref"]]
            let isWarmup = target == .string("#/$defs/linear_warmup")
            all.append((path, isWarmup ? "#/$defs/linear_warmup" : pointer))
            if isWarmup { try addProperties(of: "#/$defs/linear_warmup", path) }
            if target == .string("#/$defs/span") {
                all.append(("\(path).steps", "#/$defs/span/anyOf/1/properties/steps"))
            }
        }
        func addProperties(of pointer: String, _ path: String) throws {
            let properties = "\(pointer)/properties"
            guard case .mapping(let entries) = try definition(properties, in: schema) else { return }
            for entry in entries { try add("\(path).\(entry.key)", "\(properties)/\(entry.key)") }
        }
        let schedules = "#/$defs/schedule_settings/properties"
        guard case .mapping(let names) = try definition(schedules, in: schema) else { return }
        for name in names {
            try add("schedule.\(name.key)", "\(schedules)/\(name.key)")
            try addProperties(of: "\(schedules)/\(name.key)", "schedule.\(name.key)")
        }
    }

    private func definition(_ pointer: String, in schema: SettingValue) throws -> SettingValue {
        var current = schema
        for part in pointer.split(separator: "/").dropFirst() {
            if case .list(let items) = current, let index = Int(part) {
                current = items[index]
            } else {
                current = try #require(current[path: [String(part)]], "\(pointer)")
            }
        }
        return current
    }

    @Test func `the keys of a run and the names of layers, optimizers and schedules are the decoder's`() throws {
        let schema = try schema()
        func names(_ pointer: String) throws -> Set<String> {
            guard case .mapping(let entries) = try definition(pointer, in: schema) else { return [] }
            return Set(entries.map(\.key))
        }
        #expect(try names("#/$defs/setting/properties") == Set(RunConfiguration().entries.map(\.key)))
        #expect(try names("#/$defs/layer/anyOf/1/properties") == Set(LayerName.allCases.map(\.rawValue)))
        #expect(try names("#/$defs/optimizer_settings/properties") == Set(OptimizerName.allCases.map(\.rawValue)))
        #expect(try names("#/$defs/schedule_settings/properties") == Set(ScheduleName.allCases.map(\.rawValue)))
    }

    /// An editor offers them where no mapping has been begun.
    @Test func `the bare names that the schema takes are those that the decoder takes`() throws {
        let schema = try schema()
        func names(_ pointer: String) throws -> Set<String> {
            guard case .list(let choices) = try definition("\(pointer)/anyOf/0/anyOf", in: schema) else { return [] }
            return Set(choices.compactMap { $0[path: ["const"]]?.spelling })
        }
        let settings = "#/$defs/setting/properties"
        #expect(try names("\(settings)/model") == Set(NamedModel.allCases.map(\.rawValue)))
        #expect(try names("\(settings)/optimizer") == Set(OptimizerName.allCases.map(\.rawValue)))
        #expect(try names("\(settings)/schedule") == Set(ScheduleName.allCases.map(\.rawValue)))
        // Layers that need no setting.
        let bareLayers = LayerName.allCases.map(\.rawValue).filter {
            (try? decode("base: {model: {layers: [\($0)]}}")) != nil
        }
        #expect(try names("#/$defs/layer") == Set(bareLayers))
    }

    @Test func `grid, zip and exclude know every setting by its dotted path`() throws {
        let schema = try schema()
        let paths = Dictionary(uniqueKeysWithValues: try definitions(schema))
        func references(_ pointer: String, _ keys: [String]) throws -> [String: String] {
            guard case .mapping(let entries) = try definition(pointer, in: schema) else { return [:] }
            return Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value[path: keys]?.spelling ?? "") })
        }
        #expect(try references("#/$defs/values/properties", ["items", "$ref"]) == paths)
        #expect(try references("#/$defs/combination/properties", ["$ref"]) == paths)
    }

    @Test func `the defaults that editors show are the decoder's`() throws {
        let schema = try schema()
        let texts =
            ["{}", "{learning_rate: auto}"]
            + OptimizerName.allCases.map { "{optimizer: \($0.rawValue)}" }
            + [
                "constant: {", "step: {every: 3, ", "multi_step: {milestones: [3], ", "exponential: {gamma: 0.5, ",
                "cosine: {", "cyclical: {cycle_momentum: true, ", "one_cycle: {cycle_momentum: true, ",
            ].map { "{schedule: {\($0)linear_warmup: {}}}}" }
        let decoded = try texts.map { try decode("base: \($0)").runs[0].configuration.settings }
        var compared = 0
        for (path, pointer) in try definitions(schema) {
            guard let shown = try definition(pointer, in: schema)[path: ["default"]] else { continue }
            let keys = path.split(separator: ".").map(String.init)
            let values = decoded.compactMap { $0[path: keys] }
            compared += 1
            #expect(values.contains { spelled($0, short: keys.count == 1) == shown.spelling }, "\(path): \(values)")
        }
        #expect(compared > 60)
    }

    @Test func `the defaults of layers that editors show are the decoder's`() throws {
        let layers = "#/$defs/layer/anyOf/1/properties"
        guard case .mapping(let names) = try definition(layers, in: schema()) else { return }
        // What has no default.
        let required = [
            "conv2d": "{filters: 1, kernel: 1}", "max_pool2d": "1", "average_pool2d": "1", "dense": "1", "dropout": "0",
        ]
        var compared = 0
        for (name, layer) in names.map({ ($0.key, $0.value) }) {
            let text = "base: {model: {layers: [{\(name): \(required[name] ?? "{}")}]}}"
            let decoded = try decode(text).runs[0].configuration.settings
            guard case .list(let items)? = decoded[path: ["model", "layers"]], let settings = items.first else {
                continue
            }
            // A bare number stands before the mapping.
            var variants = [layer]
            if case .list(let choices)? = layer[path: ["anyOf"]] { variants += choices }
            for case .mapping(let keys)? in variants.map({ $0[path: ["properties"]] }) {
                for key in keys {
                    guard let shown = key.value[path: ["default"]] else { continue }
                    compared += 1
                    #expect(settings[path: [name, key.key]]?.spelling == shown.spelling, "\(name).\(key.key)")
                }
            }
        }
        #expect(compared == 5)
    }

    /// Whole variants and data sets are shown by their names.
    private func spelled(_ value: SettingValue, short: Bool) -> String {
        guard short, case .mapping(let entries) = value, let first = entries.first else { return value.spelling }
        return first.key == "name" ? first.value.spelling : first.key
    }

    @Test func `every key says in an editor what it is for`() throws {
        let schema = try schema()
        for (path, pointer) in try definitions(schema) {
            let definition = try definition(pointer, in: schema)
            #expect(definition[path: ["title"]] != nil && definition[path: ["description"]] != nil, "\(path)")
        }
    }
}

/// JSON in the form of settings.
private struct JSONValue: Decodable {
    var value: SettingValue

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .null
        } else if let flag = try? container.decode(Bool.self) {
            value = .bool(flag)
        } else if let number = try? container.decode(Double.self) {
            value = .number(number)
        } else if let text = try? container.decode(String.self) {
            value = .string(text)
        } else if let items = try? container.decode([JSONValue].self) {
            value = .list(items.map(\.value))
        } else {
            let entries = try container.decode([String: JSONValue].self)
            value = .mapping(entries.sorted { $0.key < $1.key }.map { Setting($0.key, $0.value.value) })
        }
    }
}
