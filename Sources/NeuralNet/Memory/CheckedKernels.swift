import Experiment
package import KernelTypes

/// The door between slices, of a network or of what checks and times kernels, and the kernels' pointers: each call asks
/// for the extents that the kernel's contract (`KernelTable`) states, and its slice checks that it holds them. A call
/// does a tensor's work, so this costs nothing.
package final class CheckedKernels: Sendable {
    private let table: KernelTable

    package init(_ table: KernelTable) { self.table = table }

    // MARK: Loading

    /// The samples of `batch` at `range`, to (micro-batches, sampleBytes, 8).
    package func gather(_ batch: Batch, _ range: Range<Int>, to output: FloatSlice) {
        guard let indices = unsafe batch.indices(of: range) else { return }
        let source = batch.source
        let scales = source.scales
        // One check for all calls: vectors have as many channels as numbers.
        let numbers = unsafe output.pointer(
            extent: Lanes.microBatches(range.count) * source.sampleBytes * Lanes.count)
        let common = scales.count == 1 ? scales[0] : PixelScale(factor: 1, offset: 0)
        unsafe table.gather(
            source.pixels, source.sampleBytes, indices, range.count, common.factor, common.offset, numbers)
        guard scales.count > 1 else { return }
        let shape = ChannelShape(channels: scales.count, area: source.sampleBytes / scales.count)
        for (channel, scale) in scales.enumerated() {
            unsafe table.scaleChannel(shape, range.count, channel, scale.factor, scale.offset, numbers)
        }
    }

    // MARK: Convolution

    package func packForward(_ shape: ConvolutionShape, _ weights: FloatSlice, to packed: FloatSlice) {
        unsafe table.packForward(
            shape, weights.pointer(extent: shape.weightCount), packed.pointer(extent: shape.weightCount))
    }

    package func packBackward(_ shape: ConvolutionShape, _ weights: FloatSlice, to packed: FloatSlice) {
        unsafe table.packBackward(
            shape, weights.pointer(extent: shape.weightCount), packed.pointer(extent: shape.weightCount))
    }

    package func convolutionForward(
        _ shape: ConvolutionShape, _ input: FloatSlice, packed: FloatSlice, bias: FloatSlice, relu: Bool,
        rows: Range<Int>, to band: FloatSlice, microBatches: Int
    ) {
        unsafe table.convolutionForward(
            shape, input.pointer(extent: microBatches * shape.inputStride), packed.pointer(extent: shape.weightCount),
            bias.pointer(extent: shape.outputChannels), relu, rows,
            band.pointer(extent: microBatches * shape.bandStride(rows: rows.count)), microBatches)
    }

    package func convolutionWeightGradient(
        _ shape: ConvolutionShape, _ input: FloatSlice, band: FloatSlice, rows: Range<Int>, weightLanes: FloatSlice,
        biasLanes: FloatSlice, microBatches: Int
    ) {
        unsafe table.convolutionWeightGradient(
            shape, input.pointer(extent: microBatches * shape.inputStride),
            band.pointer(extent: microBatches * shape.bandStride(rows: rows.count)), rows,
            weightLanes.pointer(extent: shape.weightCount * Lanes.count),
            biasLanes.pointer(extent: shape.outputChannels * Lanes.count), microBatches)
    }

    package func convolutionInputGradient(
        _ shape: ConvolutionShape, outputGradient: FloatSlice, packed: FloatSlice, to inputGradient: FloatSlice,
        microBatches: Int
    ) {
        unsafe table.convolutionInputGradient(
            shape, outputGradient.pointer(extent: microBatches * shape.outputStride),
            packed.pointer(extent: shape.weightCount),
            inputGradient.pointer(extent: microBatches * shape.inputStride), microBatches)
    }

    func sumLanes(_ lanes: FloatSlice, to sums: FloatSlice, count: Int) {
        unsafe table.sumLanes(lanes.pointer(extent: count * Lanes.count), sums.pointer(extent: count), count)
    }

    // MARK: Pooling

    /// `band` holds the input rows from `rows.lowerBound · stride` on, `bandRows` of them.
    package func maxPoolForward(
        _ shape: PoolShape, band: FloatSlice, bandRows: Int, rows: Range<Int>, to output: FloatSlice,
        argmax: FloatSlice, microBatches: Int
    ) {
        let extent = microBatches * shape.outputStride
        unsafe table.maxPoolForward(
            shape, band.pointer(extent: microBatches * shape.bandStride(rows: bandRows)), bandRows, rows,
            output.pointer(extent: extent), argmax.pointer(extent: extent), microBatches)
    }

    package func maxPoolBackward(
        _ shape: PoolShape, outputGradient: FloatSlice, output: FloatSlice, argmax: FloatSlice, relu: Bool,
        rows: Range<Int>, toBand band: FloatSlice, bandRows: Int, microBatches: Int
    ) {
        let extent = microBatches * shape.outputStride
        unsafe table.maxPoolBackward(
            shape, outputGradient.pointer(extent: extent), output.pointer(extent: extent),
            argmax.pointer(extent: extent), relu, rows,
            band.pointer(extent: microBatches * shape.bandStride(rows: bandRows)), bandRows, microBatches)
    }

    package func averagePoolForward(_ shape: PoolShape, _ input: FloatSlice, to output: FloatSlice, microBatches: Int) {
        unsafe table.averagePoolForward(
            shape, input.pointer(extent: microBatches * shape.inputStride),
            output.pointer(extent: microBatches * shape.outputStride), microBatches)
    }

    package func averagePoolBackward(
        _ shape: PoolShape, outputGradient: FloatSlice, to inputGradient: FloatSlice, microBatches: Int
    ) {
        unsafe table.averagePoolBackward(
            shape, outputGradient.pointer(extent: microBatches * shape.outputStride),
            inputGradient.pointer(extent: microBatches * shape.inputStride), microBatches)
    }

    // MARK: Activations

    /// All of `input` to as much of `output`, which may be the same memory.
    package func activationForward(_ activation: Activation, _ input: FloatSlice, to output: FloatSlice) {
        unsafe table.activationForward(
            activation, input.pointer(extent: input.count), output.pointer(extent: input.count), input.count)
    }

    /// `kept` is the output where the derivative follows from it, else the input. `inputGradient` may be the same
    /// memory as `outputGradient`.
    package func activationBackward(
        _ activation: Activation, kept: FloatSlice, outputGradient: FloatSlice, to inputGradient: FloatSlice
    ) {
        let count = kept.count
        unsafe table.activationBackward(
            activation, kept.pointer(extent: count), outputGradient.pointer(extent: count),
            inputGradient.pointer(extent: count), count)
    }

    // MARK: Dropout

    /// The numbers at `positions` of the batch, with which `input` and `output` begin.
    package func dropout(_ mask: DropoutMask, positions: Range<Int>, _ input: FloatSlice, to output: FloatSlice) {
        let count = positions.count
        unsafe table.dropout(
            mask, positions.lowerBound, input.pointer(extent: count), output.pointer(extent: count), count)
    }

    // MARK: Batch normalization

    package func channelSums(_ shape: ChannelShape, samples: Int, _ x: FloatSlice, to sums: FloatSlice) {
        let microBatches = Lanes.microBatches(samples)
        unsafe table.channelSums(
            shape, samples, x.pointer(extent: microBatches * shape.stride),
            sums.pointer(extent: microBatches * shape.channels))
    }

    package func channelSquares(
        _ shape: ChannelShape, samples: Int, _ x: FloatSlice, mean: FloatSlice, to sums: FloatSlice
    ) {
        let microBatches = Lanes.microBatches(samples)
        unsafe table.channelSquares(
            shape, samples, x.pointer(extent: microBatches * shape.stride), mean.pointer(extent: shape.channels),
            sums.pointer(extent: microBatches * shape.channels))
    }

    package func normalize(
        _ shape: ChannelShape, samples: Int, _ x: FloatSlice, mean: FloatSlice, factor: FloatSlice, shift: FloatSlice,
        to y: FloatSlice
    ) {
        let extent = Lanes.microBatches(samples) * shape.stride
        unsafe table.normalize(
            shape, samples, x.pointer(extent: extent), mean.pointer(extent: shape.channels),
            factor.pointer(extent: shape.channels), shift.pointer(extent: shape.channels), y.pointer(extent: extent))
    }

    package func channelGradientSums(
        _ shape: ChannelShape, samples: Int, _ x: FloatSlice, dy: FloatSlice, mean: FloatSlice, to sums: FloatSlice,
        products: FloatSlice
    ) {
        let microBatches = Lanes.microBatches(samples)
        unsafe table.channelGradientSums(
            shape, samples, x.pointer(extent: microBatches * shape.stride),
            dy.pointer(extent: microBatches * shape.stride), mean.pointer(extent: shape.channels),
            sums.pointer(extent: microBatches * shape.channels), products.pointer(extent: microBatches * shape.channels)
        )
    }

    package func normalizeBackward(
        _ shape: ChannelShape, samples: Int, _ x: FloatSlice, dy: FloatSlice, mean: FloatSlice, factor: FloatSlice,
        meanGradient: FloatSlice, slope: FloatSlice, to dx: FloatSlice
    ) {
        let extent = Lanes.microBatches(samples) * shape.stride
        unsafe table.normalizeBackward(
            shape, samples, x.pointer(extent: extent), dy.pointer(extent: extent),
            mean.pointer(extent: shape.channels), factor.pointer(extent: shape.channels),
            meanGradient.pointer(extent: shape.channels), slope.pointer(extent: shape.channels),
            dx.pointer(extent: extent))
    }

    // MARK: Dense

    package func denseForward(
        _ plan: DensePlan, _ x: FloatSlice, weights: FloatSlice, bias: FloatSlice, relu: Bool, range: Range<Int>,
        to y: FloatSlice, microBatches: Int
    ) {
        unsafe table.denseForward(
            plan.inputs, plan.outputs, x.pointer(extent: microBatches * plan.inputs * Lanes.count),
            weights.pointer(extent: plan.outputs * plan.inputs), bias.pointer(extent: plan.outputs), relu, range,
            y.pointer(extent: microBatches * plan.outputs * Lanes.count), microBatches)
    }

    package func denseInputGradient(
        _ plan: DensePlan, dy: FloatSlice, weights: FloatSlice, range: Range<Int>, to dx: FloatSlice, microBatches: Int
    ) {
        unsafe table.denseInputGradient(
            plan.inputs, plan.outputs, dy.pointer(extent: microBatches * plan.outputs * Lanes.count),
            weights.pointer(extent: plan.outputs * plan.inputs), range,
            dx.pointer(extent: microBatches * plan.inputs * Lanes.count), microBatches)
    }

    package func denseWeightGradient(
        _ plan: DensePlan, samples: Int, xSamples: FloatSlice, dySamples: FloatSlice, range: Range<Int>,
        toWeights weightGradient: FloatSlice, bias biasGradient: FloatSlice
    ) {
        let lanes = Lanes.microBatches(samples) * Lanes.count
        unsafe table.denseWeightGradient(
            plan.inputs, plan.outputs, samples, xSamples.pointer(extent: lanes * plan.inputs),
            dySamples.pointer(extent: lanes * plan.outputs), range,
            weightGradient.pointer(extent: plan.outputs * plan.inputs), biasGradient.pointer(extent: plan.outputs))
    }

    package func samplesFromLanes(features: Int, _ x: FloatSlice, to samples: FloatSlice, microBatches: Int) {
        let extent = microBatches * features * Lanes.count
        unsafe table.samplesFromLanes(
            features, x.pointer(extent: extent), samples.pointer(extent: extent), microBatches)
    }

    // MARK: Loss

    package func softmaxCrossEntropy(
        classes: Int, logits: FloatSlice, labels: [UInt8], count: Int, smoothing: Float, gradientScale: Float,
        losses: FloatSlice, correct: FloatSlice, logitGradient: FloatSlice?
    ) {
        let lanes = Lanes.microBatches(count) * Lanes.count
        precondition(labels.count >= lanes, "fewer labels than lanes")
        unsafe labels.withUnsafeBufferPointer { labels in
            guard let first = labels.baseAddress else { return }
            unsafe table.softmaxCrossEntropy(
                classes, logits.pointer(extent: lanes * classes), first, count, smoothing, gradientScale,
                losses.pointer(extent: lanes), correct.pointer(extent: lanes),
                logitGradient?.pointer(extent: lanes * classes))
        }
    }

    // MARK: Flat memory

    /// The four stretches of `partials`, each as long as `sums`, added in order.
    func addPartials(_ partials: FloatSlice, to sums: FloatSlice) {
        unsafe table.addPartials(
            partials.pointer(extent: GradientGroups.count * sums.count), sums.pointer(extent: sums.count), sums.count)
    }

    func sumOfSquares(_ x: FloatSlice) -> Float { unsafe table.sumOfSquares(x.pointer(extent: x.count), x.count) }

    func scale(_ x: FloatSlice, by factor: Float) { unsafe table.scale(x.pointer(extent: x.count), factor, x.count) }

    // MARK: Optimizers; every slice is as long as `parameters`

    func sgd(_ parameters: FloatSlice, _ gradients: FloatSlice, momentum: FloatSlice?, _ step: SGDStep) {
        let count = parameters.count
        unsafe table.sgd(
            parameters.pointer(extent: count), gradients.pointer(extent: count), momentum?.pointer(extent: count), step,
            count)
    }

    package func adam(
        _ parameters: FloatSlice, _ gradients: FloatSlice, firstMoment: FloatSlice, secondMoment: FloatSlice,
        _ step: AdamStep
    ) {
        let count = parameters.count
        unsafe table.adam(
            parameters.pointer(extent: count), gradients.pointer(extent: count), firstMoment.pointer(extent: count),
            secondMoment.pointer(extent: count), step, count)
    }

    func rmsProp(
        _ parameters: FloatSlice, _ gradients: FloatSlice, squareAverage: FloatSlice, momentum: FloatSlice?,
        meanGradient: FloatSlice?, _ step: RMSPropStep
    ) {
        let count = parameters.count
        unsafe table.rmsProp(
            parameters.pointer(extent: count), gradients.pointer(extent: count), squareAverage.pointer(extent: count),
            momentum?.pointer(extent: count), meanGradient?.pointer(extent: count), step, count)
    }

    func adagrad(_ parameters: FloatSlice, _ gradients: FloatSlice, squareSum: FloatSlice, _ step: AdagradStep) {
        let count = parameters.count
        unsafe table.adagrad(
            parameters.pointer(extent: count), gradients.pointer(extent: count), squareSum.pointer(extent: count), step,
            count)
    }
}
