import Experiment
import Foundation
import Spec
import Testing

/// What the schema says twice, and what it repeats of the code.
struct SchemaContentTests {
    private func schema() throws -> SettingValue {
        let data = try Data(contentsOf: URL(fileURLWithPath: SchemaTests.schema))
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

    /// By the pointer of the setting that is one of them.
    private static let words: [(pointer: String, words: [String])] = [
        ("#/properties/objective/properties/metric", Objective.Metric.allCases.map(\.rawValue)),
        ("#/properties/objective/properties/at", Objective.Moment.allCases.map(\.rawValue)),
        ("#/$defs/dataset_settings/properties/name", DatasetSpec.Source.named.map(\.name)),
        ("#/$defs/dataset_settings/properties/normalize", DatasetSpec.Normalization.allCases.map(\.rawValue)),
        ("#/$defs/initializer", Initializer.allCases.map(\.rawValue)),
        (
            "#/$defs/schedule_settings/properties/cyclical/properties/policy",
            ScheduleSpec.Cyclical.Policy.allCases.map(\.rawValue)
        ),
        (
            "#/$defs/schedule_settings/properties/one_cycle/properties/anneal",
            ScheduleSpec.OneCycle.Anneal.allCases.map(\.rawValue)
        ),
        ("#/$defs/auto_settings/properties/suggestion", FinderSettings.Rule.allCases.map(\.rawValue)),
        ("#/$defs/auto_settings/properties/mode", FinderSettings.Mode.allCases.map(\.rawValue)),
        ("#/$defs/auto_settings/properties/metric", FinderSettings.Metric.allCases.map(\.rawValue)),
    ]

    @Test(arguments: words)
    func `the words that the schema takes for a setting are the decoder's`(pointer: String, words: [String]) throws {
        guard case .list(let choices) = try definition("\(pointer)/anyOf", in: schema()) else {
            Issue.record("no list of words")
            return
        }
        #expect(Set(choices.compactMap { $0[path: ["const"]]?.spelling }) == Set(words))
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
