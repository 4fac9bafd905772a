import KernelTypes
import Kernels
import Testing

@Suite struct AveragePoolTests {
    struct Case: CustomStringConvertible {
        let seed: Int
        let shape: PoolShape
        let microBatches: Int
        let x, dy: [Float]

        init(seed: Int) {
            var random = SeededGenerator(seed)
            let size = random.integer(1...4)
            shape = PoolShape(
                channels: random.integer(1...5), inputHeight: random.integer(size...size + 9),
                inputWidth: random.integer(size...size + 9), size: size, stride: random.integer(1...4))
            microBatches = random.integer(1...3)
            let planes = microBatches * shape.channels
            x = random.floats(planes * shape.inputHeight * shape.inputWidth * 8)
            dy = random.floats(planes * shape.outputHeight * shape.outputWidth * 8)
            self.seed = seed
        }

        var description: String { "seed \(seed), \(shape), \(microBatches) micro-batches" }

        /// Each pair of an output and an input that its window covers.
        func forEachPair(_ body: (_ output: Int, _ input: Int) -> Void) {
            let input = (c: shape.channels, h: shape.inputHeight, w: shape.inputWidth)
            let output = (c: shape.channels, h: shape.outputHeight, w: shape.outputWidth)
            for n in 0..<microBatches * 8 {
                for c in 0..<shape.channels {
                    for p in 0..<output.h {
                        for q in 0..<output.w {
                            for r in 0..<shape.size {
                                for s in 0..<shape.size {
                                    let (row, column) = (p * shape.stride + r, q * shape.stride + s)
                                    body(
                                        Reference.index(n, c, p, q, of: output),
                                        Reference.index(n, c, row, column, of: input))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: instructionSets, 0..<40)
    func `forward is the mean of each window`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let (input, output) = (Buffer(trial.x), Buffer(count: trial.dy.count))
        unsafe table.averagePoolForward(trial.shape, input.pointer, output.pointer, trial.microBatches)
        var expected = [ReferenceSum](repeating: ReferenceSum(), count: trial.dy.count)
        let places = Double(trial.shape.size * trial.shape.size)
        trial.forEachPair { output, input in expected[output].add(Double(trial.x[input]) / places) }
        expectMatches(output, expected, "\(trial)")
    }

    @Test(arguments: instructionSets, 0..<40)
    func `backward gives every place its share of each window`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let (dy, dx) = (Buffer(trial.dy), Buffer(count: trial.x.count))
        unsafe table.averagePoolBackward(trial.shape, dy.pointer, dx.pointer, trial.microBatches)
        var expected = [ReferenceSum](repeating: ReferenceSum(), count: trial.x.count)
        let places = Double(trial.shape.size * trial.shape.size)
        trial.forEachPair { output, input in expected[input].add(Double(trial.dy[output]) / places) }
        expectMatches(dx, expected, "\(trial)")
    }
}
