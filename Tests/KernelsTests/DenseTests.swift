import KernelTypes
import Kernels
import Testing

@Suite struct DenseTests {
    struct Case: CustomStringConvertible {
        let seed: Int
        let inputs, outputs, microBatches, samples: Int
        let x, weights, bias, dy: [Float]
        var generator: SeededGenerator

        init(seed: Int) {
            var random = SeededGenerator(seed)
            // Every fourth case is longer than a cut of the reduction.
            (inputs, outputs) =
                seed % 4 == 0
                ? (random.integer(240...600), random.integer(1...20)) : (random.integer(1...45), random.integer(1...45))
            microBatches = random.integer(1...5)
            samples = random.integer(microBatches * 8 - 7...microBatches * 8)
            x = random.floats(microBatches * 8 * inputs)
            weights = random.floats(inputs * outputs)
            bias = random.floats(outputs)
            dy = random.floats(microBatches * 8 * outputs)
            (self.seed, generator) = (seed, random)
        }

        var description: String { "seed \(seed), \(inputs) → \(outputs), \(microBatches) micro-batches" }

        func forward(
            _ table: KernelTable, relu: Bool, ranges: [Range<Int>], microBatchCuts: [Range<Int>]
        ) -> Buffer {
            let (input, weights, bias) = (Buffer(x), Buffer(weights), Buffer(bias))
            let y = Buffer(count: microBatches * outputs * 8)
            for part in microBatchCuts {
                for range in ranges {
                    unsafe table.denseForward(
                        inputs, outputs, input.pointer + part.lowerBound * inputs * 8, weights.pointer, bias.pointer,
                        relu, range, y.pointer + part.lowerBound * outputs * 8, part.count)
                }
            }
            return y
        }

        func inputGradient(_ table: KernelTable, ranges: [Range<Int>], microBatchCuts: [Range<Int>]) -> Buffer {
            let (gradient, weights) = (Buffer(dy), Buffer(weights))
            let dx = Buffer(count: microBatches * inputs * 8)
            for part in microBatchCuts {
                for range in ranges {
                    unsafe table.denseInputGradient(
                        inputs, outputs, gradient.pointer + part.lowerBound * outputs * 8, weights.pointer, range,
                        dx.pointer + part.lowerBound * inputs * 8, part.count)
                }
            }
            return dx
        }

        /// `x` and `dy` taken as sample-major.
        func weightGradient(_ table: KernelTable, ranges: [Range<Int>]) -> (weights: Buffer, bias: Buffer) {
            let (input, gradient) = (Buffer(x), Buffer(dy))
            let (dWeights, dBias) = (Buffer(count: inputs * outputs), Buffer(count: outputs))
            for range in ranges {
                unsafe table.denseWeightGradient(
                    inputs, outputs, samples, input.pointer, gradient.pointer, range, dWeights.pointer, dBias.pointer)
            }
            return (dWeights, dBias)
        }
    }

    @Test(arguments: instructionSets, 0..<60)
    func `forward equals the reference`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let y = trial.forward(
            table, relu: false, ranges: [0..<trial.outputs], microBatchCuts: [0..<trial.microBatches])
        let expected = Reference.denseForward(
            inputs: trial.inputs, outputs: trial.outputs, trial.x, trial.weights, trial.bias,
            microBatches: trial.microBatches)
        expectMatches(y, expected, "\(trial)")
        let relu = trial.forward(
            table, relu: true, ranges: [0..<trial.outputs], microBatchCuts: [0..<trial.microBatches])
        expectSameBits(relu.values, y.values.map { $0 < 0 ? 0 : $0 }, "relu, \(trial)")
    }

    @Test(arguments: instructionSets, 0..<60)
    func `the input gradient equals the reference`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let expected = Reference.denseInputGradient(
            inputs: trial.inputs, outputs: trial.outputs, trial.dy, trial.weights, microBatches: trial.microBatches)
        expectMatches(
            trial.inputGradient(table, ranges: [0..<trial.inputs], microBatchCuts: [0..<trial.microBatches]), expected,
            "\(trial)")
    }

    @Test(arguments: instructionSets, 0..<60)
    func `the weight gradient equals the reference`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let result = trial.weightGradient(table, ranges: [0..<trial.outputs])
        let expected = Reference.denseWeightGradient(
            inputs: trial.inputs, outputs: trial.outputs, samples: trial.samples, trial.x, trial.dy)
        expectMatches(result.weights, expected.weights, "weights, \(trial)")
        expectMatches(result.bias, expected.bias, "bias, \(trial)")
    }

    @Test(arguments: instructionSets, 0..<40)
    func `results have the same bits however outputs, inputs and micro-batches are cut`(
        set: InstructionSet, seed: Int
    ) throws {
        let table = try #require(set.table)
        var trial = Case(seed: seed)
        let (outputs, inputs, all) = ([0..<trial.outputs], [0..<trial.inputs], [0..<trial.microBatches])
        let outputCuts = trial.generator.cut(trial.outputs)
        let inputCuts = trial.generator.cut(trial.inputs)
        let cuts = trial.generator.cut(trial.microBatches)
        let label = "\(trial), outputs \(outputCuts), inputs \(inputCuts), micro-batches \(cuts)"
        expectSameBits(
            trial.forward(table, relu: true, ranges: outputCuts, microBatchCuts: cuts).values,
            trial.forward(table, relu: true, ranges: outputs, microBatchCuts: all).values, "forward, \(label)")
        expectSameBits(
            trial.inputGradient(table, ranges: inputCuts, microBatchCuts: cuts).values,
            trial.inputGradient(table, ranges: inputs, microBatchCuts: all).values, "input gradient, \(label)")
        let whole = trial.weightGradient(table, ranges: outputs)
        let parts = trial.weightGradient(table, ranges: outputCuts)
        expectSameBits(parts.weights.values, whole.weights.values, "weights, \(label)")
        expectSameBits(parts.bias.values, whole.bias.values, "bias, \(label)")
    }

    @Test(arguments: instructionSets)
    func `many samples are summed in one order`(set: InstructionSet) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(3)
        let (inputs, outputs, samples) = (21, 10, 700)
        let (x, dy) = (random.floats(samples * inputs), random.floats(samples * outputs))
        let (input, gradient) = (Buffer(x), Buffer(dy))
        let (weights, bias) = (Buffer(count: inputs * outputs), Buffer(count: outputs))
        unsafe table.denseWeightGradient(
            inputs, outputs, samples, input.pointer, gradient.pointer, 0..<outputs, weights.pointer, bias.pointer)
        let expected = Reference.denseWeightGradient(inputs: inputs, outputs: outputs, samples: samples, x, dy)
        expectMatches(weights, expected.weights, "weights")
        expectMatches(bias, expected.bias, "bias")
    }
}
