import Experiment

/// Settings that may be written short. A bare name is nothing but its mapping without settings: `adam` for
/// `{adam: {}}`, `auto` for `{auto: {}}`, `shapes` for `{name: shapes}`. Merging and decoding see the long form only,
/// so a bare `adam` over `{adam: {beta1: 0.8}}` changes nothing: it names the same optimizer.
enum ShortForms {
    /// Settings whose mapping has one key, which says which variant it is.
    static let variants: Set = ["optimizer", "schedule", "learning_rate"]

    /// A run's settings with short forms written out.
    static func expanded(_ settings: YAMLNode) -> YAMLNode {
        guard let entries = settings.entries else { return settings }
        let long = entries.map { entry in
            var entry = entry
            if variants.contains(entry.key.text) {
                entry.value = variant(entry.value)
            } else if entry.key.text == "dataset" {
                entry.value = dataset(entry.value)
            }
            return entry
        }
        return YAMLNode(.mapping(long), at: settings.location)
    }

    private static func variant(_ node: YAMLNode) -> YAMLNode {
        if case .scalar(.string(let name)) = node.content {
            let key = YAMLNode.Key(text: name, location: node.location, style: node.style)
            return mapping(key, YAMLNode(.mapping([]), at: node.location))
        }
        // `adam:` with nothing behind it.
        guard let entry = node.entries?.first, node.entries?.count == 1, case .scalar(.null) = entry.value.content
        else { return node }
        return YAMLNode(
            .mapping([YAMLNode.Entry(key: entry.key, value: YAMLNode(.mapping([]), at: entry.value.location))]),
            at: node.location)
    }

    private static func dataset(_ node: YAMLNode) -> YAMLNode {
        guard case .scalar(.string) = node.content else { return node }
        return mapping(YAMLNode.Key(text: "name", location: node.location), node)
    }

    private static func mapping(_ key: YAMLNode.Key, _ value: YAMLNode) -> YAMLNode {
        YAMLNode(.mapping([YAMLNode.Entry(key: key, value: value)]), at: key.location)
    }
}
