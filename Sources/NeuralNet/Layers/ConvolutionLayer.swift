import KernelTypes

/// A convolution with what is fused to it: [activation] [max-pooling].
///
/// The pooled output is y = f(x) at the chosen position, and f' follows from y (`Fusion` joins no other activation). So
/// the backward pass needs the pooled output only.
final class ConvolutionLayer: MicroBatchLayer {
    let output: Activations
    private let plan: ConvolutionPlan
    private let kernels: CheckedKernels
    private let input: Activations
    private let pooling: Pooling?
    private let parameters: ConvolutionParameters

    private struct Pooling {
        var shape: PoolShape
        /// Where in its window each pooled number came from, (M, K, P', Q', 8).
        var argmax: Activations
        /// All rows by bands, and as one.
        var bands: [ConvolutionBand]
        var whole: [ConvolutionBand]
    }

    init(
        _ plan: ConvolutionPlan, input: Activations, microBatches: Int, parameters: ConvolutionParameters,
        kernels: CheckedKernels
    ) {
        self.plan = plan
        self.kernels = kernels
        self.input = input
        self.parameters = parameters
        output = Activations(features: plan.outputFeatures, microBatches: microBatches)
        pooling = plan.pool.map { pool in
            Pooling(
                shape: pool, argmax: Activations(features: pool.outputFeatures, microBatches: microBatches),
                bands: plan.bands(of: pool), whole: [plan.whole(of: pool)])
        }
    }

    func forward(_ microBatches: Range<Int>, _ pass: ForwardPass, scratch: WorkerScratch) {
        guard let pooling else {
            convolve(microBatches, rows: 0..<plan.shape.outputHeight, to: output[microBatches])
            return
        }
        for band in pooling.bands {
            let memory = scratch.band.part(
                at: 0, count: microBatches.count * plan.shape.bandStride(rows: band.read.count))
            convolve(microBatches, rows: band.read, to: memory)
            kernels.maxPoolForward(
                pooling.shape, band: memory, bandRows: band.read.count, rows: band.pooled, to: output[microBatches],
                argmax: pooling.argmax[microBatches], microBatches: microBatches.count)
        }
    }

    private func convolve(_ microBatches: Range<Int>, rows: Range<Int>, to band: FloatSlice) {
        kernels.convolutionForward(
            plan.shape, input[microBatches], packed: parameters.packedForward, bias: parameters.bias,
            relu: plan.activation == .relu, rows: rows, to: band, microBatches: microBatches.count)
        if let activation = plan.activation, activation != .relu {
            kernels.activationForward(activation, band, to: band)
        }
    }

    func backward(
        _ microBatches: Range<Int>, step: Int, group: Int, outputGradient: FloatSlice, inputGradient: FloatSlice?,
        scratch: WorkerScratch
    ) {
        let isReluInPool = plan.activation == .relu && plan.pool != nil
        if let activation = plan.activation, !isReluInPool {
            kernels.activationBackward(
                activation, kept: output[microBatches], outputGradient: outputGradient, to: outputGradient)
        }
        guard let pooling else {
            addParameterGradient(microBatches, rows: 0..<plan.shape.outputHeight, band: outputGradient, group: group)
            addInputGradient(outputGradient, to: inputGradient, microBatches: microBatches.count)
            return
        }
        // The input's gradient reads neighbours of every row, the weights' only the rows themselves.
        for band in inputGradient == nil ? pooling.bands : pooling.whole {
            let memory = scratch.band.part(
                at: 0, count: microBatches.count * plan.shape.bandStride(rows: band.written.count))
            kernels.maxPoolBackward(
                pooling.shape, outputGradient: outputGradient, output: output[microBatches],
                argmax: pooling.argmax[microBatches], relu: isReluInPool, rows: band.pooled, toBand: memory,
                bandRows: band.written.count, microBatches: microBatches.count)
            addParameterGradient(microBatches, rows: band.written, band: memory, group: group)
            addInputGradient(memory, to: inputGradient, microBatches: microBatches.count)
        }
    }

    private func addParameterGradient(_ microBatches: Range<Int>, rows: Range<Int>, band: FloatSlice, group: Int) {
        kernels.convolutionWeightGradient(
            plan.shape, input[microBatches], band: band, rows: rows, weightLanes: parameters.weightLanes(group),
            biasLanes: parameters.biasLanes(group), microBatches: microBatches.count)
    }

    private func addInputGradient(_ outputGradient: FloatSlice, to inputGradient: FloatSlice?, microBatches: Int) {
        guard let inputGradient else { return }
        kernels.convolutionInputGradient(
            plan.shape, outputGradient: outputGradient, packed: parameters.packedBackward, to: inputGradient,
            microBatches: microBatches)
    }
}
