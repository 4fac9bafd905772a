import Experiment
import KernelTypes
import NeuralNet

/// A dense layer's three kernels with their memory, on a whole batch at once as a network calls them.
final class DenseTrial {
    private let plan: DensePlan
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

    init(_ plan: DensePlan, samples: Int, random: inout RandomStream) {
        let lanes = Lanes.microBatches(samples) * Lanes.count
        let (inputs, outputs) = (plan.inputs, plan.outputs)
        self.plan = plan
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

    func forward(_ kernels: CheckedKernels, relu: Bool) {
        kernels.denseForward(
            plan, x, weights: weights, bias: bias, relu: relu, range: 0..<plan.outputs, to: y,
            microBatches: microBatches)
    }

    func inputGradient(_ kernels: CheckedKernels) {
        kernels.denseInputGradient(
            plan, dy: dy, weights: weights, range: 0..<plan.inputs, to: dx, microBatches: microBatches)
    }

    /// Inputs and gradients from lanes to rows, for `weightGradient`.
    func transpose(_ kernels: CheckedKernels) {
        kernels.samplesFromLanes(features: plan.inputs, x, to: xSamples, microBatches: microBatches)
        kernels.samplesFromLanes(features: plan.outputs, dy, to: dySamples, microBatches: microBatches)
    }

    /// After `transpose`.
    func weightGradient(_ kernels: CheckedKernels) {
        kernels.denseWeightGradient(
            plan, samples: samples, xSamples: xSamples, dySamples: dySamples, range: 0..<plan.outputs,
            toWeights: weightGradient, bias: biasGradient)
    }

    // MARK: Check

    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        inputGradient(kernels)
        transpose(kernels)
        weightGradient(kernels)
        let (inputs, outputs) = (plan.inputs, plan.outputs)
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
        for relu in [false, true] {
            forward(kernels, relu: relu)
            comparison.compare("dense forward", y, with: expectedOutput, relu: relu)
        }
        comparison.compare("dense input gradient", dx, with: expectedInputGradient)
        comparison.compare("dense weight gradient", weightGradient, with: expectedWeightGradient)
        comparison.compare("dense bias gradient", biasGradient, with: expectedBiasGradient)
        return comparison.faults
    }
}
