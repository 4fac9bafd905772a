import Foundation
import KernelTypes
import Kernels
import Testing

/// Each function against the C library's Double version.
@Suite struct ElementaryTests {
    /// A million floats from all over: every sign and exponent, with mantissas that a prime step leaves irregular.
    static let everywhere: [Float] = stride(from: UInt64(0), to: 1 << 32, by: 4099).map {
        Float(bitPattern: UInt32($0))
    }
    static let edges: [Float] = [
        0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude, -.leastNormalMagnitude,
        .leastNormalMagnitude.nextDown, 1, -1, Float(1).nextUp, Float(1).nextDown, .greatestFiniteMagnitude,
        -.greatestFiniteMagnitude, .infinity, -.infinity, .nan, .signalingNaN, 88.7228, 88.72284, 88.73, -87.33654,
        -87.33655, -103.27, -103.28, -103.97, -103.98, -104, -150, 0.625, Float(0.625).nextDown, 9.01, 9.02,
        0.70710677, 0.70710678, 1.4142135, 1.4142137, 44, -44, 16, -17,
    ]

    static func values(_ range: ClosedRange<Float>) -> [Float] {
        var random = SeededGenerator(11)
        let inside = random.floats(100_000, in: range)
        let all = everywhere + edges + inside
        return all + [Float](repeating: 1, count: (8 - all.count % 8) % 8)
    }

    /// Units in the last place of the exact value between the two; subnormal results are counted in subnormal units.
    static func ulps(_ actual: Float, _ exact: Double) -> Double {
        let nearest = Float(exact)
        if actual.isNaN || nearest.isNaN { return actual.isNaN && nearest.isNaN ? 0 : .infinity }
        if actual == nearest { return 0 }
        guard actual.isFinite, nearest.isFinite else {
            // One unit beyond the largest number is infinity.
            let (a, b) = (Double(min(abs(actual), .greatestFiniteMagnitude)), min(abs(exact), 3.4028235e38))
            return 1 + abs(a - b) / Double(Float.greatestFiniteMagnitude.ulp)
        }
        return abs(Double(actual) - exact) / Double(nearest.ulp)
    }

    static func expectWithin(_ bound: Double, _ inputs: [Float], _ outputs: [Float], _ exact: (Double) -> Double) {
        var (worst, worstInput) = (0.0, Float.nan)
        for (x, y) in zip(inputs, outputs) {
            let error = ulps(y, exact(Double(x)))
            if error > worst { (worst, worstInput) = (error, x) }
        }
        #expect(worst <= bound, "at \(worstInput)")
    }

