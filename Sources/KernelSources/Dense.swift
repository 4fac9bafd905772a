import KernelTypes

// All passes read the weights (O, I) as they are. A reduction longer than `BlockSizes.denseTerms` is cut, and the sums
// rest in memory between the cuts; that changes no bit.

@inline(never)
func denseForward(
    _ inputs: Int, _ outputs: Int, _ x: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    _ bias: UnsafePointer<Float>, _ relu: Bool, _ range: Range<Int>, _ y: UnsafeMutablePointer<Float>,
    _ microBatches: Int
) {
    let blocks = EvenCut(range.count, largest: BlockSizes.outputs)
    let chunks = EvenCut(inputs, largest: BlockSizes.denseTerms)
    var microBatch = 0
    while microBatch < microBatches {
        let isPair = microBatch &+ 1 < microBatches
        for chunk in 0..<chunks.parts {
            let (first, end) = (chunks.bound(chunk), chunks.bound(chunk &+ 1))
            for block in 0..<blocks.parts {
                let output = range.lowerBound &+ blocks.bound(block)
                ForwardBlock(
                    x: unsafe Source(x + (microBatch &* inputs &+ first) &* laneCount),
                    xApart: isPair ? inputs &* laneCount : 0, terms: end &- first,
                    weights: unsafe Source(weights) &+ output &* inputs &+ first, outputStep: inputs,
                    bias: first == 0 ? unsafe Source(bias + output) : nil, relu: relu && end == inputs,
                    y: unsafe Destination(y + (microBatch &* outputs &+ output) &* laneCount),
                    yApart: isPair ? outputs &* laneCount : 0
                ).run(width: blocks.size(block))
            }
        }
        microBatch &+= 2
    }
}

@inline(never)
func denseInputGradient(
    _ inputs: Int, _ outputs: Int, _ dy: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    _ range: Range<Int>, _ dx: UnsafeMutablePointer<Float>, _ microBatches: Int
) {
    let blocks = EvenCut(range.count, largest: BlockSizes.outputs)
    let chunks = EvenCut(outputs, largest: BlockSizes.denseTerms)
    var microBatch = 0
    while microBatch < microBatches {
        let isPair = microBatch &+ 1 < microBatches
        for chunk in 0..<chunks.parts {
            let first = chunks.bound(chunk)
            for block in 0..<blocks.parts {
                let input = range.lowerBound &+ blocks.bound(block)
                ProductBlock(
                    vectors: unsafe Source(dy + (microBatch &* outputs &+ first) &* laneCount),
                    vectorStep: laneCount, vectorsApart: isPair ? outputs &* laneCount : 0,
                    terms: chunks.size(chunk),
                    weights: unsafe Source(weights) &+ first &* inputs &+ input, weightStep: inputs,
                    isFirst: first == 0,
                    sums: unsafe Destination(dx + (microBatch &* inputs &+ input) &* laneCount),
                    sumStep: laneCount, sumsApart: isPair ? inputs &* laneCount : 0
                ).run(width: blocks.size(block))
            }
        }
        microBatch &+= 2
    }
}

/// Sixteen inputs of one block of weight rows at a time: the two places of a block are two vectors of inputs, the
/// weights that meet them are the outputs' gradients, and the reduction runs over the samples.
@inline(never)
func denseWeightGradient(
    _ inputs: Int, _ outputs: Int, _ samples: Int, _ xSamples: UnsafePointer<Float>,
    _ dySamples: UnsafePointer<Float>, _ range: Range<Int>, _ weightGradient: UnsafeMutablePointer<Float>,
    _ biasGradient: UnsafeMutablePointer<Float>
) {
    let (x, dy) = unsafe (Source(xSamples), Source(dySamples))
    let gradient = unsafe Destination(weightGradient)
    sumRows(samples, step: outputs, dy, range, unsafe Destination(biasGradient))
    guard inputs >= laneCount else {
        return narrowWeightGradient(inputs, outputs, samples, x, dy, range, gradient)
    }
    let blocks = EvenCut(range.count, largest: BlockSizes.outputs)
    let chunks = EvenCut(samples, largest: BlockSizes.denseTerms)
    var input = 0
    while input < inputs {
        // The last vectors reach back over the ones before: what they share is computed twice, alike, from its start.
        let last = inputs &- laneCount
        let start = input < last ? input : last
        let second = start &+ laneCount < last ? start &+ laneCount : last
        for chunk in 0..<chunks.parts {
            let first = chunks.bound(chunk)
            for block in 0..<blocks.parts {
                let output = range.lowerBound &+ blocks.bound(block)
                ProductBlock(
                    vectors: x &+ first &* inputs &+ start, vectorStep: inputs, vectorsApart: second &- start,
                    terms: chunks.size(chunk),
                    weights: dy &+ first &* outputs &+ output, weightStep: outputs, isFirst: first == 0,
                    sums: gradient &+ output &* inputs &+ start, sumStep: inputs, sumsApart: second &- start
                ).run(width: blocks.size(block))
            }
        }
        input &+= 2 &* laneCount
    }
}

