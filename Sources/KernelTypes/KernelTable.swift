/// The kernels of one instruction set. `Kernels` fills one table for each and chooses when the program starts.
///
/// Contract of all of them: pointers are valid for the documented extents, outputs do not overlap inputs unless said,
/// nothing is allocated, no threads are known. Every number is summed in an order that depends on shapes alone, so
/// that cutting work by micro-batches, rows or outputs changes no bit. Non-finite numbers propagate.
///
/// A pointer to activations points at the first of `microBatches` consecutive micro-batches.
@safe package struct KernelTable: Sendable {
    /// The name that `XRUN_ISA` takes: `baseline`, `avx2`.
    package var name: String

    // MARK: Loading

    /// Bytes of samples to lanes:
    /// `output[m][i][lane] = Float(pixels[indices[8m + lane] · sampleBytes + i]) · scale + offset`, rounded once after
    /// the product and once after the sum (no FMA, so that every instruction set gives the same). Lanes past `count`
    /// are 0. Extents: pixels as the indices reach, indices (count), output (ceil(count / 8), sampleBytes, 8).
    package var gather: Gather
    package typealias Gather =
        @Sendable (
            _ pixels: UnsafePointer<UInt8>, _ sampleBytes: Int, _ indices: UnsafePointer<Int32>, _ count: Int,
            _ scale: Float, _ offset: Float, _ output: UnsafeMutablePointer<Float>
        ) -> Void

    /// Gives one channel of loaded samples a scale of its own, in place:
    /// `x[m][channel][i][lane] = x[m][channel][i][lane] · scale + offset`, rounded as `gather` rounds. Lanes past `count`
    /// are 0. x (ceil(count / 8), C, area, 8).
    package var scaleChannel: ScaleChannel
    package typealias ScaleChannel =
        @Sendable (
            _ shape: ChannelShape, _ count: Int, _ channel: Int, _ scale: Float, _ offset: Float,
            _ x: UnsafeMutablePointer<Float>
        ) -> Void

    // MARK: Convolution

    /// Weights (K, C, R, R) to the order that this table's forward kernel reads; as many floats.
    package var packForward: PackForward
    package typealias PackForward =
        @Sendable (
            _ shape: ConvolutionShape, _ weights: UnsafePointer<Float>, _ packed: UnsafeMutablePointer<Float>
        ) -> Void

    /// Weights (K, C, R, R) to the order that this table's input-gradient kernel reads; as many floats.
    package var packBackward: PackBackward
    package typealias PackBackward =
        @Sendable (
            _ shape: ConvolutionShape, _ weights: UnsafePointer<Float>, _ packed: UnsafeMutablePointer<Float>
        ) -> Void

    /// Output rows `rows` of a convolution with bias, and max(0, ·) on top where `relu`.
    ///
    /// `input` is whole: (microBatches, C, H, W, 8). `output` is a band: (microBatches, K, rows.count, Q, 8).
    /// Sum order per output: bias first, then channel, kernel row, kernel column.
    package var convolutionForward: ConvolutionForward
    package typealias ConvolutionForward =
        @Sendable (
            _ shape: ConvolutionShape, _ input: UnsafePointer<Float>, _ packed: UnsafePointer<Float>,
            _ bias: UnsafePointer<Float>, _ relu: Bool, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Float>,
            _ microBatches: Int
        ) -> Void

    /// Adds the weights' and the bias's gradient of the output rows `rows` to lane accumulators: `weightLanes`
    /// (K, C, R, R, 8) and `biasLanes` (K, 8). `outputGradient` is a band laid out as `convolutionForward`'s output.
    ///
    /// Order of every sum: what the accumulator holds, then pairs of micro-batches counted from the first of the call;
    /// in a pair rows; in a row the pair's micro-batches; in those columns. So cutting by micro-batches changes no bit
    /// where it cuts at even ones, and cutting by rows where a call has one pair.
    package var convolutionWeightGradient: ConvolutionWeightGradient
    package typealias ConvolutionWeightGradient =
        @Sendable (
            _ shape: ConvolutionShape, _ input: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
            _ rows: Range<Int>, _ weightLanes: UnsafeMutablePointer<Float>, _ biasLanes: UnsafeMutablePointer<Float>,
            _ microBatches: Int
        ) -> Void

    /// Gradient of the whole input (microBatches, C, H, W, 8), overwritten, from the whole output's gradient
    /// (microBatches, K, P, Q, 8). Input positions that no output reads get 0.
    package var convolutionInputGradient: ConvolutionInputGradient
    package typealias ConvolutionInputGradient =
        @Sendable (
            _ shape: ConvolutionShape, _ outputGradient: UnsafePointer<Float>, _ packed: UnsafePointer<Float>,
            _ inputGradient: UnsafeMutablePointer<Float>, _ microBatches: Int
        ) -> Void

    /// Sums the 8 lanes of each of `count` vectors, by halves (0+4, 1+5, 2+6, 3+7; then 0+2, 1+3; then 0+1):
    /// lanes (count, 8) to sums (count), overwritten.
    package var sumLanes: SumLanes
    package typealias SumLanes =
        @Sendable (
            _ lanes: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, _ count: Int
        ) -> Void

    // MARK: Pooling

    /// Max-pooling of output rows `rows`. `input` is a band of the `bandRows` input rows from `rows.lowerBound · stride`
    /// on: (microBatches, channels, bandRows, W, 8); `output` and `argmax` are whole: (microBatches, channels, P, Q, 8).
    /// `argmax` gets the index in the window (row · size + column, as Float) of the first largest value, as PyTorch
    /// does; NaN counts as largest.
    package var maxPoolForward: MaxPoolForward
    package typealias MaxPoolForward =
        @Sendable (
            _ shape: PoolShape, _ input: UnsafePointer<Float>, _ bandRows: Int, _ rows: Range<Int>,
            _ output: UnsafeMutablePointer<Float>, _ argmax: UnsafeMutablePointer<Float>, _ microBatches: Int
        ) -> Void

    /// Gradient of the input rows that belong to the output rows `rows`, as a band laid out like `maxPoolForward`'s
    /// input (rows from `rows.lowerBound · stride`, `bandRows` of them, overwritten; rows and columns that no window
    /// covers get 0). Where `relu`, a gradient passes only where `output` > 0: the backward pass of relu followed by
    /// pooling. Windows may overlap (stride < size) only when `rows` are all rows.
    package var maxPoolBackward: MaxPoolBackward
    package typealias MaxPoolBackward =
        @Sendable (
            _ shape: PoolShape, _ outputGradient: UnsafePointer<Float>, _ output: UnsafePointer<Float>,
            _ argmax: UnsafePointer<Float>, _ relu: Bool, _ rows: Range<Int>,
            _ inputGradient: UnsafeMutablePointer<Float>, _ bandRows: Int, _ microBatches: Int
        ) -> Void

    /// Average-pooling: (microBatches, channels, H, W, 8) to (microBatches, channels, P, Q, 8). A window is added row
    /// by row, then multiplied by 1 / size².
    package var averagePoolForward: AveragePoolForward
    package typealias AveragePoolForward =
        @Sendable (
            _ shape: PoolShape, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
            _ microBatches: Int
        ) -> Void

    /// Gradient of the whole input, overwritten: of each window that covers a place, gradient · (1 / size²), added in
    /// the order of the windows. Rows and columns that no window covers get 0.
    package var averagePoolBackward: AveragePoolBackward
    package typealias AveragePoolBackward =
        @Sendable (
            _ shape: PoolShape, _ outputGradient: UnsafePointer<Float>, _ inputGradient: UnsafeMutablePointer<Float>,
            _ microBatches: Int
        ) -> Void

    // MARK: Activations

    /// `output[i] = f(input[i])`; `output` may be `input`. `count` is a multiple of 8.
    package var activationForward: ActivationForward
    package typealias ActivationForward =
        @Sendable (
            _ activation: Activation, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
        ) -> Void

    /// `inputGradient[i] = outputGradient[i] · f'`; the two may be the same memory. f' is computed from `kept`: the
    /// output where `activation.derivativeFollowsFromOutput`, else the input.
    package var activationBackward: ActivationBackward
    package typealias ActivationBackward =
        @Sendable (
            _ activation: Activation, _ kept: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
            _ inputGradient: UnsafeMutablePointer<Float>, _ count: Int
        ) -> Void

    // MARK: Dropout

    /// `output[i] = input[i] · (0 or mask.scale)`, the choice by the position `first + i`: forward pass and backward
    /// pass alike. `output` may be `input`. `count` is a multiple of 8.
    package var dropout: Dropout
    package typealias Dropout =
        @Sendable (
            _ mask: DropoutMask, _ first: Int, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>,
            _ count: Int
        ) -> Void

    // MARK: Batch normalization, of x (M, C, area, 8)

    // Per-channel numbers: (C). Sums are for each micro-batch and channel, (M, C): over the area in four interleaved
    // sums for each lane, those added in pairs, then the lanes by halves. Lanes past `samples` count as 0.

    /// Σ x.
    package var channelSums: ChannelSums
    package typealias ChannelSums =
        @Sendable (
            _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>
        ) -> Void

    /// Σ (x − mean)².
    package var channelSquares: ChannelSquares
    package typealias ChannelSquares =
        @Sendable (
            _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ mean: UnsafePointer<Float>,
            _ sums: UnsafeMutablePointer<Float>
        ) -> Void

    /// y = (x − mean) · factor + shift, 0 in the lanes past `samples`.
    package var normalize: Normalize
    package typealias Normalize =
        @Sendable (
            _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ mean: UnsafePointer<Float>,
            _ factor: UnsafePointer<Float>, _ shift: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
        ) -> Void

    /// Σ dy and Σ dy · (x − mean).
    package var channelGradientSums: ChannelGradientSums
    package typealias ChannelGradientSums =
        @Sendable (
            _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
            _ mean: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, _ products: UnsafeMutablePointer<Float>
        ) -> Void

    /// dx = ((dy − meanGradient) − (x − mean) · slope) · factor, 0 in the lanes past `samples`.
    package var normalizeBackward: NormalizeBackward
    package typealias NormalizeBackward =
        @Sendable (
            _ shape: ChannelShape, _ samples: Int, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
            _ mean: UnsafePointer<Float>, _ factor: UnsafePointer<Float>, _ meanGradient: UnsafePointer<Float>,
            _ slope: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>
        ) -> Void

    // MARK: Elementary functions, on flat memory; `count` is a multiple of 8, `output` may be `input`. Kernels inline them:
    // here they stand for the tests of their accuracy.

    /// eˣ.
    package var exponential: Exponential
    package typealias Exponential =
        @Sendable (
            _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
        ) -> Void

    /// ln x.
    package var logarithm: Logarithm
    package typealias Logarithm =
        @Sendable (
            _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
        ) -> Void

    // MARK: Dense

    /// Outputs `range` of y = W·x + b, and max(0, ·) on top where `relu`. x (M, I, 8), weights (O, I), bias (O),
    /// y (M, O, 8). Sum order: bias first, then inputs ascending.
    package var denseForward: DenseForward
    package typealias DenseForward =
        @Sendable (
            _ inputs: Int, _ outputs: Int, _ x: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
            _ bias: UnsafePointer<Float>, _ relu: Bool, _ range: Range<Int>, _ y: UnsafeMutablePointer<Float>,
            _ microBatches: Int
        ) -> Void

    /// Inputs `range` of dx = Wᵀ·dy, overwritten. dy (M, O, 8), weights (O, I), dx (M, I, 8).
    package var denseInputGradient: DenseInputGradient
    package typealias DenseInputGradient =
        @Sendable (
            _ inputs: Int, _ outputs: Int, _ dy: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
            _ range: Range<Int>, _ dx: UnsafeMutablePointer<Float>, _ microBatches: Int
        ) -> Void

    /// Rows `range` of dW = Σ dy·xᵀ and of db = Σ dy over the first `samples` samples, overwritten. Both sample-major:
    /// xSamples (8M, I), dySamples (8M, O); weightGradient (O, I), biasGradient (O).
    package var denseWeightGradient: DenseWeightGradient
    package typealias DenseWeightGradient =
        @Sendable (
            _ inputs: Int, _ outputs: Int, _ samples: Int, _ xSamples: UnsafePointer<Float>,
            _ dySamples: UnsafePointer<Float>, _ range: Range<Int>, _ weightGradient: UnsafeMutablePointer<Float>,
            _ biasGradient: UnsafeMutablePointer<Float>
        ) -> Void

    /// Lanes to samples: x (M, features, 8) to samples (8M, features).
    package var samplesFromLanes: SamplesFromLanes
    package typealias SamplesFromLanes =
        @Sendable (
            _ features: Int, _ x: UnsafePointer<Float>, _ samples: UnsafeMutablePointer<Float>, _ microBatches: Int
        ) -> Void

    // MARK: Loss

    /// Softmax cross-entropy of logits (M, classes, 8) with one label a sample (8M; past `count` ignored), natural
    /// logarithm, largest logit subtracted first. Target: 1 − smoothing on the label plus smoothing / classes on every
    /// class, as PyTorch's `label_smoothing`. Writes each sample's loss and whether its first largest logit is the
    /// label's (1 or 0), both (8M), 0 past `count`. Where `logitGradient` is given, (M, classes, 8):
    /// (softmax − target) · gradientScale, and 0 in the lanes past `count`. A non-finite logit gives a non-finite loss.
    package var softmaxCrossEntropy: SoftmaxCrossEntropy
    package typealias SoftmaxCrossEntropy =
        @Sendable (
            _ classes: Int, _ logits: UnsafePointer<Float>, _ labels: UnsafePointer<UInt8>, _ count: Int,
            _ smoothing: Float, _ gradientScale: Float, _ losses: UnsafeMutablePointer<Float>,
            _ correct: UnsafeMutablePointer<Float>, _ logitGradient: UnsafeMutablePointer<Float>?
        ) -> Void

    // MARK: Optimizers, on flat memory; `count` is a multiple of 8, elements are independent

    /// `sums[i] = ((a[i] + b[i]) + c[i]) + d[i]`, the four gradient partials in order: (4, count) to (count).
    package var addPartials: AddPartials
    package typealias AddPartials =
        @Sendable (
            _ partials: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, _ count: Int
        ) -> Void

    /// Σ x² with 8 lane sums added by halves, in Float; callers cut at fixed places and add in Double.
    package var sumOfSquares: SumOfSquares
    package typealias SumOfSquares = @Sendable (_ x: UnsafePointer<Float>, _ count: Int) -> Float

    /// `x[i] *= factor`.
    package var scale: Scale
    package typealias Scale = @Sendable (_ x: UnsafeMutablePointer<Float>, _ factor: Float, _ count: Int) -> Void

    /// PyTorch's SGD. `momentum` is nil where there is none; at the first step it starts as the gradient.
    package var sgd: SGD
    package typealias SGD =
        @Sendable (
            _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
            _ momentum: UnsafeMutablePointer<Float>?, _ step: SGDStep, _ count: Int
        ) -> Void

    /// PyTorch's Adam and AdamW (arXiv:1412.6980, arXiv:1711.05101).
    package var adam: Adam
    package typealias Adam =
        @Sendable (
            _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
            _ firstMoment: UnsafeMutablePointer<Float>, _ secondMoment: UnsafeMutablePointer<Float>, _ step: AdamStep,
            _ count: Int
        ) -> Void

    /// PyTorch's RMSprop. `momentum` and `meanGradient` are nil where not used.
    package var rmsProp: RMSProp
    package typealias RMSProp =
        @Sendable (
            _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
            _ squareAverage: UnsafeMutablePointer<Float>, _ momentum: UnsafeMutablePointer<Float>?,
            _ meanGradient: UnsafeMutablePointer<Float>?, _ step: RMSPropStep, _ count: Int
        ) -> Void

    /// PyTorch's Adagrad.
    package var adagrad: Adagrad
    package typealias Adagrad =
        @Sendable (
            _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>,
            _ squareSum: UnsafeMutablePointer<Float>, _ step: AdagradStep, _ count: Int
        ) -> Void

    // MARK: The machine

    /// `rounds` rounds of independent multiply-adds on registers alone; reads a start value from `total` and writes
    /// what the sums came to. Returns the floating-point operations done: over its time, the peak of one core.
    package var multiplyAddPeak: MultiplyAddPeak
    package typealias MultiplyAddPeak = @Sendable (_ rounds: Int, _ total: UnsafeMutablePointer<Float>) -> Int

    /// Every kernel, in the order above.
    package init(
        name: String,
        gather: @escaping Gather,
        scaleChannel: @escaping ScaleChannel,
        packForward: @escaping PackForward,
        packBackward: @escaping PackBackward,
        convolutionForward: @escaping ConvolutionForward,
        convolutionWeightGradient: @escaping ConvolutionWeightGradient,
        convolutionInputGradient: @escaping ConvolutionInputGradient,
        sumLanes: @escaping SumLanes,
        maxPoolForward: @escaping MaxPoolForward,
        maxPoolBackward: @escaping MaxPoolBackward,
        averagePoolForward: @escaping AveragePoolForward,
        averagePoolBackward: @escaping AveragePoolBackward,
        activationForward: @escaping ActivationForward,
        activationBackward: @escaping ActivationBackward,
        dropout: @escaping Dropout,
        channelSums: @escaping ChannelSums,
        channelSquares: @escaping ChannelSquares,
        normalize: @escaping Normalize,
        channelGradientSums: @escaping ChannelGradientSums,
        normalizeBackward: @escaping NormalizeBackward,
        exponential: @escaping Exponential,
        logarithm: @escaping Logarithm,
        denseForward: @escaping DenseForward,
        denseInputGradient: @escaping DenseInputGradient,
        denseWeightGradient: @escaping DenseWeightGradient,
        samplesFromLanes: @escaping SamplesFromLanes,
        softmaxCrossEntropy: @escaping SoftmaxCrossEntropy,
        addPartials: @escaping AddPartials,
        sumOfSquares: @escaping SumOfSquares,
        scale: @escaping Scale,
        sgd: @escaping SGD,
        adam: @escaping Adam,
        rmsProp: @escaping RMSProp,
        adagrad: @escaping Adagrad,
        multiplyAddPeak: @escaping MultiplyAddPeak
    ) {
        self.name = name
        unsafe self.gather = gather
        unsafe self.scaleChannel = scaleChannel
        unsafe self.packForward = packForward
        unsafe self.packBackward = packBackward
        unsafe self.convolutionForward = convolutionForward
        unsafe self.convolutionWeightGradient = convolutionWeightGradient
        unsafe self.convolutionInputGradient = convolutionInputGradient
        unsafe self.sumLanes = sumLanes
        unsafe self.maxPoolForward = maxPoolForward
        unsafe self.maxPoolBackward = maxPoolBackward
        unsafe self.averagePoolForward = averagePoolForward
        unsafe self.averagePoolBackward = averagePoolBackward
        unsafe self.activationForward = activationForward
        unsafe self.activationBackward = activationBackward
        unsafe self.dropout = dropout
        unsafe self.channelSums = channelSums
        unsafe self.channelSquares = channelSquares
        unsafe self.normalize = normalize
        unsafe self.channelGradientSums = channelGradientSums
        unsafe self.normalizeBackward = normalizeBackward
        unsafe self.exponential = exponential
        unsafe self.logarithm = logarithm
        unsafe self.denseForward = denseForward
        unsafe self.denseInputGradient = denseInputGradient
        unsafe self.denseWeightGradient = denseWeightGradient
        unsafe self.samplesFromLanes = samplesFromLanes
        unsafe self.softmaxCrossEntropy = softmaxCrossEntropy
        unsafe self.addPartials = addPartials
        unsafe self.sumOfSquares = sumOfSquares
        unsafe self.scale = scale
        unsafe self.sgd = sgd
        unsafe self.adam = adam
        unsafe self.rmsProp = rmsProp
        unsafe self.adagrad = adagrad
        unsafe self.multiplyAddPeak = multiplyAddPeak
    }
}
