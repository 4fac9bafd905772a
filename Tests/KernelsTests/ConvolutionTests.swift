import KernelTypes
import Kernels
import Testing

@Suite struct ConvolutionTests {
    /// One random convolution with its data; described in every failure.
    struct Case: CustomStringConvertible {
        let seed: Int
        let shape: ConvolutionShape
        let microBatches: Int
        let x, weights, bias, dy: [Float]
        var generator: SeededGenerator

        init(seed: Int) {
            var random = SeededGenerator(seed)
            let kernel = random.pick([1, 2, 3, 5, 7])
            let padding = random.integer(0...3)
            let smallest = max(1, kernel - 2 * padding)
            let shape = ConvolutionShape(
                inputChannels: random.integer(1...17), inputHeight: random.integer(smallest...smallest + 8),
                inputWidth: random.integer(smallest...smallest + 8), outputChannels: random.integer(1...17),
                kernel: kernel, stride: random.integer(1...3), padding: padding)
            microBatches = random.integer(1...5)
            x = random.floats(microBatches * shape.inputStride)
            weights = random.floats(shape.weightCount)
            bias = random.floats(shape.outputChannels)
            dy = random.floats(microBatches * shape.outputStride)
            (self.seed, self.shape, generator) = (seed, shape, random)
        }

        var description: String { "seed \(seed), \(shape), \(microBatches) micro-batches" }

        /// The kernel's rows of the whole output, from calls for `rows` and `microBatches` at a time.
        func forward(_ table: KernelTable, relu: Bool, rowCuts: [Range<Int>], microBatchCuts: [Range<Int>]) -> Buffer {
            let (input, weights, bias) = (Buffer(x), Buffer(weights), Buffer(bias))
            let packed = Buffer(count: shape.weightCount)
            unsafe table.packForward(shape, weights.pointer, packed.pointer)
            #expect(packed.guardsHold && !packed.values.contains(where: \.isNaN))
            let output = Buffer(count: microBatches * shape.outputStride)
            let plane = shape.outputHeight * shape.outputWidth * 8
            for rows in rowCuts {
                let stride = shape.outputChannels * rows.count * shape.outputWidth * 8
                let band = Buffer(count: microBatches * stride)
                for part in microBatchCuts {
                    unsafe table.convolutionForward(
                        shape, input.pointer + part.lowerBound * shape.inputStride, packed.pointer, bias.pointer, relu,
                        rows, band.pointer + part.lowerBound * stride, part.count)
                }
                #expect(band.guardsHold, "\(self)")
                let rowCount = rows.count * shape.outputWidth * 8
                for channel in 0..<microBatches * shape.outputChannels {
                    for index in 0..<rowCount {
                        output[channel * plane + rows.lowerBound * shape.outputWidth * 8 + index] =
                            band[channel * rowCount + index]
                    }
                }
            }
            return output
        }

        func inputGradient(_ table: KernelTable, microBatchCuts: [Range<Int>]) -> Buffer {
            let (gradient, weights) = (Buffer(dy), Buffer(weights))
            let packed = Buffer(count: shape.weightCount)
            unsafe table.packBackward(shape, weights.pointer, packed.pointer)
            let result = Buffer(count: microBatches * shape.inputStride)
            for part in microBatchCuts {
                unsafe table.convolutionInputGradient(
                    shape, gradient.pointer + part.lowerBound * shape.outputStride, packed.pointer,
                    result.pointer + part.lowerBound * shape.inputStride, part.count)
            }
            return result
        }

