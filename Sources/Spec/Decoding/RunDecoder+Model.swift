import Experiment

extension RunDecoder {
    private static let layerNames = LayerName.allCases.map(\.rawValue)
    private static let initializer = Rule<Initializer>.choice()
    private static let expected = "a model's name such as 'lenet5', or '{layers: [...]}'"

    func read(model node: YAMLNode, into model: inout ModelSpec) {
        let decoded: ModelSpec?
        if let known = context.models[ObjectIdentifier(node)] {
            decoded = known.model
        } else {
            decoded = self.model(node)
            context.models[ObjectIdentifier(node)] = (node, decoded)
        }
        if let decoded { model = decoded }
    }

    private func model(_ node: YAMLNode) -> ModelSpec? {
        let names = NamedModel.allCases.map(\.rawValue)
        if case .scalar(.string(let name)) = node.content {
            if let known = NamedModel(rawValue: name) { return .named(known) }
            context.reportUnknown(
                "model", YAMLNode.Key(text: name, location: node.location, style: node.style), among: names)
            return nil
        }
        guard let entries = node.entries else {
            // No model is called as a layer is, so that no list of models has one.
            if let items = node.items, items.contains(where: Self.isLayer) {
                context.reportMismatch(
                    "model", expected: Self.expected, found: node,
                    notes: [Diagnostic.Note("layers of one model stand below 'layers': '{layers: […]}'")])
            } else {
                context.reportMismatch("model", expected: Self.expected, found: node, path: ["model"])
            }
            return nil
        }
        // `{name: mlp}` and `{mlp: {}}`; beside layers a name alone would throw them away.
        if node["layers"] == nil,
            let (word, name) = Self.nameBehindKey(entries, among: names)
                ?? entries.map(\.key).first(where: { names.contains($0.text) }).map({ (key: $0, name: $0.text) })
        {
            context.diagnostics.report(
                "'\(word.text)' is no key of 'model'; write 'model: \(name)'", at: word.location)
            return nil
        }
        var reader = SettingsReader(entries, at: node.location, context: context)
        let list = reader.node("layers")
        reader.finish()
        guard let list else {
            context.diagnostics.report("'model' needs 'layers'", at: node.location)
            return nil
        }
        guard let items = list.items, !items.isEmpty else {
            context.reportMismatch("layers", expected: "a list of at least one layer", found: list)
            return nil
        }
        let layers = items.compactMap(layer)
        guard layers.count == items.count else { return nil }
        reportEqualNames(layers, items)
        return .layers(layers)
    }

    /// Whether it looks like a layer: `relu`, `{dense: 10}`.
    private static func isLayer(_ node: YAMLNode) -> Bool {
        if case .scalar(.string(let name)) = node.content { return layerNames.contains(name) }
        return node.entries?.first.map { layerNames.contains($0.key.text) } ?? false
    }

    private func reportEqualNames(_ layers: [LayerSpec], _ items: [YAMLNode]) {
        var first: [String: Int] = [:]
        for (index, name) in layers.layerNames.enumerated() {
            guard let other = first[name] else {
                first[name] = index
                continue
            }
            // One of them has no name of its own, and is counted.
            let isCounted = layers[index].name == nil || layers[other].name == nil
            context.diagnostics.report(
                isCounted
                    ? "a second layer is called '\(name)', as layers without a name are counted"
                    : "a second layer is named '\(name)'",
                at: items[index].location, notes: [Diagnostic.Note("the first one", at: items[other].location)])
        }
    }

    // MARK: One layer

    private func layer(_ node: YAMLNode) -> LayerSpec? {
        guard let (key, settings) = nameAndSettings(node) else { return nil }
        guard let name = LayerName(rawValue: key.text) else {
            if ["softmax", "log_softmax", "logsoftmax"].contains(key.text.lowercased()) {
                context.diagnostics.report(
                    "'\(key.text)' is no layer: the loss takes the softmax of the outputs itself; leave it out",
                    at: key.location)
            } else {
                context.reportUnknown("layer", key, among: Self.layerNames)
            }
            return nil
        }
        guard let entries = entries(of: settings, main: name.mainSetting) else {
            context.reportMismatch(key.text, expected: "a mapping of its settings", found: settings)
            return nil
        }
        var reader = SettingsReader(entries, at: key.location, context: context)
        let kind = layer(over: name.usual, &reader)
        var given: String?
        reader.readOptional("name", .layerName, into: &given)
        reader.finish()
        return kind.map { LayerSpec($0, name: given) }
    }

