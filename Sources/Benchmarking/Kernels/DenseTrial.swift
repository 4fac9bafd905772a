import Experiment
import KernelTypes
import NeuralNet

/// A dense layer's three kernels with their memory, on a whole batch at once as a network calls them.
final class DenseTrial {
    private let inputs: Int
    private let outputs: Int
    private let samples: Int
    private var microBatches: Int { Lanes.microBatches(samples) }

    /// (M, I, 8), (M, O, 8)
    private let x: FloatSlice
    private let y: FloatSlice
    private let dx: FloatSlice
    private let dy: FloatSlice
    /// (8M, I), (8M, O)
    private let xSamples: FloatSlice
    private let dySamples: FloatSlice
    /// (O, I), (O)
    private let weights: FloatSlice
    private let bias: FloatSlice
    private let weightGradient: FloatSlice
    private let biasGradient: FloatSlice

    init(inputs: Int, outputs: Int, samples: Int, random: inout RandomStream) {
        let lanes = Lanes.microBatches(samples) * Lanes.count
        self.inputs = inputs
        self.outputs = outputs
        self.samples = samples
        x = FloatSlice(count: lanes * inputs, random: &random)
        y = FloatSlice(count: lanes * outputs)
        dx = FloatSlice(count: lanes * inputs)
        dy = FloatSlice(count: lanes * outputs, random: &random)
        xSamples = FloatSlice(count: lanes * inputs)
        dySamples = FloatSlice(count: lanes * outputs)
        weights = FloatSlice(count: outputs * inputs, random: &random)
        bias = FloatSlice(count: outputs, random: &random)
        weightGradient = FloatSlice(count: outputs * inputs)
        biasGradient = FloatSlice(count: outputs)
    }

    func forward(_ kernels: KernelTable, relu: Bool) {
        unsafe kernels.denseForward(
            inputs, outputs, x.pointer(extent: x.count), weights.pointer(extent: weights.count),
            bias.pointer(extent: outputs), relu, 0..<outputs, y.pointer(extent: y.count), microBatches)
    }

    func inputGradient(_ kernels: KernelTable) {
        unsafe kernels.denseInputGradient(
            inputs, outputs, dy.pointer(extent: dy.count), weights.pointer(extent: weights.count), 0..<inputs,
            dx.pointer(extent: dx.count), microBatches)
    }

    /// Inputs and gradients from lanes to rows, for `weightGradient`.
    func transpose(_ kernels: KernelTable) {
        unsafe kernels.samplesFromLanes(
            inputs, x.pointer(extent: x.count), xSamples.pointer(extent: xSamples.count), microBatches)
        unsafe kernels.samplesFromLanes(
            outputs, dy.pointer(extent: dy.count), dySamples.pointer(extent: dySamples.count), microBatches)
    }

    /// After `transpose`.
    func weightGradient(_ kernels: KernelTable) {
        unsafe kernels.denseWeightGradient(
            inputs, outputs, samples, xSamples.pointer(extent: xSamples.count),
            dySamples.pointer(extent: dySamples.count), 0..<outputs,
            weightGradient.pointer(extent: weightGradient.count), biasGradient.pointer(extent: outputs))
    }

    // MARK: Check

    func faults(in kernels: KernelTable) -> [KernelFault] {
        forward(kernels, relu: false)
        inputGradient(kernels)
        transpose(kernels)
        weightGradient(kernels)
        var expectedOutput = (0..<y.count).map { ExactSum(bias[$0 / Lanes.count % outputs]) }
        var expectedInputGradient = [ExactSum](repeating: ExactSum(), count: dx.count)
        var expectedWeightGradient = [ExactSum](repeating: ExactSum(), count: weights.count)
        var expectedBiasGradient = [ExactSum](repeating: ExactSum(), count: outputs)
        for (sample, output) in (0..<microBatches * Lanes.count).flatMap({ n in (0..<outputs).map { (n, $0) } }) {
            let to = Lanes.place(sample, output, of: outputs)
            if sample < samples { expectedBiasGradient[output].add(dy[to], times: 1) }
            for input in 0..<inputs {
                let (from, weight) = (Lanes.place(sample, input, of: inputs), output * inputs + input)
                expectedOutput[to].add(weights[weight], times: x[from])
                expectedInputGradient[from].add(weights[weight], times: dy[to])
                if sample < samples { expectedWeightGradient[weight].add(dy[to], times: x[from]) }
            }
        }
        var comparison = KernelComparison("\(inputs) to \(outputs), \(samples) samples")
        comparison.compare("dense forward", y, with: expectedOutput)
        comparison.compare("dense input gradient", dx, with: expectedInputGradient)
        comparison.compare("dense weight gradient", weightGradient, with: expectedWeightGradient)
        comparison.compare("dense bias gradient", biasGradient, with: expectedBiasGradient)
        return comparison.faults
    }
}
