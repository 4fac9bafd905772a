import Experiment
import Reporting
import TensorBoard
import Testing

@Suite struct NetworkGraphTests {
    private static let layers = [LayerSpec(.flatten), LayerSpec(.dense(units: 10))]

    @Test(
        arguments: [
            (SampleShape(channels: 3, height: 20, width: 30), [-1, 3, 20, 30]), (SampleShape(features: 4), [-1, 4]),
        ] as [(SampleShape, [Int])])
    func `every edge says the shape of what it carries, from the samples and the labels on`(
        input: SampleShape, samples: [Int]
    ) throws {
        let outlines = try LayerOutline.outlines(of: Self.layers, input: input, classes: 10)
        let graph = try #require(NetworkGraph(outlines, input: input))
        #expect(
            graph.nodes.map(\.name) == [
                "input/samples", "input/labels", "flatten1", "dense1", "loss/softmax_cross_entropy",
            ])
        let shapes: [[Int]?] = [samples, [-1], [-1, input.count], [-1, 10], []]
        #expect(graph.nodes.map(\.shape) == shapes)
    }

    @Test func `without layers there is nothing to draw`() {
        #expect(NetworkGraph([], input: SampleShape(features: 4)) == nil)
    }
}
