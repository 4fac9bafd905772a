import Experiment
import Testing

@Suite struct ModelShapeTests {
    /// What is said of layers that give ten classes no outputs of their own; nil where they do.
    private func complaint(_ layers: [LayerKind]) -> String? {
        do throws(ModelShapeError) {
            _ = try ModelShape.infer(
                layers: layers.map { LayerSpec($0) }, input: SampleShape(channels: 1, height: 4, width: 4), classes: 10)
            return nil
        } catch {
            return error.message
        }
    }

    @Test func `the hint to an output of each class names a layer that is there`() {
        let cause = "outputs, but the data set has 10 classes"
        #expect(complaint([.flatten]) == "the model gives 16 \(cause); end with '{dense: 10}'")
        #expect(
            complaint([.flatten, .dense(units: 20), .relu])
                == "the model gives 20 \(cause); give the last 'dense' 10 units")
        #expect(complaint([.relu]) == "the model gives 1×4×4 \(cause); end with 'flatten' and '{dense: 10}'")
        #expect(complaint([.flatten, .dense(units: 10)]) == nil)
    }
}
