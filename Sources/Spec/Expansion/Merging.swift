import Experiment

/// Puts one run's settings over another's, in long form (`ShortForms`), before they have a type: half an optimizer
/// has none.
///
/// Mappings merge key by key; scalars and lists replace; another variant (`sgd` over `adam`, `seconds` over `steps` of
/// `checkpoint_every`) replaces; another data set replaces what says which one it was (`name`, `path`, `idx`), and
/// leaves how it is used; files elsewhere with `classes` of their own replace the names of the classes too.
enum Merging {
    private enum Policy { case keyByKey, variant, dataset, files }

    /// What holds where neither `name` nor `idx` says which data set it is.
    private static let defaultDataset = SettingValue.string(DatasetSpec().source.name)

    static func merge(_ over: YAMLNode, over base: YAMLNode) -> YAMLNode {
        merge(over, over: base) { key in
            if ShortForms.variants.contains(key) || key == "checkpoint_every" { return .variant }
            return key == "dataset" ? .dataset : .keyByKey
        }
    }

    /// - Parameter policy: how the values of a key merge.
    private static func merge(
        _ over: YAMLNode, over base: YAMLNode, policy: (String) -> Policy = { _ in .keyByKey }
    ) -> YAMLNode {
        guard let additions = over.entries, var entries = base.entries else { return over }
        if additions.isEmpty { return base }
        // A file may be wrong in ten thousands of keys, and repeat them all: to search for each would take minutes.
        let places = Dictionary(zip(entries.map(\.key.text), entries.indices)) { first, _ in first }
        for addition in additions {
            if let index = places[addition.key.text] {
                let value = merge(addition.value, over: entries[index].value, by: policy(addition.key.text))
                entries[index] = YAMLNode.Entry(key: addition.key, value: value)
            } else {
                entries.append(addition)
            }
        }
        return YAMLNode(.mapping(entries), at: over.location)
    }

    private static func merge(_ over: YAMLNode, over base: YAMLNode, by policy: Policy) -> YAMLNode {
        switch policy {
        case .keyByKey: return merge(over, over: base)
        case .variant: return sameVariant(over, base) ? merge(over, over: base) : over
        case .dataset:
            let kept = isAnotherDataset(over, than: base) ? without(["name", "path", "idx"], base) : base
            return merge(over, over: kept) { $0 == "idx" ? .files : .keyByKey }
        case .files: return merge(over, over: hasOtherClasses(over, than: base) ? without(["class_names"], base) : base)
        }
    }

    static func sameVariant(_ first: YAMLNode, _ second: YAMLNode) -> Bool {
        guard let name = variantName(first) else { return false }
        return name == variantName(second)
    }

    /// The one key of a variant's mapping.
    static func variantName(_ node: YAMLNode) -> String? {
        guard let entries = node.entries, entries.count == 1 else { return nil }
        return entries.first?.key.text
    }

    private static func isAnotherDataset(_ over: YAMLNode, than base: YAMLNode) -> Bool {
        if over["idx"] != nil { return base["idx"] == nil }
        guard let name = over["name"]?.value else { return false }
        if let former = base["name"]?.value { return name != former }
        return base["idx"] != nil || name != defaultDataset
    }

    /// Whether files in another folder say themselves how many classes they have. A path alone, as `--set` and grids may
    /// give it, takes over the number of classes, and so their names.
    private static func hasOtherClasses(_ over: YAMLNode, than base: YAMLNode) -> Bool {
        guard over["classes"] != nil, let path = over["path"]?.value, let former = base["path"]?.value else {
            return false
        }
        return path != former
    }

    private static func without(_ keys: [String], _ node: YAMLNode) -> YAMLNode {
        guard let entries = node.entries else { return node }
        return YAMLNode(.mapping(entries.filter { !keys.contains($0.key.text) }), at: node.location)
    }
}
