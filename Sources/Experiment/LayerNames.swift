extension [LayerSpec] {
    /// What each layer is called, and its parameters begin with: its own name, or its kind's with its number among them
    /// (`conv1`, `relu2`). A layer with a name of its own counts too: naming one renames no other.
    package var layerNames: [String] {
        var ordinals: [String: Int] = [:]
        return map { layer in
            let kind = layer.kind.shortName
            ordinals[kind, default: 0] += 1
            return layer.name ?? "\(kind)\(ordinals[kind, default: 0])"
        }
    }
}