        func weightGradient(
            _ table: KernelTable, weightStart: [Float], biasStart: [Float], rowCuts: [Range<Int>],
            microBatchCuts: [Range<Int>]
        ) -> (weights: Buffer, bias: Buffer) {
            let (weightLanes, biasLanes) = (Buffer(weightStart), Buffer(biasStart))
            let input = Buffer(x)
            let plane = shape.outputHeight * shape.outputWidth * 8
            for part in microBatchCuts {
                for rows in rowCuts {
                    // The band alone, so that reading another row reads NaN.
                    let rowCount = rows.count * shape.outputWidth * 8
                    let band = Buffer(count: part.count * shape.outputChannels * rowCount)
                    for channel in 0..<part.count * shape.outputChannels {
                        for index in 0..<rowCount {
                            let source = part.lowerBound * shape.outputChannels + channel
                            band[channel * rowCount + index] =
                                dy[source * plane + rows.lowerBound * shape.outputWidth * 8 + index]
                        }
                    }
                    unsafe table.convolutionWeightGradient(
                        shape, input.pointer + part.lowerBound * shape.inputStride, band.pointer, rows,
                        weightLanes.pointer, biasLanes.pointer, part.count)
                }
            }
            #expect(weightLanes.guardsHold && biasLanes.guardsHold, "\(self)")
            return (weightLanes, biasLanes)
        }

        var allRows: [Range<Int>] { [0..<shape.outputHeight] }
        var allMicroBatches: [Range<Int>] { [0..<microBatches] }
    }

