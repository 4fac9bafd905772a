/// A layer as a picture of the network shows it.
package struct LayerOutline: Hashable, Sendable {
    /// `conv1`, `relu2`, or its own name; no two are equal.
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
        var ordinals: [String: Int] = [:]
        var names: Set<String> = []
        return zip(layers, zip(shape.outputs, shape.parameterCounts)).map { layer, result in
            // The names that parameters have: conv1.weight, dense1.bias.
            let short = layer.kind.shortName
            ordinals[short, default: 0] += 1
            var name = layer.name ?? "\(short)\(ordinals[short, default: 0])"
            // Layers without parameters may be called alike; a picture's nodes may not.
            while !names.insert(name).inserted { name += "_" }
            return LayerOutline(
                name: name, kind: layer.kind.name, settings: layer.kindAndEntries.entries, output: result.0,
                parameters: result.1)
        }
    }
}
