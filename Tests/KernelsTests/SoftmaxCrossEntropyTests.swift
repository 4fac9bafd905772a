import Foundation
import KernelTypes
import Kernels
import Testing

@Suite struct SoftmaxCrossEntropyTests {
    struct Result {
        var losses, correct, gradient: Buffer
    }

    static func run(
        _ table: KernelTable, classes: Int, logits: [Float], labels: [UInt8], count: Int, smoothing: Float = 0,
        gradientScale: Float = 1
    ) -> Result {
        let result = Result(
            losses: Buffer(count: labels.count), correct: Buffer(count: labels.count),
            gradient: Buffer(count: logits.count))
        let input = Buffer(logits)
        unsafe labels.withUnsafeBufferPointer { labels in
            guard let labels = labels.baseAddress else { return }
            unsafe table.softmaxCrossEntropy(
                classes, input.pointer, labels, count, smoothing, gradientScale, result.losses.pointer,
                result.correct.pointer, result.gradient.pointer)
        }
        #expect(result.losses.guardsHold && result.correct.guardsHold && result.gradient.guardsHold)
        return result
    }

    @Test(arguments: instructionSets, 0..<40)
    func `loss, accuracy and gradient equal the definition in Double`(set: InstructionSet, seed: Int) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(seed)
        let (classes, microBatches) = (random.integer(1...20), random.integer(1...3))
        let count = random.integer(microBatches * 8 - 7...microBatches * 8)
        let size = random.pick([0.1, 5, 60] as [Float])
        let smoothing = random.pick([0, 0.1, 0.5] as [Float])
        let logits = random.floats(microBatches * classes * 8, in: -size...size)
        let labels = (0..<microBatches * 8).map { _ in UInt8(random.integer(0...classes - 1)) }
        let scale: Float = 1 / Float(count)
        let result = Self.run(
            table, classes: classes, logits: logits, labels: labels, count: count, smoothing: smoothing,
            gradientScale: scale)
        let label = Comment("seed \(seed), \(classes) classes, \(count) samples, smoothing \(smoothing)")
        for n in 0..<microBatches * 8 {
            func at(_ c: Int) -> Int { (n / 8 * classes + c) * 8 + n % 8 }
            guard n < count else {
                #expect(result.losses[n] == 0 && result.correct[n] == 0, label)
                for c in 0..<classes { #expect(result.gradient[at(c)] == 0, label) }
                continue
            }
            let z = (0..<classes).map { Double(logits[at($0)]) }
            let largest = z.max() ?? 0
            let logSum = largest + log(z.reduce(0) { $0 + exp($1 - largest) })
            var loss = 0.0
            for c in 0..<classes {
                let target =
                    Double(smoothing) / Double(classes) + (c == Int(labels[n]) ? 1 - Double(smoothing) : 0)
                loss += target * (logSum - z[c])
                let gradient = (exp(z[c] - logSum) - target) * Double(scale)
                // Eight roundings of a probability or target, both at most 1.
                let tolerance = 8 * Double(Float.ulpOfOne) * Double(scale)
                #expect(abs(Double(result.gradient[at(c)]) - gradient) <= tolerance, label)
            }
            // Shifted logits of up to 2 · size are rounded, weighed and added.
            let tolerance = Double(classes + 4) * Double(Float.ulpOfOne) * Double(2 * size + 3)
            #expect(abs(Double(result.losses[n]) - loss) <= tolerance, label)
            #expect(result.correct[n] == (z.firstIndex(of: largest) == Int(labels[n]) ? 1 : 0), label)
        }
    }

    @Test(arguments: instructionSets)
    func `evaluation without a gradient gives the same loss and accuracy`(set: InstructionSet) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(2)
        let logits = random.floats(80, in: -5...5)
        let labels: [UInt8] = [0, 1, 2, 3, 4, 5, 6, 7]
        let training = Self.run(table, classes: 10, logits: logits, labels: labels, count: 8)
        let (input, losses, correct) = (Buffer(logits), Buffer(count: 8), Buffer(count: 8))
        unsafe labels.withUnsafeBufferPointer { labels in
            guard let labels = labels.baseAddress else { return }
            unsafe table.softmaxCrossEntropy(
                10, input.pointer, labels, 8, 0, 1, losses.pointer, correct.pointer, nil)
        }
        expectSameBits(losses.values, training.losses.values, "losses")
        expectSameBits(correct.values, training.correct.values, "correct")
    }

    @Test(arguments: instructionSets)
    func `of equal logits the first is the prediction`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let result = Self.run(
            table, classes: 3, logits: [Float](repeating: 1, count: 24), labels: [0, 1, 2, 0, 1, 2, 0, 1], count: 8)
        #expect(result.correct.values == [1, 0, 0, 1, 0, 0, 1, 0])
    }

    @Test(arguments: instructionSets, [Float.nan, .infinity, -.infinity])
    func `a logit that is not finite makes that sample's loss not finite`(set: InstructionSet, bad: Float) throws {
        let table = try #require(set.table)
        for place in 0..<3 {
            var logits = [Float](repeating: 0.5, count: 24)
            logits[place * 8 + 5] = bad
            let result = Self.run(
                table, classes: 3, logits: logits, labels: [UInt8](repeating: 1, count: 8), count: 8)
            for n in 0..<8 { #expect(result.losses[n].isFinite == (n != 5), "logit \(place)") }
        }
    }

    @Test(arguments: instructionSets)
    func `huge logits neither overflow nor lose the loss`(set: InstructionSet) throws {
        let table = try #require(set.table)
        var logits = [Float](repeating: 0, count: 16)
        for n in 0..<8 { logits[n] = 1e30 }
        let labels: [UInt8] = [0, 0, 0, 0, 1, 1, 1, 1]
        let result = Self.run(table, classes: 2, logits: logits, labels: labels, count: 8)
        #expect(result.losses.values == [0, 0, 0, 0, 1e30, 1e30, 1e30, 1e30])
    }
    @Test(arguments: instructionSets)
    func `logits whose distances add up beyond a float's range have a finite loss`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let classes = 64
        var logits = [Float](repeating: 0, count: classes * 8)
        for n in 0..<8 { logits[n] = 1e38 }
        let labels: [UInt8] = [0, 0, 0, 0, 1, 1, 1, 1]
        let result = Self.run(table, classes: classes, logits: logits, labels: labels, count: 8)
        #expect(result.losses.values == [0, 0, 0, 0, 1e38, 1e38, 1e38, 1e38])
    }
}
