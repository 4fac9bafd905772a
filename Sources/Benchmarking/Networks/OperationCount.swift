package import KernelTypes
package import NeuralNet

/// Floating-point operations, as everything here counts them: two for each multiply-add of a convolution or a dense
/// layer, but none for anything else (biases, activations, pooling, loss, optimizer). Nor do taps on padding count: the
/// kernels leave them out, and a share of the peak that counted them could pass 100 %.
package enum OperationCount {
    /// Of one pass (forward, weight gradient or input gradient: they are alike) over one sample.
    package static func pass(_ shape: ConvolutionShape) -> Int {
        let rows = tapsOnInput(shape, size: shape.inputHeight, outputs: shape.outputHeight)
        let columns = tapsOnInput(shape, size: shape.inputWidth, outputs: shape.outputWidth)
        return 2 * shape.outputChannels * shape.inputChannels * rows * columns
    }

    /// Along one axis: the kernel's rows (or columns) that lie on the input, summed over all output rows (or columns).
    private static func tapsOnInput(_ shape: ConvolutionShape, size: Int, outputs: Int) -> Int {
        (0..<outputs).reduce(0) { sum, output in
            let start = output * shape.stride - shape.padding
            return sum + max(0, min(start + shape.kernel, size) - max(start, 0))
        }
    }

    /// Of one pass over one sample.
    package static func pass(_ plan: DensePlan) -> Int { 2 * plan.inputs * plan.outputs }

    /// Of one sample in a training step: forward, weight gradient, and input gradient but for the first layer with
    /// parameters.
    package static func step(_ stages: [StagePlan]) -> Int {
        let passes = stages.compactMap { stage -> Int? in
            switch stage {
            case .perMicroBatch(.convolution(let plan)): pass(plan.shape)
            case .wholeBatch(.dense(let plan)): pass(plan)
            case .perMicroBatch(.maxPool), .perMicroBatch(.averagePool), .perMicroBatch(.activation),
                .perMicroBatch(.dropout), .wholeBatch(.batchNorm):
                nil
            }
        }
        return 3 * passes.reduce(0, +) - (passes.first ?? 0)
    }
}
