import Experiment

extension RunDecoder {
    private static let normalization = Rule<DatasetSpec.Normalization>.choice()
    /// IDX labels are bytes.
    private static let classes = Rule.integer(from: 2, to: 256)
    /// What a data set may say wherever its samples come from.
    static let keysOfEverySource = NestedKey.keysRead { decoder, reader in
        var dataset = DatasetSpec()
        decoder.readUse(of: &dataset, &reader)
    }

    func read(dataset node: YAMLNode, into dataset: inout DatasetSpec) {
        guard let entries = node.entries else {
            context.reportMismatch(
                "dataset", expected: "a name such as 'fashion-mnist' or a mapping", found: node, path: ["dataset"])
            return
        }
        var reader = SettingsReader(entries, at: node.location, context: context, path: ["dataset"])
        let name = reader.node("name")
        let named = name.flatMap { source(named: $0) }
        if let named { dataset.source = named }
        let files = reader.node("idx")
        if let files { read(idx: files, into: &dataset) }
        reader.readOptional("path", .path, into: &dataset.path)
        readUse(of: &dataset, &reader)
        reader.finish { Self.otherPlace($0, isNamed: named != nil) }
        if name != nil, let files {
            context.diagnostics.report("'name' and 'idx' name two data sets; choose one", at: files.location)
        } else if let path = reader.node("path"), dataset.path != nil {
            switch dataset.source {
            case .fashionMNIST: break
            case .shapes:
                context.diagnostics.report("'shapes' is drawn by the program and has no 'path'", at: path.location)
            case .idx:
                context.diagnostics.report("'idx' has a 'path' of its own; leave this one out", at: path.location)
            }
        }
    }

    /// How it is used.
    private func readUse(of dataset: inout DatasetSpec, _ reader: inout SettingsReader) {
        reader.read("validation_fraction", .properFraction, into: &dataset.validationFraction)
        reader.read("split_seed", .seed, into: &dataset.splitSeed)
        reader.read("normalize", Self.normalization, into: &dataset.normalization)
        reader.readOptional("limit", .count, into: &dataset.limit)
    }

    /// Where a key belongs that stands beside the data set's own.
    /// - Parameter isNamed: whether it is one with a name: then it has no files of the user's.
    private static func otherPlace(_ key: String, isNamed: Bool) -> String? {
        if key == "classes" { return isNamed ? nil : "below 'idx': '{idx: {path: FOLDER, classes: 10}}'" }
        if key == "class_names" { return isNamed ? nil : "below 'idx': '{idx: {…, class_names: […]}}'" }
        // Moved there, it would change the training without a word.
        if key == "seed" { return "beside 'dataset', where it decides the training; the split has a 'split_seed'" }
        if keys.contains(key) { return "beside 'dataset'" }
        // `{shapes: …}`, as optimizers and models are written.
        return DatasetSpec.Source.named.contains { $0.name == key } ? "behind 'name': '{name: \(key)}'" : nil
    }

    private func source(named node: YAMLNode) -> DatasetSpec.Source? {
        guard case .scalar(.string(let word)) = node.content else {
            context.reportMismatch("name", expected: "a data set's name such as 'fashion-mnist'", found: node)
            return nil
        }
        if let known = DatasetSpec.Source.named.first(where: { $0.name == word }) { return known }
        if word == "idx" {
            context.diagnostics.report(
                "'idx' needs to know where: write '{idx: {path: FOLDER, classes: 10}}'", at: node.location)
        } else {
            context.reportUnknown(
                "data set", YAMLNode.Key(text: word, location: node.location, style: node.style),
                among: DatasetSpec.Source.named.map(\.name),
                otherForm: "files of your own, 'dataset: {idx: {path: FOLDER, classes: 10}}'")
        }
        return nil
    }

    private func read(idx node: YAMLNode, into dataset: inout DatasetSpec) {
        guard let entries = node.entries else {
            context.reportMismatch("idx", expected: "a mapping such as '{path: FOLDER, classes: 10}'", found: node)
            return
        }
        var reader = SettingsReader(entries, at: node.location, context: context)
        let path = reader.require("path", of: "idx", .path)
        let classes = reader.require("classes", of: "idx", Self.classes)
        let names = reader.node("class_names").flatMap { classNames($0, classes: classes) }
        reader.finish { key in
            Self.keysOfEverySource.contains(key) ? "beside 'idx': '{idx: {…}, \(key): …}'" : nil
        }
        if let path, let classes { dataset.source = .idx(path: path, classes: classes) }
        if let names { dataset.classNames = names }
    }

    /// - Parameter classes: how many there are; nil where that is not known.
    private func classNames(_ node: YAMLNode, classes: Int?) -> [String]? {
        // Takes away what `base` set.
        if case .scalar(.null) = node.content { return [] }
        guard let items = node.items, !items.isEmpty else {
            context.reportMismatch("class_names", expected: "a list such as '[cat, dog]'", found: node)
            return nil
        }
        var names: [String] = []
        var seen: Set<String> = []
        for item in items {
            guard let name = context.value(of: item, "class_names", Rule.className) else { return nil }
            guard seen.insert(name).inserted else {
                context.diagnostics.report("'class_names' has '\(Quote.short(name))' twice", at: item.location)
                return nil
            }
            names.append(name)
        }
        // Another place may set how many classes there are.
        if let classes, classes != names.count, !context.isPartial {
            context.diagnostics.report(
                "'class_names' has \(WordList.count(names.count, "name")) for \(classes) classes", at: node.location)
        }
        return names
    }
}
