package import KernelTypes
package import NeuralNet

/// Floating-point operations, as everything here counts them: two for each multiply-add of a convolution or a dense
/// layer, those on padding included, and none for anything else (biases, activations, pooling, loss, optimizer).
package enum OperationCount {
    /// Of one pass (forward, weight gradient or input gradient: they are alike) over one sample.
    package static func pass(_ shape: ConvolutionShape) -> Int {
        2 * shape.weightCount * shape.outputHeight * shape.outputWidth
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
