import Experiment
import KernelTypes

/// Dropout (Srivastava et al., JMLR 15, 2014), inverted: in training each number is 0 with probability `rate`, else
/// divided by 1 − rate; in evaluation nothing changes.
final class DropoutLayer: MicroBatchLayer {
    let output: Activations
    private let plan: DropoutPlan
    private let seed: UInt64
    private let kernels: CheckedKernels
    private let input: Activations

    /// - Parameter seed: decides the masks, with the layer and the step.
    init(_ plan: DropoutPlan, seed: UInt64, input: Activations, microBatches: Int, kernels: CheckedKernels) {
        self.plan = plan
        self.seed = seed
        self.kernels = kernels
        self.input = input
        output = Activations(features: input.features, microBatches: microBatches)
    }

    func forward(_ microBatches: Range<Int>, _ pass: ForwardPass, scratch: WorkerScratch) {
        switch pass {
        case .training(let step): mask(microBatches, step: step, input[microBatches], to: output[microBatches])
        case .evaluation: output[microBatches].write(input[microBatches])
        }
    }

    func backward(
        _ microBatches: Range<Int>, step: Int, group: Int, outputGradient: FloatSlice, inputGradient: FloatSlice?,
        scratch: WorkerScratch
    ) {
        guard let inputGradient else { return }
        mask(microBatches, step: step, outputGradient, to: inputGradient)
    }

    private func mask(_ microBatches: Range<Int>, step: Int, _ input: FloatSlice, to output: FloatSlice) {
        var stream = RandomStream(seed: seed, for: .dropout(layer: plan.layer, step: step))
        let stride = self.input.features * Lanes.count
        kernels.dropout(
            DropoutMask(key: stream.next(), rate: plan.rate),
            positions: microBatches.lowerBound * stride..<microBatches.upperBound * stride, input, to: output)
    }
}