/// Outputs that lie `outputStep` weights apart, each weight row ascending.
private struct ForwardBlock: OutputBlockWork {
    let x: Source
    let xApart: Int
    let terms: Int
    let weights: Source
    let outputStep: Int
    /// Nil where the sums go on from memory.
    let bias: Source?
    let relu: Bool
    let y: Destination
    let yApart: Int

    @inline(never) func run<Block: OutputBlock>(_: Block.Type) {
        var block =
            if let bias { Block(bias: bias) } else { Block(resuming: y.source, apart: yApart, step: laneCount) }
        block.accumulate(
            Reduction(outer: .once, middle: .once, inner: .init(terms, vectorStep: laneCount, weightStep: 1)),
            vectors: x, apart: xApart, weights: weights, weightStep: outputStep)
        if relu { block.clampAtZero() }
        block.store(to: y, apart: yApart, step: laneCount)
    }
}

/// Outputs whose weights lie side by side.
private struct ProductBlock: OutputBlockWork {
    let vectors: Source
    let vectorStep: Int
    let vectorsApart: Int
    let terms: Int
    let weights: Source
    let weightStep: Int
    /// Sums start at 0; else they go on from memory.
    let isFirst: Bool
    let sums: Destination
    let sumStep: Int
    let sumsApart: Int

    @inline(never) func run<Block: OutputBlock>(_: Block.Type) {
        var block = isFirst ? Block() : Block(resuming: sums.source, apart: sumsApart, step: sumStep)
        block.accumulate(
            Reduction(
                outer: .once, middle: .once, inner: .init(terms, vectorStep: vectorStep, weightStep: weightStep)),
            vectors: vectors, apart: vectorsApart, weights: weights, weightStep: 1)
        block.store(to: sums, apart: sumsApart, step: sumStep)
    }
}

/// `sums[column] = Σ rows[row · step + column]` for the columns in `range`, rows ascending.
@inline(__always)
private func sumRows(_ count: Int, step: Int, _ rows: Source, _ range: Range<Int>, _ sums: Destination) {
    var column = range.lowerBound
    while column &+ laneCount <= range.upperBound {
        var sum = Vector()
        for row in 0..<count { sum += rows.vector(at: row &* step &+ column) }
        sums.store(sum, at: column)
        column &+= laneCount
    }
    while column < range.upperBound {
        var sum: Float = 0
        for row in 0..<count { sum += rows[row &* step &+ column] }
        sums[column] = sum
        column &+= 1
    }
}

/// Fewer inputs than lanes: too few for any blocking to matter.
@inline(__always)
private func narrowWeightGradient(
    _ inputs: Int, _ outputs: Int, _ samples: Int, _ x: Source, _ dy: Source, _ range: Range<Int>,
    _ gradient: Destination
) {
    for output in range {
        for input in 0..<inputs {
            var sum = Vector()
            for sample in 0..<samples {
                sum = multiplyAdd(
                    Vector(repeating: x[sample &* inputs &+ input]), Vector(repeating: dy[sample &* outputs &+ output]),
                    sum)
            }
            gradient[output &* inputs &+ input] = sum[0]
        }
    }
}
