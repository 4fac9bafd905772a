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
    let bands = EvenCut(rows.count, largest: rowsPerBand(shape))
    var microBatch = 0
    while microBatch < microBatches {
        for part in 0..<bands.parts {
            let (start, end) = (bands.bound(part), bands.bound(part &+ 1))
            let gradientRow = shape.outputWidth &* laneCount
            let band = GradientBand(
                shape: shape, input: unsafe Source(input + microBatch &* shape.inputStride),
                gradient: unsafe Source(
                    outputGradient + microBatch &* outputStride + start &* gradientRow),
                gradientStride: outputStride, gradientChannelStep: rows.count &* gradientRow,
                rows: rows.lowerBound &+ start..<rows.lowerBound &+ end,
                microBatches: microBatch &+ 1 < microBatches ? 2 : 1)
            band.addWeights(to: unsafe Destination(weightLanes))
            band.addBiases(to: unsafe Destination(biasLanes))
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
        let (kernel, stride) = (shape.kernel, shape.stride)
        let inputRow = shape.inputWidth &* laneCount
        let columnCut = EvenCut(kernel, largest: BlockSizes.kernelColumns)
        for columnPart in 0..<columnCut.parts {
            let (column, columns) = (columnCut.bound(columnPart), columnCut.size(columnPart))
            let span = ColumnSpan(
                left: column &- shape.padding, columns: columns, stride: stride, inputWidth: shape.inputWidth,
                outputWidth: shape.outputWidth)
            let outputCut = EvenCut(shape.outputChannels, largest: BlockSizes.outputChannels(columns: columns))
            for channel in 0..<shape.inputChannels {
                let plane = input &+ channel &* shape.inputHeight &* inputRow &+ span.left &* laneCount
                for outputPart in 0..<outputCut.parts {
                    let output = outputCut.bound(outputPart)
                    for kernelRow in 0..<kernel {
                        let kernelRows = RowSpan(
                            rows, offset: kernelRow &- shape.padding, stride: stride, inputHeight: shape.inputHeight)
                        let matrix = output &* shape.inputChannels &+ channel
                        let weight = (matrix &* kernel &+ kernelRow) &* kernel &+ column
                        GradientBlock(
                            input: plane &+ kernelRows.inputRow &* inputRow, inputStep: stride &* laneCount,
                            inputRowStep: stride &* inputRow, inputStride: shape.inputStride,
                            gradient: gradient &+ output &* gradientChannelStep
                                &+ kernelRows.first &* shape.outputWidth &* laneCount,
                            gradientChannelStep: gradientChannelStep, gradientStride: gradientStride,
                            rows: kernelRows.count, microBatches: microBatches, span: span,
                            sums: lanes &+ weight &* laneCount,
                            sumStep: shape.inputChannels &* kernel &* kernel &* laneCount
                        ).run(columns: columns, outputs: outputCut.size(outputPart))
                    }
                }
            }
        }
    }

    /// Several channels at a time, so that as many additions are under way.
    @inline(__always) func addBiases(to lanes: Destination) {
        let cut = EvenCut(shape.outputChannels, largest: SixVectors.count)
        for part in 0..<cut.parts {
            let channel = cut.bound(part)
            let sums = lanes &+ channel &* laneCount
            switch cut.size(part) {
            case 6: addBias(SixVectors.self, channel, sums)
            case 5: addBias(FiveVectors.self, channel, sums)
            case 4: addBias(FourVectors.self, channel, sums)
            case 3: addBias(ThreeVectors.self, channel, sums)
            case 2: addBias(TwoVectors.self, channel, sums)
            default: addBias(OneVector.self, channel, sums)
            }
        }
    }

    @inline(__always)
    private func addBias<Row: VectorRow>(_: Row.Type, _ channel: Int, _ lanes: Destination) {
        var sums = Row(loading: lanes.source, step: laneCount)
        let rowStep = shape.outputWidth &* laneCount
        for row in 0..<rows.count {
            for microBatch in 0..<microBatches {
                var position =
                    gradient &+ microBatch &* gradientStride &+ channel &* gradientChannelStep &+ row &* rowStep
                for _ in 0..<shape.outputWidth {
                    sums.add(Row(loading: position, step: gradientChannelStep))
                    position = position &+ laneCount
                }
            }
        }
        sums.store(to: lanes, step: laneCount)
    }
}

