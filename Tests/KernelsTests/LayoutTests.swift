import KernelTypes
import Kernels
import Testing

@Suite struct LayoutTests {
    @Test(arguments: instructionSets, 0..<30)
    func `gather puts the indexed samples into lanes and clears the rest`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(seed)
        let (bytes, samples) = (random.integer(1...60), random.integer(1...20))
        let pixels = (0..<bytes * samples).map { _ in UInt8(random.integer(0...255)) }
        let indices = (0..<random.integer(1...30)).map { _ in Int32(random.integer(0...samples - 1)) }
        let (scale, offset) = (Float(1) / 255, Float(-0.3))
        let microBatches = Lanes.microBatches(indices.count)
        let output = Buffer(count: microBatches * bytes * 8)
        unsafe pixels.withUnsafeBufferPointer { pixels in
            unsafe indices.withUnsafeBufferPointer { indices in
                guard let pixels = pixels.baseAddress, let first = indices.baseAddress else { return }
                unsafe table.gather(pixels, bytes, first, indices.count, scale, offset, output.pointer)
            }
        }
        let expected = (0..<output.count).map { place -> Float in
            let n = place / 8 / bytes * 8 + place % 8
            guard n < indices.count else { return 0 }
            return Float(pixels[Int(indices[n]) * bytes + place / 8 % bytes]) * scale + offset
        }
        expectSameBits(output.values, expected, "seed \(seed), \(bytes) bytes, \(indices.count) samples")
        #expect(output.guardsHold)
    }

    @Test(arguments: instructionSets, 0..<30)
    func `one channel gets its scale, and the lanes past the samples 0`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(seed)
        let shape = ChannelShape(channels: random.integer(1...4), area: random.integer(1...20))
        let (channel, count) = (random.integer(0...shape.channels - 1), random.integer(1...30))
        let (scale, offset) = (Float(1) / 255, Float(-0.3))
        let values = random.floats(Lanes.microBatches(count) * shape.stride, in: 0...255)
        let x = Buffer(values)
        unsafe table.scaleChannel(shape, count, channel, scale, offset, x.pointer)
        let expected = values.indices.map { place -> Float in
            guard place / 8 / shape.area % shape.channels == channel else { return values[place] }
            let n = place / shape.stride * 8 + place % 8
            return n < count ? values[place] * scale + offset : 0
        }
        expectSameBits(x.values, expected, "seed \(seed), \(shape), channel \(channel), \(count) samples")
        #expect(x.guardsHold)
    }

    @Test(arguments: instructionSets, 1..<40)
    func `samples from lanes is a transposition`(set: InstructionSet, features: Int) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(features)
        let x = random.floats(3 * features * 8)
        let (input, samples) = (Buffer(x), Buffer(count: x.count))
        unsafe table.samplesFromLanes(features, input.pointer, samples.pointer, 3)
        let expected = (0..<x.count).map { place -> Float in
            let (n, feature) = (place / features, place % features)
            return x[(n / 8 * features + feature) * 8 + n % 8]
        }
        expectSameBits(samples.values, expected, "\(features) features")
        #expect(samples.guardsHold)
    }

    @Test(arguments: instructionSets, 0..<30)
    func `lanes are added by halves`(set: InstructionSet, count: Int) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(count)
        let lanes = random.floats(count * 8)
        let (input, sums) = (Buffer(lanes), Buffer(count: count))
        unsafe table.sumLanes(input.pointer, sums.pointer, count)
        let expected = (0..<count).map { index -> Float in
            let v = lanes[index * 8..<index * 8 + 8].map { $0 }
            return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]))
        }
        expectSameBits(sums.values, expected, "\(count) vectors")
        #expect(sums.guardsHold)
    }
}
