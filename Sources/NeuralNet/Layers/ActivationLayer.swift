import KernelTypes

/// An activation that stands alone.
final class ActivationLayer: MicroBatchLayer {
    let output: Activations
    private let activation: Activation
    private let kernels: CheckedKernels
    private let input: Activations

    init(_ activation: Activation, input: Activations, microBatches: Int, kernels: CheckedKernels) {
        self.activation = activation
        self.kernels = kernels
        self.input = input
        output = Activations(features: input.features, microBatches: microBatches)
    }

    func forward(_ microBatches: Range<Int>, _ pass: ForwardPass, scratch: WorkerScratch) {
        kernels.activationForward(activation, input[microBatches], to: output[microBatches])
    }

    func backward(
        _ microBatches: Range<Int>, step: Int, group: Int, outputGradient: FloatSlice, inputGradient: FloatSlice?,
        scratch: WorkerScratch
    ) {
        guard let inputGradient else { return }
        let kept = activation.derivativeFollowsFromOutput ? output : input
        kernels.activationBackward(
            activation, kept: kept[microBatches], outputGradient: outputGradient, to: inputGradient)
    }
}