    @Test(arguments: instructionSets)
    func `exponential is within 1 ulp for every kind of float`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let inputs = Self.values(-105...90)
        let (x, outputs) = (Buffer(inputs), Buffer(count: inputs.count))
        unsafe table.exponential(x.pointer, outputs.pointer, inputs.count)
        Self.expectWithin(1, inputs, outputs.values) { exp($0) }
    }

    @Test(arguments: instructionSets)
    func `logarithm is within 2 ulp for every kind of float`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let inputs = Self.values(0.5...2)
        let (x, outputs) = (Buffer(inputs), Buffer(count: inputs.count))
        unsafe table.logarithm(x.pointer, outputs.pointer, inputs.count)
        Self.expectWithin(2, inputs, outputs.values) { log($0) }
    }

    @Test(arguments: instructionSets)
    func `tanh is within 2 ulp and odd`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let inputs = Self.values(-10...10)
        let (x, outputs) = (Buffer(inputs), Buffer(count: inputs.count))
        unsafe table.activationForward(.tanh, x.pointer, outputs.pointer, inputs.count)
        Self.expectWithin(2, inputs, outputs.values) { tanh($0) }
        let mirrored = Buffer(inputs.map { -$0 })
        unsafe table.activationForward(.tanh, mirrored.pointer, mirrored.pointer, inputs.count)
        for (index, input) in inputs.enumerated() where !input.isNaN {
            guard mirrored[index].bitPattern != (-outputs[index]).bitPattern else { continue }
            Issue.record("tanh(-\(input)) is \(mirrored[index])")
            break
        }
    }

    @Test(arguments: instructionSets)
    func `sigmoid is within 3 ulp, also where it is tiny`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let inputs = Self.values(-105...20)
        let (x, outputs) = (Buffer(inputs), Buffer(count: inputs.count))
        unsafe table.activationForward(.sigmoid, x.pointer, outputs.pointer, inputs.count)
        Self.expectWithin(3, inputs, outputs.values) { 1 / (1 + exp(-$0)) }
    }

    @Test(arguments: instructionSets)
    func `relu keeps positive numbers and NaN, and gives 0 for the others`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let inputs = Self.values(-1...1)
        let (x, outputs) = (Buffer(inputs), Buffer(count: inputs.count))
        unsafe table.activationForward(.relu, x.pointer, outputs.pointer, inputs.count)
        let isRight = zip(inputs, outputs.values).allSatisfy { x, y in x.isNaN ? y.isNaN : y == max(0, x) }
        #expect(isRight)
    }

    @Test(arguments: instructionSets)
    func `gelu is within 6 ulp, also where it is tiny`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let inputs = Self.values(-15...6)
        let (x, outputs) = (Buffer(inputs), Buffer(count: inputs.count))
        unsafe table.activationForward(.gelu, x.pointer, outputs.pointer, inputs.count)
        // At −∞ by its limit.
        Self.expectWithin(6, inputs, outputs.values) { $0 == -.infinity ? 0 : $0 * erfc(-$0 / 2.squareRoot()) / 2 }
    }

    @Test(arguments: instructionSets)
    func `gelu's gradient is within 4 units of one`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let inputs = Self.values(-15...15)
        let (x, gradient) = (Buffer(inputs), Buffer(count: inputs.count, filled: 1))
        unsafe table.activationBackward(.gelu, x.pointer, gradient.pointer, gradient.pointer, inputs.count)
        var (worst, worstInput) = (0.0, Float.nan)
        for (index, input) in inputs.enumerated() where input.isFinite {
            let x = Double(input)
            let exact = erfc(-x / 2.squareRoot()) / 2 + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
            let distance = abs(Double(gradient[index]) - exact)
            // Beside a NaN every later error would be the worst.
            let error = distance.isNaN ? .infinity : distance
            if error > worst { (worst, worstInput) = (error, input) }
        }
        #expect(worst <= 4 * Double(Float.ulpOfOne), "at \(worstInput)")
        for (index, input) in inputs.enumerated() where input.isNaN && !gradient[index].isNaN {
            Issue.record("the gradient at NaN is \(gradient[index])")
        }
    }

    @Test(arguments: instructionSets, [0, 0.01, 0.75, 3] as [Float])
    func `leaky relu multiplies what is below 0`(set: InstructionSet, slope: Float) throws {
        let table = try #require(set.table)
        let inputs = Self.values(-1...1)
        let (x, outputs) = (Buffer(inputs), Buffer(count: inputs.count))
        unsafe table.activationForward(.leakyReLU(negativeSlope: slope), x.pointer, outputs.pointer, inputs.count)
        let isRight = zip(inputs, outputs.values).allSatisfy { x, y in
            let expected = x < 0 ? x * slope : x
            return expected.isNaN ? y.isNaN : y == expected
        }
        #expect(isRight)
    }

    /// Those whose derivative follows from the output.
    static let activations: [Activation] = [
        .relu, .tanh, .sigmoid, .leakyReLU(negativeSlope: 0.01), .leakyReLU(negativeSlope: 0),
    ]

    @Test(arguments: instructionSets, activations)
    func `backward multiplies by the derivative`(set: InstructionSet, activation: Activation) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(5)
        let (y, dy) = (random.floats(800), random.floats(800, in: -3...3))
        let (output, gradient) = (Buffer(y), Buffer(dy))
        unsafe table.activationBackward(activation, output.pointer, gradient.pointer, gradient.pointer, 800)
        for index in 0..<800 {
            let (output, above) = (Double(y[index]), Double(dy[index]))
            let expected =
                switch activation {
                case .relu: output > 0 ? above : 0
                case .tanh: above * (1 - output * output)
                case .sigmoid: above * output * (1 - output)
                case .leakyReLU(let slope): output > 0 ? above : above * Double(slope)
                case .gelu: Double.nan
                }
            // Three roundings of numbers up to |dy| · max(1, |y|).
            let tolerance = 3 * Double(Float.ulpOfOne) * abs(above)
            #expect(abs(Double(gradient[index]) - expected) <= tolerance, "y \(output), dy \(above)")
        }
    }
}
