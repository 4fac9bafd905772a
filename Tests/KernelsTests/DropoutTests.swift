import KernelTypes
import Kernels
import Testing

@Suite struct DropoutTests {
    /// The mask's definition, one number at a time.
    private func factor(_ mask: DropoutMask, _ position: Int) -> Float {
        var x = UInt32(truncatingIfNeeded: position) ^ UInt32(truncatingIfNeeded: mask.key)
        x = (x ^ x >> 17) &* 0xed5a_d4bb ^ UInt32(truncatingIfNeeded: mask.key >> 32)
        x = (x ^ x >> 11) &* 0xac4c_1b51
        x = (x ^ x >> 15) &* 0x3184_8bab
        x ^= x >> 14
        return Float(x >> 9) * 0x1p-23 < mask.rate ? 0 : mask.scale
    }

    @Test(arguments: instructionSets, 0..<20)
    func `each position has its own choice, however the numbers are cut`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(seed)
        let rate = random.pick([0.125, 0.5, 0.75, 0])
        let mask = DropoutMask(key: random.next(), rate: rate)
        let count = 8 * random.integer(1...200)
        let first = 8 * random.integer(0...1_000_000)
        let x = random.floats(count)
        let (input, output) = (Buffer(x), Buffer(count: count))
        for range in random.cut(count, alignment: 8) {
            unsafe table.dropout(
                mask, first + range.lowerBound, input.pointer + range.lowerBound, output.pointer + range.lowerBound,
                range.count)
        }
        #expect(output.guardsHold)
        expectSameBits(
            output.values, x.indices.map { x[$0] * factor(mask, first + $0) }, "seed \(seed), rate \(rate)")
        // In place.
        unsafe table.dropout(mask, first, input.pointer, input.pointer, count)
        expectSameBits(input.values, output.values, "in place, seed \(seed)")
    }

    @Test(arguments: [0.1, 0.5, 0.9] as [Double])
    func `the share that is taken out is the rate, and keys are independent`(rate: Double) throws {
        let table = try #require(InstructionSet.best.table)
        let count = 1 << 18
        func dropped(key: UInt64) -> [Bool] {
            let numbers = Buffer(count: count, filled: 1)
            unsafe table.dropout(DropoutMask(key: key, rate: rate), 0, numbers.pointer, numbers.pointer, count)
            return numbers.values.map { $0 == 0 }
        }
        func expectShare(_ marks: [Bool], _ expected: Double, _ label: String) {
            let deviation = (expected * (1 - expected) / Double(marks.count)).squareRoot()
            let share = Double(marks.count { $0 }) / Double(marks.count)
            #expect(abs(share - expected) < 5 * deviation, "\(label): \(share)")
        }
        // Neighbours, and keys that differ by one bit of either half.
        let masks = [0x1234_5678_9abc_def0, 0x1234_5678_9abc_def1, 0x1234_5679_9abc_def0].map(dropped)
        for mask in masks {
            expectShare(mask, rate, "one")
            for lag in [1, 8, 64] {
                expectShare(zip(mask, mask.dropFirst(lag)).map { $0 && $1 }, rate * rate, "\(lag) apart")
            }
        }
        for other in masks.dropFirst() {
            expectShare(zip(masks[0], other).map { $0 && $1 }, rate * rate, "two keys")
        }
    }

    @Test(arguments: instructionSets)
    func `what is not a number stays so`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let numbers = Buffer(count: 64, filled: .infinity)
        unsafe table.dropout(DropoutMask(key: 1, rate: 0.5), 0, numbers.pointer, numbers.pointer, 64)
        #expect(numbers.values.allSatisfy { !$0.isFinite })
    }
}
