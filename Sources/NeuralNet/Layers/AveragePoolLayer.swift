import KernelTypes

/// Average-pooling. It is not fused to a convolution: the derivative of an activation between the two needs every one
/// of the window's numbers, so they are kept in any case.
final class AveragePoolLayer: MicroBatchLayer {
    let output: Activations
    private let shape: PoolShape
    private let kernels: CheckedKernels
    private let input: Activations

    init(_ shape: PoolShape, input: Activations, microBatches: Int, kernels: CheckedKernels) {
        self.shape = shape
        self.kernels = kernels
        self.input = input
        output = Activations(features: shape.outputFeatures, microBatches: microBatches)
    }

    func forward(_ microBatches: Range<Int>, _ pass: ForwardPass, scratch: WorkerScratch) {
        kernels.averagePoolForward(
            shape, input[microBatches], to: output[microBatches], microBatches: microBatches.count)
    }

    func backward(
        _ microBatches: Range<Int>, step: Int, group: Int, outputGradient: FloatSlice, inputGradient: FloatSlice?,
        scratch: WorkerScratch
    ) {
        guard let inputGradient else { return }
        kernels.averagePoolBackward(
            shape, outputGradient: outputGradient, to: inputGradient, microBatches: microBatches.count)
    }
}
