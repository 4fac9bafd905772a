import KernelTypes

/// Order of every sum: what the accumulator holds, then pairs of micro-batches; in a pair rows; in a row the pair's
/// micro-batches; in those columns. So a caller that cuts by micro-batches cuts at even ones, and one that cuts by rows
/// passes one pair at a time; neither changes a bit.
///
/// A block of sums stays in registers over a band of rows. Every block passes over the band, so it is as high as its
/// input rows of one channel and the gradients of one block's output channels fit in the first cache.
@inline(never)
func convolutionWeightGradient(
    _ shape: ConvolutionShape, _ input: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    _ outputStride: Int, _ rows: Range<Int>, _ weightLanes: UnsafeMutablePointer<Float>,
    _ biasLanes: UnsafeMutablePointer<Float>, _ microBatches: Int
) {
    let bandRows = rowsPerBand(shape)
    var microBatch = 0
    while microBatch < microBatches {
        var first = rows.lowerBound
        while first < rows.upperBound {
            let end = first &+ bandRows < rows.upperBound ? first &+ bandRows : rows.upperBound
            let gradientRow = shape.outputWidth &* laneCount
            let band = GradientBand(
                shape: shape, input: unsafe Source(input + microBatch &* shape.inputStride),
                gradient: unsafe Source(
                    outputGradient + microBatch &* outputStride + (first &- rows.lowerBound) &* gradientRow),
                gradientStride: outputStride, gradientChannelStep: rows.count &* gradientRow, rows: first..<end,
                microBatches: microBatch &+ 1 < microBatches ? 2 : 1)
            band.addWeights(to: unsafe Destination(weightLanes))
            band.addBiases(to: unsafe Destination(biasLanes))
            first = end
        }
        microBatch &+= 2
    }
}

/// How many output rows `BlockSizes.weightGradientBandBytes` hold of two micro-batches.
@inline(__always)
private func rowsPerBand(_ shape: ConvolutionShape) -> Int {
    let vectorBytes = 2 &* laneCount &* MemoryLayout<Float>.stride
    let columns = shape.kernel < BlockSizes.kernelColumns ? shape.kernel : BlockSizes.kernelColumns
    let inputRow = shape.inputWidth &* vectorBytes
    let gradientRows = BlockSizes.outputChannels(columns: columns) &* shape.outputWidth &* vectorBytes
    let shared = (shape.kernel &- shape.stride) &* inputRow
    let rows = (BlockSizes.weightGradientBandBytes &- shared) / (shape.stride &* inputRow &+ gradientRows)
    return rows < 1 ? 1 : rows
}

/// Output rows `rows` of one micro-batch or a pair.
private struct GradientBand {
    let shape: ConvolutionShape
    let input: Source
    /// (channel, row of `rows`, column, lane)
    let gradient: Source
    let gradientStride: Int
    let gradientChannelStep: Int
    let rows: Range<Int>
    let microBatches: Int

    /// Blocks of one input channel one after the other: its rows stay in the first cache.
    @inline(__always) func addWeights(to lanes: Destination) {
        let kernel = shape.kernel
        let columnCut = EvenCut(kernel, largest: BlockSizes.kernelColumns)
        for columnPart in 0..<columnCut.parts {
            let (column, columns) = (columnCut.bound(columnPart), columnCut.size(columnPart))
            let outputCut = EvenCut(shape.outputChannels, largest: BlockSizes.outputChannels(columns: columns))
            for channel in 0..<shape.inputChannels {
                for outputPart in 0..<outputCut.parts {
                    let output = outputCut.bound(outputPart)
                    for kernelRow in 0..<kernel {
                        let matrix = output &* shape.inputChannels &+ channel
                        let weight = (matrix &* kernel &+ kernelRow) &* kernel &+ column
                        GradientBlock(
                            band: self, channel: channel, kernelRow: kernelRow, column: column, output: output,
                            sums: lanes &+ weight &* laneCount
                        ).run(columns: columns, outputs: outputCut.size(outputPart))
                    }
                }
            }
        }
    }

