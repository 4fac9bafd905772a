import KernelTypes

/// Max-pooling that stands alone.
final class MaxPoolLayer: MicroBatchLayer {
    let output: Activations
    private let shape: PoolShape
    private let kernels: CheckedKernels
    private let input: Activations
    /// Where in its window each output came from.
    private let argmax: Activations

    init(_ shape: PoolShape, input: Activations, microBatches: Int, kernels: CheckedKernels) {
        self.shape = shape
        self.kernels = kernels
        self.input = input
        output = Activations(features: shape.outputFeatures, microBatches: microBatches)
        argmax = Activations(features: shape.outputFeatures, microBatches: microBatches)
    }

    func forward(_ microBatches: Range<Int>, _ pass: ForwardPass, scratch: WorkerScratch) {
        kernels.maxPoolForward(
            shape, band: input[microBatches], bandRows: shape.inputHeight, rows: 0..<shape.outputHeight,
            to: output[microBatches], argmax: argmax[microBatches], microBatches: microBatches.count)
    }

    func backward(
        _ microBatches: Range<Int>, step: Int, group: Int, outputGradient: FloatSlice, inputGradient: FloatSlice?,
        scratch: WorkerScratch
    ) {
        guard let inputGradient else { return }
        kernels.maxPoolBackward(
            shape, outputGradient: outputGradient, output: output[microBatches], argmax: argmax[microBatches],
            relu: false, rows: 0..<shape.outputHeight, toBand: inputGradient, bandRows: shape.inputHeight,
            microBatches: microBatches.count)
    }
}
