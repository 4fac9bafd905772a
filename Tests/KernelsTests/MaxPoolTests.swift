import KernelTypes
import Kernels
import Testing

@Suite struct MaxPoolTests {
    struct Case: CustomStringConvertible {
        let seed: Int
        let shape: PoolShape
        let microBatches: Int
        let x, dy: [Float]
        var generator: SeededGenerator

        init(seed: Int) {
            var random = SeededGenerator(seed)
            let size = random.integer(1...4)
            let shape = PoolShape(
                channels: random.integer(1...5), inputHeight: random.integer(size...size + 9),
                inputWidth: random.integer(size...size + 9), size: size, stride: random.integer(1...4))
            microBatches = random.integer(1...3)
            // Few different values, so that windows have ties.
            let count = microBatches * shape.channels * shape.inputHeight * shape.inputWidth * 8
            x = (0..<count).map { _ in Float(random.integer(-3...3)) }
            dy = random.floats(microBatches * shape.channels * shape.outputHeight * shape.outputWidth * 8)
            (self.seed, self.shape, generator) = (seed, shape, random)
        }

        var description: String { "seed \(seed), \(shape), \(microBatches) micro-batches" }

        var outputCount: Int { microBatches * shape.channels * shape.outputHeight * shape.outputWidth * 8 }
        var inputPlane: Int { shape.inputHeight * shape.inputWidth * 8 }

        /// Where in the input the numbers of a band of its rows `rows` lie, in the band's order.
        func places(ofBand rows: Range<Int>) -> [Int] {
            let rowCount = shape.inputWidth * 8
            return (0..<microBatches * shape.channels).flatMap { plane in
                (0..<rows.count * rowCount).map { plane * inputPlane + rows.lowerBound * rowCount + $0 }
            }
        }

        /// The window of each output: where its first largest value lies in the input, and in the window.
        var winners: [(input: Int, window: Int)] {
            (0..<outputCount).map { index in
                let lane = index % 8
                let column = index / 8 % shape.outputWidth
                let row = index / 8 / shape.outputWidth % shape.outputHeight
                let plane = index / 8 / shape.outputWidth / shape.outputHeight
                var best: (input: Int, window: Int)?
                for r in 0..<shape.size {
                    for s in 0..<shape.size {
                        let place = (row * shape.stride + r) * shape.inputWidth + column * shape.stride + s
                        let input = plane * inputPlane + place * 8 + lane
                        if let best, !(x[input] > x[best.input]) { continue }
                        best = (input, r * shape.size + s)
                    }
                }
                return best ?? (0, 0)
            }
        }
    }

    @Test(arguments: instructionSets, 0..<40)
    func `forward takes the first largest of each window, whole or by rows`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        var trial = Case(seed: seed)
        let shape = trial.shape
        let (output, argmax) = (Buffer(count: trial.outputCount), Buffer(count: trial.outputCount))
        for rows in trial.generator.cut(shape.outputHeight) {
            // The rows that the windows read; the last band has those that no window covers, too.
            let first = rows.lowerBound * shape.stride
            let read = (rows.upperBound - 1) * shape.stride + shape.size
            let end = rows.upperBound == shape.outputHeight ? shape.inputHeight : read
            let band = Buffer(trial.places(ofBand: first..<end).map { trial.x[$0] })
            unsafe table.maxPoolForward(
                shape, band.pointer, end - first, rows, output.pointer, argmax.pointer, trial.microBatches)
        }
        #expect(output.guardsHold && argmax.guardsHold)
        expectSameBits(output.values, trial.winners.map { trial.x[$0.input] }, "\(trial)")
        expectSameBits(argmax.values, trial.winners.map { Float($0.window) }, "argmax, \(trial)")
    }

    @Test(arguments: instructionSets, 0..<40)
    func `backward gives each gradient to its winner`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        var trial = Case(seed: seed)
        let shape = trial.shape
        let output = Buffer(trial.winners.map { trial.x[$0.input] })
        let argmax = Buffer(trial.winners.map { Float($0.window) })
        let dy = Buffer(trial.dy)
        for relu in [false, true] {
            let dx = Buffer(count: trial.x.count)
            // Windows that overlap are passed whole; the others may be cut, and the last band has the rows that no
            // window covers.
            let cuts =
                shape.stride < shape.size ? [0..<shape.outputHeight] : trial.generator.cut(shape.outputHeight)
            for rows in cuts {
                let first = rows.lowerBound * shape.stride
                let end = rows.upperBound == shape.outputHeight ? shape.inputHeight : rows.upperBound * shape.stride
                let places = trial.places(ofBand: first..<end)
                let band = Buffer(count: places.count)
                unsafe table.maxPoolBackward(
                    shape, dy.pointer, output.pointer, argmax.pointer, relu, rows, band.pointer, end - first,
                    trial.microBatches)
                #expect(band.guardsHold, "relu \(relu), \(trial), rows \(rows)")
                for (index, place) in places.enumerated() { dx[place] = band[index] }
            }
            var expected = [ReferenceSum](repeating: ReferenceSum(), count: trial.x.count)
            for (index, winner) in trial.winners.enumerated() where !relu || trial.x[winner.input] > 0 {
                expected[winner.input].add(Double(trial.dy[index]))
            }
            expectMatches(dx, expected, "relu \(relu), \(trial), rows \(cuts)")
        }
    }

    @Test(arguments: instructionSets)
    func `NaN counts as largest, and a window of minus infinity has its first place`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let shape = PoolShape(channels: 1, inputHeight: 2, inputWidth: 2, size: 2, stride: 2)
        let input = Buffer(count: 4 * 8, filled: -.infinity)
        input[1 * 8] = .nan
        input[2 * 8] = .infinity
        let (output, argmax) = (Buffer(count: 8), Buffer(count: 8))
        unsafe table.maxPoolForward(shape, input.pointer, 2, 0..<1, output.pointer, argmax.pointer, 1)
        #expect(output[0].isNaN && argmax[0] == 1)
        #expect(output[1] == -.infinity && argmax[1] == 0)
    }
}
