package import Experiment
package import TensorBoard

extension NetworkGraph {
    /// A chain from the samples to the loss. Nil without layers.
    package init?(_ layers: [LayerOutline], input: SampleShape) {
        guard !layers.isEmpty else { return nil }
        var nodes = [
            Node("input/samples", operation: "samples", shape: [-1] + input.dimensions),
            Node("input/labels", operation: "labels", shape: [-1]),
        ]
        var last = "input/samples"
        for layer in layers {
            var attributes = Dictionary(layer.settings.map { ($0.key, $0.value.spelling) }) { first, _ in first }
            attributes["parameters"] = String(layer.parameters)
            nodes.append(
                Node(
                    layer.name, operation: layer.kind, inputs: [last], shape: [-1] + layer.output.dimensions,
                    attributes: attributes))
            last = layer.name
        }
        nodes.append(Node("loss/softmax_cross_entropy", operation: "loss", inputs: [last, "input/labels"], shape: []))
        self.init(nodes)
    }
}

extension SampleShape {
    fileprivate var dimensions: [Int] { isFlat ? [channels] : [channels, height, width] }
}
