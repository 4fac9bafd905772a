import KernelTypes

/// A block of sums stays in registers over a band of rows; between bands, and before rows at a border, it rests in the
/// accumulators. `KernelTable` gives the order of every sum.
@inline(never)
func convolutionWeightGradient(
    _ shape: ConvolutionShape, _ input: UnsafePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    _ rows: Range<Int>, _ weightLanes: UnsafeMutablePointer<Float>, _ biasLanes: UnsafeMutablePointer<Float>,
    _ microBatches: Int
) {
    let gradientStride = shape.bandStride(rows: rows.count)
    let bands = EvenCut(rows.count, largest: rowsPerBand(shape))
    var microBatch = 0
    while microBatch < microBatches {
        for part in 0..<bands.parts {
            let (start, end) = (bands.bound(part), bands.bound(part &+ 1))
            let gradientRow = shape.outputWidth &* laneCount
            let band = GradientBand(
                shape: shape, input: unsafe Source(input + microBatch &* shape.inputStride),
                gradient: unsafe Source(
                    outputGradient + microBatch &* gradientStride + start &* gradientRow),
                gradientStride: gradientStride, gradientChannelStep: rows.count &* gradientRow,
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
    let allTaps = shape.kernel == 1 ? shape.inputChannels : shape.kernel
    let taps = allTaps < BlockSizes.taps ? allTaps : BlockSizes.taps
    let inputRow = shape.inputWidth &* vectorBytes
    let gradientRows = BlockSizes.outputChannels(taps: taps) &* shape.outputWidth &* vectorBytes
    let inputRows = shape.kernel == 1 ? taps &* inputRow : shape.stride &* inputRow
    // The rows that a band reads below its last row's first.
    let below = (shape.kernel &- shape.stride) &* inputRow
    let rows = (BlockSizes.weightGradientBandBytes &- below) / (inputRows &+ gradientRows)
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
    /// block asks nothing. A 1 × 1 kernel has one row; there the taps are input channels.
    @inline(__always) func addWeights(to lanes: Destination) {
        let (kernel, channels) = (shape.kernel, shape.inputChannels)
        let inputRow = shape.inputWidth &* laneCount
        let plane = shape.inputHeight &* inputRow
        if kernel == 1 {
            let cut = EvenCut(channels, largest: BlockSizes.taps)
            for part in 0..<cut.parts {
                let channel = cut.bound(part)
                addWeights(
                    to: lanes &+ channel &* laneCount, sumTapStep: laneCount, input: input &+ channel &* plane,
                    inputTapStep: plane, taps: cut.size(part), rowsOfTaps: 1, firstTap: 0)
            }
        } else {
            // One input channel after the other: its rows stay in the cache.
            let cut = EvenCut(kernel, largest: BlockSizes.taps)
            for channel in 0..<channels {
                for part in 0..<cut.parts {
                    let (tap, taps) = (cut.bound(part), cut.size(part))
                    addWeights(
                        to: lanes &+ (channel &* kernel &+ tap) &* kernel &* laneCount,
                        sumTapStep: kernel &* laneCount, input: input &+ channel &* plane &+ tap &* inputRow,
                        inputTapStep: inputRow, taps: taps, rowsOfTaps: taps, firstTap: tap)
                }
            }
        }
    }

    /// The weights of `taps` taps for all kernel columns and output channels. The taps take up `rowsOfTaps` kernel rows
    /// from `firstTap` on.
    @inline(__always)
    private func addWeights(
        to lanes: Destination, sumTapStep: Int, input: Source, inputTapStep: Int, taps: Int, rowsOfTaps: Int,
        firstTap: Int
    ) {
        let (kernel, stride) = (shape.kernel, shape.stride)
        let inputRow = shape.inputWidth &* laneCount
        let sumStep = shape.inputChannels &* kernel &* kernel &* laneCount
        let firstInputRow = rows.lowerBound &* stride &- shape.padding
        let inside = InsideRows(
            top: firstInputRow &+ firstTap, taps: rowsOfTaps, stride: stride, inputHeight: shape.inputHeight,
            rows: rows.count)
        let cut = EvenCut(shape.outputChannels, largest: BlockSizes.outputChannels(taps: taps))
        for part in 0..<cut.parts {
            let (output, outputs) = (cut.bound(part), cut.size(part))
            for kernelColumn in 0..<kernel {
                let columns = ReadingOutputs(
                    offset: kernelColumn &- shape.padding, stride: stride, inputs: shape.inputWidth,
                    outputs: shape.outputWidth)
                guard columns.count > 0 else { continue }
                let block = GradientBlock(
                    input: input &+ firstInputRow &* inputRow &+ columns.input &* laneCount,
                    inputTapStep: inputTapStep, inputStep: stride &* laneCount, inputRowStep: stride &* inputRow,
                    inputStride: shape.inputStride,
                    gradient: gradient &+ output &* gradientChannelStep &+ columns.first &* laneCount,
                    gradientChannelStep: gradientChannelStep, gradientRowStep: shape.outputWidth &* laneCount,
                    gradientStride: gradientStride, rows: inside.start, columns: columns.count,
                    microBatches: microBatches,
                    sums: lanes &+ output &* sumStep &+ kernelColumn &* laneCount, sumTapStep: sumTapStep,
                    sumStep: sumStep)
                // Rows of which some taps miss the input.
                @inline(__always) func addBorder(_ border: Range<Int>) {
                    for row in border {
                        let clip = KernelClip(
                            start: inside.top &+ row &* stride, size: shape.inputHeight, kernel: rowsOfTaps)
                        block.rows(row, 1, firstTap: clip.first).run(taps: clip.count, outputs: outputs)
                    }
                }
                addBorder(0..<inside.start)
                block.rows(inside.start, inside.end &- inside.start, firstTap: 0).run(taps: taps, outputs: outputs)
                addBorder(inside.end..<rows.count)
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
            case 1: addBias(OneVector.self, channel, sums)
            default: preconditionFailure("no code for this block")
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
        first = offset < 0 ? dividedUp(0 &- offset, by: stride) : 0
        input = first &* stride &+ offset
        let readable = input < inputs ? dividedUp(inputs &- input, by: stride) : 0
        let left = outputs > first ? outputs &- first : 0
        count = readable < left ? readable : left
    }
}

/// ⌈count / divisor⌉, without a division in the common case.
@inline(__always) private func dividedUp(_ count: Int, by divisor: Int) -> Int {
    divisor == 1 ? count : (count &+ divisor &- 1) / divisor
}

/// The output rows of a band for which all of a block's taps meet the input: `start ..< end`.
private struct InsideRows {
    /// The input row that the first tap reads for the band's first row.
    let top: Int
    let start: Int
    let end: Int

    @inline(__always) init(top: Int, taps: Int, stride: Int, inputHeight: Int, rows: Int) {
        self.top = top
        let above = top < 0 ? dividedUp(0 &- top, by: stride) : 0
        let room = inputHeight &- taps &- top
        let fitting = room < 0 ? 0 : (stride == 1 ? room : room / stride) &+ 1
        start = above < rows ? above : rows
        end = fitting < start ? start : fitting < rows ? fitting : rows
    }
}

/// A block of taps at one kernel column for neighbouring output channels, over output rows that have the same taps.
private struct GradientBlock: SumBlockWork {
    /// What the first tap reads for the first output column of the first row.
    var input: Source
    /// From one tap to the next, one output column, one output row, one micro-batch.
    let inputTapStep: Int
    let inputStep: Int
    let inputRowStep: Int
    let inputStride: Int
    var gradient: Source
    let gradientChannelStep: Int
    let gradientRowStep: Int
    let gradientStride: Int
    var rows: Int
    let columns: Int
    let microBatches: Int
    var sums: Destination
    let sumTapStep: Int
    let sumStep: Int

    /// The same for `count` rows from `row` on, without the taps before `firstTap`.
    @inline(__always) func rows(_ row: Int, _ count: Int, firstTap: Int) -> GradientBlock {
        var part = self
        part.input = input &+ row &* inputRowStep &+ firstTap &* inputTapStep
        part.gradient = gradient &+ row &* gradientRowStep
        part.rows = count
        part.sums = sums &+ firstTap &* sumTapStep
        return part
    }

    @inline(never) func run<Block: SumBlock>(_: Block.Type) {
        guard rows > 0, columns > 0, microBatches > 0 else { return }
        var block = Block(loading: sums.source, tapStep: sumTapStep, step: sumStep)
        var (rowInput, rowGradient, row) = (input, gradient, rows)
        repeat {
            var (firstInput, firstGradient, microBatch) = (rowInput, rowGradient, microBatches)
            repeat {
                var (x, dy, column) = (firstInput, firstGradient, columns)
                repeat {
                    block.accumulate(x, tapStep: inputTapStep, Block.Row(loading: dy, step: gradientChannelStep))
                    x = x &+ inputStep
                    dy = dy &+ laneCount
                    column &-= 1
                } while column > 0
                firstInput = firstInput &+ inputStride
                firstGradient = firstGradient &+ gradientStride
                microBatch &-= 1
            } while microBatch > 0
            rowInput = rowInput &+ inputRowStep
            rowGradient = rowGradient &+ gradientRowStep
            row &-= 1
        } while row > 0
        block.store(to: sums, tapStep: sumTapStep, step: sumStep)
    }
}
