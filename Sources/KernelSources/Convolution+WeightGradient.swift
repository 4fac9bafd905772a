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
    let taps = shape.kernel < BlockSizes.taps ? shape.kernel : BlockSizes.taps
    let inputRow = shape.inputWidth &* vectorBytes
    let gradientRows = BlockSizes.outputChannels(taps: taps) &* shape.outputWidth &* vectorBytes
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

    /// The taps of a block are kernel rows: which of them meet the input is the same along an output row, so that the
    /// inner loop asks nothing. A 1 × 1 kernel has one row; there the taps are input channels.
    @inline(__always) func addWeights(to lanes: Destination) {
        let (kernel, channels) = (shape.kernel, shape.inputChannels)
        let plane = shape.inputHeight &* shape.inputWidth &* laneCount
        if kernel == 1 {
            addWeights(to: lanes, group: 0, taps: channels, inputTapStep: plane, sumTapStep: laneCount)
        } else {
            // One input channel after the other: its rows stay in the first cache.
            for channel in 0..<channels {
                addWeights(
                    to: lanes &+ channel &* kernel &* kernel &* laneCount, group: channel, taps: kernel,
                    inputTapStep: shape.inputWidth &* laneCount, sumTapStep: kernel &* laneCount)
            }
        }
    }

    /// The weights of one input channel, or with a 1 × 1 kernel of all.
    @inline(__always)
    private func addWeights(
        to lanes: Destination, group channel: Int, taps allTaps: Int, inputTapStep: Int, sumTapStep: Int
    ) {
        let (kernel, stride) = (shape.kernel, shape.stride)
        let inputRow = shape.inputWidth &* laneCount
        let plane = input &+ channel &* shape.inputHeight &* inputRow
        let sumStep = shape.inputChannels &* kernel &* kernel &* laneCount
        let tapCut = EvenCut(allTaps, largest: BlockSizes.taps)
        for tapPart in 0..<tapCut.parts {
            let (tap, taps) = (tapCut.bound(tapPart), tapCut.size(tapPart))
            let top = rows.lowerBound &* stride &- shape.padding &+ (kernel == 1 ? 0 : tap)
            let outputCut = EvenCut(shape.outputChannels, largest: BlockSizes.outputChannels(taps: taps))
            for outputPart in 0..<outputCut.parts {
                let output = outputCut.bound(outputPart)
                for kernelColumn in 0..<kernel {
                    let columns = ReadingOutputs(
                        offset: kernelColumn &- shape.padding, stride: stride, inputs: shape.inputWidth,
                        outputs: shape.outputWidth)
                    GradientBlock(
                        input: plane &+ tap &* inputTapStep &+ (rows.lowerBound &* stride &- shape.padding) &* inputRow
                            &+ columns.input &* laneCount,
                        inputTapStep: inputTapStep, inputStep: stride &* laneCount, inputRowStep: stride &* inputRow,
                        inputStride: shape.inputStride,
                        gradient: gradient &+ output &* gradientChannelStep &+ columns.first &* laneCount,
                        gradientChannelStep: gradientChannelStep, gradientRowStep: shape.outputWidth &* laneCount,
                        gradientStride: gradientStride, rows: rows.count, columns: columns.count,
                        microBatches: microBatches, top: top, stride: stride, inputHeight: shape.inputHeight,
                        tapsAreRows: kernel > 1,
                        sums: lanes &+ output &* sumStep &+ tap &* sumTapStep &+ kernelColumn &* laneCount,
                        sumTapStep: sumTapStep, sumStep: sumStep
                    ).run(taps: taps, outputs: outputCut.size(outputPart))
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

/// The output columns that read the input through one kernel column: `first ..< first + count`; `first` reads input
/// column `input`.
private struct ReadingOutputs {
    let first: Int
    let count: Int
    let input: Int

    /// Output column q reads input column q · stride + offset.
    @inline(__always) init(offset: Int, stride: Int, inputs: Int, outputs: Int) {
        first = offset < 0 ? (stride &- 1 &- offset) / stride : 0
        input = first &* stride &+ offset
        let readable = input < inputs ? (inputs &- input &+ stride &- 1) / stride : 0
        let left = outputs > first ? outputs &- first : 0
        count = readable < left ? readable : left
    }
}

/// A block of taps at one kernel column, for neighbouring output channels.
private struct GradientBlock: SumBlockWork {
    /// What the first tap reads for the first output column of the first row; above the input where `top` < 0.
    let input: Source
    /// From one tap to the next, one output column, one output row, one micro-batch.
    let inputTapStep: Int
    let inputStep: Int
    let inputRowStep: Int
    let inputStride: Int
    let gradient: Source
    let gradientChannelStep: Int
    let gradientRowStep: Int
    let gradientStride: Int
    let rows: Int
    let columns: Int
    let microBatches: Int
    /// The input row that the first tap reads for the first output row.
    let top: Int
    let stride: Int
    let inputHeight: Int
    /// Else all taps read the same row.
    let tapsAreRows: Bool
    let sums: Destination
    let sumTapStep: Int
    let sumStep: Int

    @inline(never) func run<Block: SumBlock>(_: Block.Type) {
        var block = Block(loading: sums.source, tapStep: sumTapStep, step: sumStep)
        for row in 0..<rows {
            let inputRow = top &+ row &* stride
            let first = inputRow < 0 ? 0 &- inputRow : 0
            let below = inputHeight &- inputRow
            let end = below < Block.taps ? below : Block.taps
            let isInside = tapsAreRows ? first == 0 && end == Block.taps : inputRow >= 0 && below > 0
            guard isInside || (tapsAreRows && first < end) else { continue }
            for microBatch in 0..<microBatches {
                var x = input &+ row &* inputRowStep &+ microBatch &* inputStride
                var dy = gradient &+ row &* gradientRowStep &+ microBatch &* gradientStride
                var column = columns
                if isInside {
                    while column > 0 {
                        block.accumulate(x, tapStep: inputTapStep, Block.Row(loading: dy, step: gradientChannelStep))
                        x = x &+ inputStep
                        dy = dy &+ laneCount
                        column &-= 1
                    }
                } else {
                    while column > 0 {
                        block.accumulate(
                            x, tapStep: inputTapStep, Block.Row(loading: dy, step: gradientChannelStep), first: first,
                            end: end)
                        x = x &+ inputStep
                        dy = dy &+ laneCount
                        column &-= 1
                    }
                }
            }
        }
        block.store(to: sums, tapStep: sumTapStep, step: sumStep)
    }
}
