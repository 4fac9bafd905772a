import KernelTypes

@inline(never)
func convolutionForward(
    _ shape: ConvolutionShape, _ input: UnsafePointer<Float>, _ packed: UnsafePointer<Float>,
    _ bias: UnsafePointer<Float>, _ relu: Bool, _ rows: Range<Int>, _ output: UnsafeMutablePointer<Float>,
    _ microBatches: Int
) {
    let outputStride = shape.bandStride(rows: rows.count)
    let (kernel, width) = (shape.kernel, shape.inputWidth)
    let (inputRow, outputRow) = (width &* laneCount, shape.outputWidth &* laneCount)
    let taps = shape.inputChannels &* kernel &* kernel
    let cut = EvenCut(shape.outputChannels, largest: BlockSizes.outputs)
    var microBatch = 0
    while microBatch < microBatches {
        let inputs = unsafe Source(input + microBatch &* shape.inputStride)
        let outputs = unsafe Destination(output + microBatch &* outputStride)
        let isPair = microBatch &+ 1 < microBatches
        for row in rows {
            let top = row &* shape.stride &- shape.padding
            let kernelRows = KernelClip(start: top, size: shape.inputHeight, kernel: kernel)
            for part in 0..<cut.parts {
                let start = cut.bound(part)
                ForwardRow(
                    input: inputs &+ (top &+ kernelRows.first) &* inputRow,
                    inputWidth: width,
                    channels: shape.inputChannels, inputChannelStep: shape.inputHeight &* inputRow,
                    kernel: kernel, kernelRows: kernelRows, stride: shape.stride, padding: shape.padding,
                    weights: unsafe Source(packed + start &* taps), bias: unsafe Source(bias + start), relu: relu,
                    output: outputs &+ (start &* rows.count &+ row &- rows.lowerBound) &* outputRow,
                    outputWidth: shape.outputWidth, outputChannelStep: rows.count &* outputRow,
                    pair: isPair ? (shape.inputStride, outputStride) : nil
                ).run(width: cut.size(part))
            }
        }
        microBatch &+= 2
    }
}

/// One output row of one block of output channels. The block's two places are a pair of micro-batches, or, where one
/// stands alone, two neighbouring columns of it.
private struct ForwardRow: OutputBlockWork {
    /// First kernel row's input row.
    let input: Source
    let inputWidth: Int
    let channels: Int
    let inputChannelStep: Int
    let kernel: Int
    let kernelRows: KernelClip
    let stride: Int
    let padding: Int
    /// The block's panel.
    let weights: Source
    let bias: Source
    let relu: Bool
    let output: Destination
    let outputWidth: Int
    let outputChannelStep: Int
    /// How far the second micro-batch lies behind the first.
    let pair: (input: Int, output: Int)?

    @inline(never) func run<Block: OutputBlock>(_: Block.Type) {
        let kernelStep = kernel &* Block.count
        var column = 0
        while column < outputWidth {
            let left = column &* stride &- padding
            let kernelColumns = KernelClip(start: left, size: inputWidth, kernel: kernel)
            let (inputApart, outputApart, columns) = apart(column, left, kernelColumns)
            let reduction = Reduction(
                outer: .init(channels, vectorStep: inputChannelStep, weightStep: kernel &* kernelStep),
                middle: .init(kernelRows.count, vectorStep: inputWidth &* laneCount, weightStep: kernelStep),
                inner: .init(kernelColumns.count, vectorStep: laneCount, weightStep: Block.count))
            var block = Block(bias: bias)
            block.accumulate(
                reduction, vectors: input &+ (left &+ kernelColumns.first) &* laneCount, apart: inputApart,
                weights: weights &+ kernelRows.first &* kernelStep &+ kernelColumns.first &* Block.count, weightStep: 1)
            if relu { block.clampAtZero() }
            block.store(to: output &+ column &* laneCount, apart: outputApart, step: outputChannelStep)
            column &+= columns
        }
    }

    /// Distances of the second place, and how many columns the two make.
    @inline(__always)
    private func apart(_ column: Int, _ left: Int, _ clip: KernelClip) -> (input: Int, output: Int, columns: Int) {
        if let pair { return (pair.input, pair.output, 1) }
        let neighbour = KernelClip(start: left &+ stride, size: inputWidth, kernel: kernel)
        return column &+ 1 < outputWidth && neighbour == clip
            ? (stride &* laneCount, laneCount, 2) : (0, 0, 1)
    }
}
