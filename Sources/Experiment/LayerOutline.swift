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