/// The output rows of a band that read the input through one kernel row.
private struct RowSpan {
    /// Counted from the band's first row.
    let first: Int
    let count: Int
    /// The input row that `first` reads.
    let inputRow: Int

    /// Output row p reads input row p · stride + offset.
    @inline(__always) init(_ rows: Range<Int>, offset: Int, stride: Int, inputHeight: Int) {
        let top = rows.lowerBound &* stride &+ offset
        first = top < 0 ? (stride &- 1 &- top) / stride : 0
        inputRow = top &+ first &* stride
        let left = inputHeight &- inputRow
        let most = rows.count &- first
        let readable = left > 0 ? (left &+ stride &- 1) / stride : 0
        count = readable < most ? readable : most
    }
}

/// The output columns that read the input through a block of kernel columns: output column q reads input columns
/// q · stride + left + 0 ..< columns. Between `insideStart` and `insideEnd` all of them exist.
private struct ColumnSpan {
    let left: Int
    let stride: Int
    let inputWidth: Int
    let outputWidth: Int
    let insideStart: Int
    let insideEnd: Int

    @inline(__always) init(left: Int, columns: Int, stride: Int, inputWidth: Int, outputWidth: Int) {
        (self.left, self.stride, self.inputWidth, self.outputWidth) = (left, stride, inputWidth, outputWidth)
        let start = left < 0 ? (stride &- 1 &- left) / stride : 0
        let room = inputWidth &- columns &- left
        let end = room < 0 ? 0 : room / stride &+ 1
        insideStart = start < outputWidth ? start : outputWidth
        insideEnd = end < insideStart ? insideStart : end < outputWidth ? end : outputWidth
    }

    /// The block's columns that exist at output column `position`: `first ..< end`, or none.
    @inline(__always) func existing(at position: Int, of columns: Int) -> (first: Int, end: Int) {
        let start = position &* stride &+ left
        return (start < 0 ? 0 &- start : 0, inputWidth &- start < columns ? inputWidth &- start : columns)
    }
}

/// A block of neighbouring kernel columns of one kernel row and input channel, for neighbouring output channels.
private struct GradientBlock: SumBlockWork {
    /// What the first kernel column reads for the first output column of the first row: may lie left of the input.
    let input: Source
    /// From one output column to the next, one output row to the next, one micro-batch to the next.
    let inputStep: Int
    let inputRowStep: Int
    let inputStride: Int
    let gradient: Source
    let gradientChannelStep: Int
    let gradientStride: Int
    let rows: Int
    let microBatches: Int
    let span: ColumnSpan
    let sums: Destination
    let sumStep: Int

    @inline(never) func run<Block: SumBlock>(_: Block.Type) {
        var block = Block(loading: sums.source, step: sumStep)
        var (inputRow, gradientRow) = (input, gradient)
        for _ in 0..<rows {
            for microBatch in 0..<microBatches {
                var x = inputRow &+ microBatch &* inputStride
                var dy = gradientRow &+ microBatch &* gradientStride
                var position = 0
                while position < span.insideStart {
                    addClipped(&block, &x, &dy, &position)
                }
                while position < span.insideEnd {
                    block.accumulate(x, Block.Row(loading: dy, step: gradientChannelStep))
                    x = x &+ inputStep
                    dy = dy &+ laneCount
                    position &+= 1
                }
                while position < span.outputWidth {
                    addClipped(&block, &x, &dy, &position)
                }
            }
            inputRow = inputRow &+ inputRowStep
            gradientRow = gradientRow &+ span.outputWidth &* laneCount
        }
        block.store(to: sums, step: sumStep)
    }

    /// One output column at a border.
    @inline(__always)
    private func addClipped<Block: SumBlock>(
        _ block: inout Block, _ x: inout Source, _ dy: inout Source, _ position: inout Int
    ) {
        let (first, end) = span.existing(at: position, of: Block.columns)
        block.accumulate(x, Block.Row(loading: dy, step: gradientChannelStep), first: first, end: end)
        x = x &+ inputStep
        dy = dy &+ laneCount
        position &+= 1
    }
}
