import KernelTypes
import Kernels
import Testing

@Suite struct BatchNormTests {
    struct Case: CustomStringConvertible {
        let seed: Int
        let shape: ChannelShape
        let samples: Int
        let microBatches: Int
        let x, dy, mean, factor, shift, slope: [Float]

        init(seed: Int) {
            var random = SeededGenerator(seed)
            shape = ChannelShape(channels: random.integer(1...9), area: random.pick([1, 2, 3, 4, 5, 16, 37]))
            samples = random.integer(1...33)
            microBatches = (samples + 7) / 8
            let count = microBatches * shape.channels * shape.area * 8
            (x, dy) = (random.floats(count, in: 1...3), random.floats(count))
            mean = random.floats(shape.channels, in: 1.5...2.5)
            (factor, shift) = (random.floats(shape.channels, in: -3...3), random.floats(shape.channels))
            slope = random.floats(shape.channels)
            self.seed = seed
        }

        var description: String { "seed \(seed), \(shape), \(samples) samples" }

        func channel(_ index: Int) -> Int { index / 8 / shape.area % shape.channels }
        func isLive(_ index: Int) -> Bool {
            index / 8 / shape.area / shape.channels * 8 + index % 8 < samples
        }

        /// Sums for each micro-batch and channel.
        func sums(_ term: (_ index: Int, _ mean: Double) -> Double) -> [ReferenceSum] {
            var sums = [ReferenceSum](repeating: ReferenceSum(), count: microBatches * shape.channels)
            for index in x.indices where isLive(index) {
                sums[index / 8 / shape.area].add(term(index, Double(mean[channel(index)])))
            }
            return sums
        }

        /// The terms of each result.
        func results(_ terms: (_ index: Int, _ channel: Int) -> [Double]) -> [ReferenceSum] {
            x.indices.map { index in
                var sum = ReferenceSum()
                for term in terms(index, channel(index)) { sum.add(term) }
                return sum
            }
        }
    }

    @Test(arguments: instructionSets, 0..<40)
    func `sums are those of the samples, for each micro-batch and channel`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let (x, dy, mean) = (Buffer(trial.x), Buffer(trial.dy), Buffer(trial.mean))
        let count = trial.microBatches * trial.shape.channels
        func expect(_ actual: Buffer, _ label: String, _ term: (_ index: Int, _ mean: Double) -> Double) {
            expectMatches(actual, trial.sums(term), "\(label), \(trial)")
        }
        let (sums, products) = (Buffer(count: count), Buffer(count: count))
        unsafe table.channelSums(trial.shape, trial.samples, x.pointer, sums.pointer)
        expect(sums, "Σ x") { index, _ in Double(trial.x[index]) }
        unsafe table.channelSquares(trial.shape, trial.samples, x.pointer, mean.pointer, sums.pointer)
        expect(sums, "Σ (x − mean)²") { index, mean in
            (Double(trial.x[index]) - mean) * (Double(trial.x[index]) - mean)
        }
        unsafe table.channelGradientSums(
            trial.shape, trial.samples, x.pointer, dy.pointer, mean.pointer, sums.pointer, products.pointer)
        expect(sums, "Σ dy") { index, _ in Double(trial.dy[index]) }
        expect(products, "Σ dy · (x − mean)") { index, mean in
            Double(trial.dy[index]) * (Double(trial.x[index]) - mean)
        }
    }

    @Test(arguments: instructionSets, 0..<40)
    func `results are those of each number, and 0 is passed back where no sample is`(
        set: InstructionSet, seed: Int
    ) throws {
        let table = try #require(set.table)
        let trial = Case(seed: seed)
        let (x, dy, mean) = (Buffer(trial.x), Buffer(trial.dy), Buffer(trial.mean))
        let (factor, shift, slope) = (Buffer(trial.factor), Buffer(trial.shift), Buffer(trial.slope))
        let result = Buffer(count: trial.x.count)
        unsafe table.normalize(
            trial.shape, trial.samples, x.pointer, mean.pointer, factor.pointer, shift.pointer, result.pointer)
        func scaled(_ value: Float, _ channel: Int) -> Double { Double(value) * Double(trial.factor[channel]) }
        expectMatches(
            result,
            trial.results { index, channel in
                guard trial.isLive(index) else { return [] }
                return [
                    scaled(trial.x[index], channel), -scaled(trial.mean[channel], channel),
                    Double(trial.shift[channel]),
                ]
            }, "forward, \(trial)")
        unsafe table.normalizeBackward(
            trial.shape, trial.samples, x.pointer, dy.pointer, mean.pointer, factor.pointer, shift.pointer,
            slope.pointer, result.pointer)
        expectMatches(
            result,
            trial.results { index, channel in
                guard trial.isLive(index) else { return [] }
                let slope = Double(trial.slope[channel])
                return [
                    scaled(trial.dy[index], channel), -scaled(trial.shift[channel], channel),
                    -scaled(trial.x[index], channel) * slope, scaled(trial.mean[channel], channel) * slope,
                ]
            }, "backward, \(trial)")
    }
}