    @Test(arguments: instructionSets, 0..<60)
    func `forward equals the reference`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let output = trial.forward(
            table, relu: false, rowCuts: trial.allRows, microBatchCuts: trial.allMicroBatches)
        let expected = Reference.convolutionForward(
            trial.shape, trial.x, trial.weights, trial.bias, microBatches: trial.microBatches)
        expectMatches(output, expected, "\(trial)")
    }

    @Test(arguments: instructionSets, 0..<30)
    func `relu in the epilogue is relu of the output`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let plain = trial.forward(table, relu: false, rowCuts: trial.allRows, microBatchCuts: trial.allMicroBatches)
        let relu = trial.forward(table, relu: true, rowCuts: trial.allRows, microBatchCuts: trial.allMicroBatches)
        expectSameBits(relu.values, plain.values.map { $0 < 0 ? 0 : $0 }, "\(trial)")
    }

    @Test(arguments: instructionSets, 0..<40)
    func `forward has the same bits however rows and micro-batches are cut`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        var trial = Case(seed: seed)
        let whole = trial.forward(table, relu: true, rowCuts: trial.allRows, microBatchCuts: trial.allMicroBatches)
        let rowCuts = trial.generator.cut(trial.shape.outputHeight)
        let cuts = trial.generator.cut(trial.microBatches)
        let parts = trial.forward(table, relu: true, rowCuts: rowCuts, microBatchCuts: cuts)
        expectSameBits(parts.values, whole.values, "\(trial), rows \(rowCuts), micro-batches \(cuts)")
    }

    @Test(arguments: instructionSets, 0..<60)
    func `the input gradient equals the reference`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let expected = Reference.convolutionInputGradient(
            trial.shape, trial.dy, trial.weights, microBatches: trial.microBatches)
        expectMatches(
            trial.inputGradient(table, microBatchCuts: trial.allMicroBatches), expected, "\(trial)")
    }

    @Test(arguments: instructionSets, 0..<40)
    func `the input gradient has the same bits however micro-batches are cut`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        var trial = Case(seed: seed)
        let whole = trial.inputGradient(table, microBatchCuts: trial.allMicroBatches)
        let cuts = trial.generator.cut(trial.microBatches)
        expectSameBits(
            trial.inputGradient(table, microBatchCuts: cuts).values, whole.values, "\(trial), micro-batches \(cuts)")
    }

    @Test(arguments: instructionSets, 0..<60)
    func `the weight gradient adds the reference's to the lanes`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        var trial = Case(seed: seed)
        let weightStart = trial.generator.floats(trial.shape.weightCount * 8)
        let biasStart = trial.generator.floats(trial.shape.outputChannels * 8)
        let result = trial.weightGradient(
            table, weightStart: weightStart, biasStart: biasStart, rowCuts: trial.allRows,
            microBatchCuts: trial.allMicroBatches)
        let expected = Reference.convolutionWeightGradient(
            trial.shape, trial.x, trial.dy, microBatches: trial.microBatches, weightStart: weightStart,
            biasStart: biasStart)
        expectMatches(result.weights, expected.weights, "weights, \(trial)")
        expectMatches(result.bias, expected.bias, "bias, \(trial)")
    }

    @Test(arguments: instructionSets, 0..<40)
    func `the weight gradient has the same bits when cut at even micro-batches, and those by rows`(
        set: InstructionSet, seed: Int
    ) throws {
        let table = try #require(set.table)
        var trial = Case(seed: seed)
        let weightStart = trial.generator.floats(trial.shape.weightCount * 8)
        let biasStart = trial.generator.floats(trial.shape.outputChannels * 8)
        let whole = trial.weightGradient(
            table, weightStart: weightStart, biasStart: biasStart, rowCuts: trial.allRows,
            microBatchCuts: trial.allMicroBatches)
        let evenCuts = trial.generator.cut(trial.microBatches, alignment: 2)
        let even = trial.weightGradient(
            table, weightStart: weightStart, biasStart: biasStart, rowCuts: trial.allRows, microBatchCuts: evenCuts)
        let pairs = stride(from: 0, to: trial.microBatches, by: 2).map { $0..<min($0 + 2, trial.microBatches) }
        let rowCuts = trial.generator.cut(trial.shape.outputHeight)
        let bands = trial.weightGradient(
            table, weightStart: weightStart, biasStart: biasStart, rowCuts: rowCuts, microBatchCuts: pairs)
        expectSameBits(even.weights.values, whole.weights.values, "weights, \(trial), micro-batches \(evenCuts)")
        expectSameBits(even.bias.values, whole.bias.values, "bias, \(trial), micro-batches \(evenCuts)")
        expectSameBits(bands.weights.values, whole.weights.values, "weights, \(trial), rows \(rowCuts)")
        expectSameBits(bands.bias.values, whole.bias.values, "bias, \(trial), rows \(rowCuts)")
    }

    /// Larger than the cache budgets, so that the kernels' own cuts by rows and terms come into play.
    @Test(arguments: instructionSets)
    func `a layer larger than the first cache equals the reference`(set: InstructionSet) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(1)
        let shape = ConvolutionShape(
            inputChannels: 2, inputHeight: 40, inputWidth: 40, outputChannels: 7, kernel: 5, stride: 1, padding: 2)
        let x = random.floats(2 * shape.inputStride)
        let dy = random.floats(2 * shape.outputStride)
        let (input, gradient) = (Buffer(x), Buffer(dy))
        let weightLanes = Buffer(count: shape.weightCount * 8, filled: 0)
        let biasLanes = Buffer(count: shape.outputChannels * 8, filled: 0)
        unsafe table.convolutionWeightGradient(
            shape, input.pointer, gradient.pointer, 0..<shape.outputHeight, weightLanes.pointer, biasLanes.pointer, 2)
        let expected = Reference.convolutionWeightGradient(
            shape, x, dy, microBatches: 2, weightStart: weightLanes.values.map { _ in 0 },
            biasStart: biasLanes.values.map { _ in 0 })
        expectMatches(weightLanes, expected.weights, "weights")
        expectMatches(biasLanes, expected.bias, "bias")
    }

    @Test(arguments: instructionSets)
    func `NaN in one sample reaches that sample's outputs only`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let shape = ConvolutionShape(
            inputChannels: 1, inputHeight: 3, inputWidth: 3, outputChannels: 7, kernel: 3, stride: 1, padding: 1)
        let x = Buffer(count: 2 * shape.inputStride, filled: 1)
        x[4 * 8 + 3] = .nan  // the middle, lane 3 of the first micro-batch
        let (weights, packed) = (Buffer(count: shape.weightCount, filled: 1), Buffer(count: shape.weightCount))
        unsafe table.packForward(shape, weights.pointer, packed.pointer)
        let (bias, y) = (Buffer(count: 7, filled: 0), Buffer(count: 2 * shape.outputStride))
        unsafe table.convolutionForward(shape, x.pointer, packed.pointer, bias.pointer, true, 0..<3, y.pointer, 2)
        for (index, value) in y.values.enumerated() {
            #expect(value.isNaN == (index < shape.outputStride && index % 8 == 3), "[\(index)]")
        }
    }
}
