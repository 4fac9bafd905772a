/// A layer as a picture of the network shows it.
package struct LayerOutline: Hashable, Sendable {
    /// As in `layerNames`: the names that parameters have too.
    package var name: String
    /// As the file writes it: `conv2d`.
    package var kind: String
    package var settings: [Setting]
    package var output: SampleShape
    package var parameters: Int

    /// The layers of a network in their order.
    /// - Throws: where they do not fit.
    package static func outlines(
        of layers: [LayerSpec], input: SampleShape, classes: Int
    ) throws(ModelShapeError) -> [LayerOutline] {
        let shape = try ModelShape.infer(layers: layers, input: input, classes: classes)
        let names = layers.layerNames
        return layers.indices.map { index in
            LayerOutline(
                name: names[index], kind: layers[index].kind.name.rawValue, settings: layers[index].entries,
                output: shape.outputs[index], parameters: shape.parameterCounts[index])
        }
    }
}

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
