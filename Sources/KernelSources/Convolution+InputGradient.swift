import KernelTypes

@inline(never)
func convolutionInputGradient(
    _ shape: ConvolutionShape, _ outputGradient: UnsafePointer<Float>, _ packed: UnsafePointer<Float>,
    _ inputGradient: UnsafeMutablePointer<Float>, _ microBatches: Int
) {
    let (kernel, stride, padding) = (shape.kernel, shape.stride, shape.padding)
    let (height, width) = (shape.inputHeight, shape.inputWidth)
    let (inputRow, outputRow) = (width &* laneCount, shape.outputWidth &* laneCount)
    let taps = shape.outputChannels &* kernel &* kernel
    let cut = EvenCut(shape.inputChannels, largest: BlockSizes.outputs)
    var microBatch = 0
    while microBatch < microBatches {
        let gradients = unsafe Source(outputGradient + microBatch &* shape.outputStride)
        let inputs = unsafe Destination(inputGradient + microBatch &* shape.inputStride)
        let isPair = microBatch &+ 1 < microBatches
        for row in 0..<height {
            let kernelRows = ReadingTaps(
                position: row &+ padding, outputs: shape.outputHeight, kernel: kernel, stride: stride)
            for part in 0..<cut.parts {
                let start = cut.bound(part)
                InputGradientRow(
                    gradient: gradients &+ kernelRows.output &* outputRow,
                    outputWidth: shape.outputWidth,
                    channels: shape.outputChannels, gradientChannelStep: shape.outputHeight &* outputRow,
                    kernel: kernel, kernelRows: kernelRows, stride: stride, padding: padding,
                    weights: unsafe Source(packed + start &* taps),
                    input: inputs &+ (start &* height &+ row) &* inputRow,
                    inputWidth: width, inputChannelStep: height &* inputRow,
                    pair: isPair ? (shape.outputStride, shape.inputStride) : nil
                ).run(width: cut.size(part))
            }
        }
        microBatch &+= 2
    }
}

/// The kernel rows or columns through which outputs read one input position: `first`, `first + stride`, …, `count` of
/// them, by the outputs `output`, `output − 1`, ….
private struct ReadingTaps {
    let first: Int
    let count: Int
    let output: Int

    /// `position` counts from the start of the padding.
    @inline(__always) init(position: Int, outputs: Int, kernel: Int, stride: Int) {
        let nearest = stride == 1 ? position : position / stride
        let last = nearest < outputs ? nearest : outputs &- 1
        let tap = position &- last &* stride
        let end = position < kernel ? position &+ 1 : kernel
        (first, output) = (tap, last)
        count = tap >= end ? 0 : stride == 1 ? end &- tap : (end &- tap &+ stride &- 1) / stride
    }
}

/// One input row of one block of input channels; places as in the forward pass.
private struct InputGradientRow: OutputBlockWork {
    /// The output row that reads through the first kernel row.
    let gradient: Source
    let outputWidth: Int
    let channels: Int
    let gradientChannelStep: Int
    let kernel: Int
    let kernelRows: ReadingTaps
    let stride: Int
    let padding: Int
    /// The block's panel.
    let weights: Source
    let input: Destination
    let inputWidth: Int
    let inputChannelStep: Int
    /// How far the second micro-batch lies behind the first.
    let pair: (gradient: Int, input: Int)?

    @inline(never) func run<Block: OutputBlock>(_: Block.Type) {
        let kernelStep = kernel &* Block.count
        var column = 0
        while column < inputWidth {
            let kernelColumns = taps(column)
            let (gradientApart, inputApart, columns) = apart(column, kernelColumns)
            let reduction = Reduction(
                outer: .init(channels, vectorStep: gradientChannelStep, weightStep: kernel &* kernelStep),
                middle: .init(
                    kernelRows.count, vectorStep: 0 &- outputWidth &* laneCount, weightStep: stride &* kernelStep),
                inner: .init(kernelColumns.count, vectorStep: 0 &- laneCount, weightStep: stride &* Block.count))
            var block = Block()
            block.accumulate(
                reduction, vectors: gradient &+ kernelColumns.output &* laneCount, apart: gradientApart,
                weights: weights &+ kernelRows.first &* kernelStep &+ kernelColumns.first &* Block.count, weightStep: 1)
            block.store(to: input &+ column &* laneCount, apart: inputApart, step: inputChannelStep)
            column &+= columns
        }
    }

    @inline(__always) private func taps(_ column: Int) -> ReadingTaps {
        ReadingTaps(position: column &+ padding, outputs: outputWidth, kernel: kernel, stride: stride)
    }

    /// Distances of the second place, and how many columns the two make.
    @inline(__always)
    private func apart(_ column: Int, _ own: ReadingTaps) -> (gradient: Int, input: Int, columns: Int) {
        if let pair { return (pair.gradient, pair.input, 1) }
        // The same taps in the next column: only with stride 1, and then from the next output.
        let next = taps(column &+ 1)
        let isAlike = next.first == own.first && next.count == own.count
        return column &+ 1 < inputWidth && isAlike ? (laneCount, laneCount, 2) : (0, 0, 1)
    }
}