    /// Four channels at a time, so that four additions are under way.
    @inline(__always) func addBiases(to lanes: Destination) {
        var channel = 0
        while channel &+ FourVectors.count <= shape.outputChannels {
            addBias(of: FourVectors.self, channel, lanes)
            channel &+= FourVectors.count
        }
        while channel < shape.outputChannels {
            addBias(of: OneVector.self, channel, lanes)
            channel &+= 1
        }
    }

    @inline(__always)
    private func addBias<Row: VectorRow>(of: Row.Type, _ channel: Int, _ lanes: Destination) {
        var sums = Row(loading: lanes.source &+ channel &* laneCount, step: laneCount)
        let rowStep = shape.outputWidth &* laneCount
        for row in 0..<rows.count {
            for microBatch in 0..<microBatches {
                var position =
                    gradient &+ microBatch &* gradientStride &+ channel &* gradientChannelStep
                    &+ row &* rowStep
                for _ in 0..<shape.outputWidth {
                    sums.add(Row(loading: position, step: gradientChannelStep))
                    position = position &+ laneCount
                }
            }
        }
        sums.store(to: lanes &+ channel &* laneCount, step: laneCount)
    }
}

/// The kernel columns from `column` on of one kernel row and input channel, for the output channels from `output` on.
private struct GradientBlock: SumBlockWork {
    let band: GradientBand
    let channel: Int
    let kernelRow: Int
    let column: Int
    let output: Int
    let sums: Destination

    @inline(never) func run<Block: SumBlock>(_: Block.Type) {
        let shape = band.shape
        let (stride, width, outputWidth) = (shape.stride, shape.inputWidth, shape.outputWidth)
        let (channelStep, gradientChannelStep) = (shape.inputHeight &* width &* laneCount, band.gradientChannelStep)
        let sumStep = shape.inputChannels &* shape.kernel &* shape.kernel &* laneCount
        // Column q reads input columns q · stride + left + 0 ..< Block.columns; inside, all of them exist.
        let left = column &- shape.padding
        let insideStart = left < 0 ? smaller((stride &- 1 &- left) / stride, outputWidth) : 0
        let room = width &- Block.columns &- left
        let insideEnd = room < 0 ? insideStart : larger(insideStart, smaller(room / stride &+ 1, outputWidth))

        let input = band.input &+ channel &* channelStep &+ left &* laneCount
        let (gradient, inputStride) = (band.gradient &+ output &* gradientChannelStep, shape.inputStride)
        var block = Block(loading: sums.source, step: sumStep)
        for row in 0..<band.rows.count {
            let inputRow = (band.rows.lowerBound &+ row) &* stride &+ kernelRow &- shape.padding
            guard inputRow >= 0 && inputRow < shape.inputHeight else { continue }
            for microBatch in 0..<band.microBatches {
                var x = input &+ microBatch &* inputStride &+ inputRow &* width &* laneCount
                var dy = gradient &+ microBatch &* band.gradientStride &+ row &* outputWidth &* laneCount
                var position = 0
                while position < outputWidth {
                    if position == insideStart {
                        while position < insideEnd {
                            block.accumulate(x, Block.Row(loading: dy, step: gradientChannelStep))
                            x = x &+ stride &* laneCount
                            dy = dy &+ laneCount
                            position &+= 1
                        }
                        if position == outputWidth { break }
                    }
                    block.accumulate(
                        x, Block.Row(loading: dy, step: gradientChannelStep),
                        clip: KernelClip(start: position &* stride &+ left, size: width, kernel: Block.columns))
                    x = x &+ stride &* laneCount
                    dy = dy &+ laneCount
                    position &+= 1
                }
            }
        }
        block.store(to: sums, step: sumStep)
    }
}

@inline(__always) private func smaller(_ a: Int, _ b: Int) -> Int { a < b ? a : b }

@inline(__always) private func larger(_ a: Int, _ b: Int) -> Int { a > b ? a : b }