    /// A layer's settings as written below its name; a bare number stands for the main one.
    private func entries(of settings: YAMLNode, main: String?) -> [YAMLNode.Entry]? {
        switch settings.content {
        case .mapping(let entries): entries
        case .scalar(.null): []
        case .scalar:
            main.map { [YAMLNode.Entry(key: YAMLNode.Key(text: $0, location: settings.location), value: settings)] }
        case .sequence, .invalid: nil
        }
    }

    /// - Parameter usual: the defaults of its settings.
    /// - Returns: nil where one that has none is missing.
    private func layer(over usual: LayerKind, _ reader: inout SettingsReader) -> LayerKind? {
        let name = usual.name.rawValue
        switch usual {
        case .convolution2D(_, _, var stride, var padding, var initializer):
            let filters = reader.require("filters", of: name, .count)
            let kernel = reader.require("kernel", of: name, .count)
            reader.read("stride", .count, into: &stride)
            reader.read("padding", .countOrZero, into: &padding)
            reader.read("initializer", Self.initializer, into: &initializer)
            guard let filters, let kernel else { return nil }
            return .convolution2D(
                filters: filters, kernel: kernel, stride: stride, padding: padding, initializer: initializer)
        case .maxPool2D:
            return pool(name, &reader).map { .maxPool2D(size: $0.size, stride: $0.stride) }
        case .averagePool2D:
            return pool(name, &reader).map { .averagePool2D(size: $0.size, stride: $0.stride) }
        case .dense(_, var initializer):
            let units = reader.require("units", of: name, .count)
            reader.read("initializer", Self.initializer, into: &initializer)
            return units.map { .dense(units: $0, initializer: initializer) }
        case .flatten, .relu, .tanh, .sigmoid, .gelu: return usual
        case .leakyReLU(var slope):
            reader.read("negative_slope", .positiveOrZero, into: &slope)
            return .leakyReLU(negativeSlope: slope)
        case .dropout:
            return reader.require("rate", of: name, .belowOne).map { .dropout(rate: $0) }
        case .batchNorm(var momentum, var epsilon):
            reader.read("momentum", .floatAtMostOne, into: &momentum)
            reader.read("epsilon", .positiveFloat, into: &epsilon)
            return .batchNorm(momentum: momentum, epsilon: epsilon)
        }
    }

    /// The windows of a pooling layer.
    private func pool(_ name: String, _ reader: inout SettingsReader) -> (size: Int, stride: Int)? {
        let size = reader.require("size", of: name, .count)
        var stride: Int?
        reader.readOptional("stride", .count, into: &stride)
        return size.map { ($0, stride ?? $0) }
    }

    /// `relu`, `{dense: 120}`, `{conv2d: {...}}`: the name, and what stands behind it.
    private func nameAndSettings(_ node: YAMLNode) -> (YAMLNode.Key, YAMLNode)? {
        switch node.content {
        case .scalar(.string(let name)):
            return (
                YAMLNode.Key(text: name, location: node.location, style: node.style),
                YAMLNode(.scalar(.null), at: node.location)
            )
        case .mapping(let entries):
            guard let entry = entries.first else { break }
            if entries.count > 1 {
                context.diagnostics.report(
                    "a layer has one key, its name; this is a second one", at: entries[1].key.location,
                    notes: [
                        Diagnostic.Note(
                            "settings of '\(Quote.short(entry.key.text))' belong below it", at: entry.key.location)
                    ])
                return nil
            }
            return (entry.key, entry.value)
        case .scalar, .sequence, .invalid: break
        }
        context.reportMismatch("layers", expected: "layers such as 'relu' or '{dense: 120}'", found: node)
        return nil
    }
}
