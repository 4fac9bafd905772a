import KernelTypes
import Kernels
import Testing

/// Ten steps of each update rule against the same in Double. A step's error is a few roundings of the parameter and of
/// the update; they add up over the steps.
@Suite struct OptimizerTests {
    static let count = 64
    static let steps = 10

    /// Runs `step` on kernel memory and `reference` on Double, element by element, with the same gradients.
    static func compare(
        states: Int, _ step: (Int, Buffer, Buffer, [Buffer]) -> Void,
        _ reference: (Int, _ parameter: inout Double, _ gradient: Double, _ state: inout [Double]) -> Void
    ) {
        var random = SeededGenerator(9)
        let start = random.floats(count)
        let parameters = Buffer(start)
        let kernelStates = (0..<states).map { _ in Buffer(count: count, filled: 0) }
        var expected = start.map(Double.init)
        var expectedStates = [[Double]](repeating: [Double](repeating: 0, count: states), count: count)
        for number in 1...steps {
            var gradients = random.floats(count)
            gradients[0] = 0
            gradients[1] = 1e-6
            step(number, parameters, Buffer(gradients), kernelStates)
            for index in 0..<count {
                reference(number, &expected[index], Double(gradients[index]), &expectedStates[index])
            }
        }
        #expect(parameters.guardsHold && kernelStates.allSatisfy(\.guardsHold))
        let tolerance = 20 * Double(steps) * Double(Float.ulpOfOne)
        for index in 0..<count {
            let difference = abs(Double(parameters[index]) - expected[index])
            #expect(difference <= tolerance, "[\(index)] is \(parameters[index]), expected \(expected[index])")
        }
    }

    @Test(arguments: instructionSets, [(Float(0), false), (0.9, false), (0.9, true)])
    func `SGD follows PyTorch's rule`(set: InstructionSet, setting: (momentum: Float, nesterov: Bool)) throws {
        let table = try #require(set.table)
        let (rate, decay, momentum) = (Float(0.1), Float(0.01), setting.momentum)
        Self.compare(states: 1) { number, parameters, gradients, states in
            let step = SGDStep(
                learningRate: rate, momentum: momentum, nesterov: setting.nesterov, weightDecay: decay,
                isFirst: number == 1)
            // What the buffer held before the first step must not matter.
            if number == 1 { for index in 0..<Self.count { states[0][index] = 7 } }
            unsafe table.sgd(
                parameters.pointer, gradients.pointer, momentum == 0 ? nil : states[0].pointer, step, Self.count)
        } _: { number, parameter, gradient, state in
            let decayed = gradient + Double(decay) * parameter
            state[0] = number == 1 ? decayed : Double(momentum) * state[0] + decayed
            let direction = setting.nesterov ? decayed + Double(momentum) * state[0] : state[0]
            parameter -= Double(rate) * direction
        }
    }

    @Test(arguments: instructionSets, [(0.01, 0.0), (0, 0.1)])
    func `Adam and AdamW follow PyTorch's rule`(
        set: InstructionSet, setting: (coupledDecay: Double, decoupledDecay: Double)
    ) throws {
        let table = try #require(set.table)
        let (rate, beta1, beta2, epsilon) = (0.01, 0.9, 0.999, 1e-8)
        func power(_ base: Double, _ exponent: Int) -> Double {
            (0..<exponent).reduce(1) { result, _ in result * base }
        }
        Self.compare(states: 2) { number, parameters, gradients, states in
            let step = AdamStep(
                beta2: Float(beta2), oneMinusBeta1: Float(1 - beta1), oneMinusBeta2: Float(1 - beta2),
                stepSize: Float(rate / (1 - power(beta1, number))),
                inverseRootCorrection2: Float(1 / (1 - power(beta2, number)).squareRoot()), epsilon: Float(epsilon),
                weightDecay: Float(setting.coupledDecay), decayFactor: Float(1 - rate * setting.decoupledDecay))
            unsafe table.adam(
                parameters.pointer, gradients.pointer, states[0].pointer, states[1].pointer, step, Self.count)
        } _: { number, parameter, gradient, state in
            let decayed = gradient + setting.coupledDecay * parameter
            parameter *= 1 - rate * setting.decoupledDecay
            state[0] = beta1 * state[0] + (1 - beta1) * decayed
            state[1] = beta2 * state[1] + (1 - beta2) * decayed * decayed
            let mean = state[0] / (1 - power(beta1, number))
            let variance = state[1] / (1 - power(beta2, number))
            parameter -= rate * mean / (variance.squareRoot() + epsilon)
        }
    }

    @Test(arguments: instructionSets, [(false, Float(0)), (true, 0), (false, 0.9), (true, 0.9)])
    func `RMSprop follows PyTorch's rule`(set: InstructionSet, setting: (centered: Bool, momentum: Float)) throws {
        let table = try #require(set.table)
        let (rate, alpha, epsilon, decay) = (0.001, 0.99, 1e-3, 0.01)
        let step = RMSPropStep(
            learningRate: Float(rate), alpha: Float(alpha), oneMinusAlpha: Float(1 - alpha), epsilon: Float(epsilon),
            momentum: setting.momentum, weightDecay: Float(decay))
        Self.compare(states: 3) { _, parameters, gradients, states in
            unsafe table.rmsProp(
                parameters.pointer, gradients.pointer, states[0].pointer,
                setting.momentum == 0 ? nil : states[1].pointer, setting.centered ? states[2].pointer : nil, step,
                Self.count)
        } _: { _, parameter, gradient, state in
            let decayed = gradient + decay * parameter
            state[0] = alpha * state[0] + (1 - alpha) * decayed * decayed
            state[2] = alpha * state[2] + (1 - alpha) * decayed
            let variance = setting.centered ? state[0] - state[2] * state[2] : state[0]
            let direction = decayed / (max(0, variance).squareRoot() + epsilon)
            state[1] = Double(setting.momentum) * state[1] + direction
            parameter -= rate * state[1] - (setting.momentum == 0 ? rate * (state[1] - direction) : 0)
        }
    }

    @Test(arguments: instructionSets)
    func `centered RMSprop stays finite where the gradient never changes`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let step = RMSPropStep(
            learningRate: 1e-6, alpha: 0.5, oneMinusAlpha: 0.5, epsilon: 1e-8, momentum: 0, weightDecay: 0)
        var random = SeededGenerator(4)
        let gradients = Buffer(random.floats(Self.count))
        let (parameters, squares, means) = (
            Buffer(count: Self.count, filled: 1), Buffer(count: Self.count, filled: 0),
            Buffer(count: Self.count, filled: 0)
        )
        for _ in 0..<100 {
            unsafe table.rmsProp(
                parameters.pointer, gradients.pointer, squares.pointer, nil, means.pointer, step, Self.count)
        }
        #expect(parameters.values.allSatisfy { !$0.isNaN })
    }

    @Test(arguments: instructionSets)
    func `Adagrad follows PyTorch's rule`(set: InstructionSet) throws {
        let table = try #require(set.table)
        let (rate, rateDecay, epsilon, decay) = (0.01, 0.1, 1e-10, 0.01)
        Self.compare(states: 1) { number, parameters, gradients, states in
            let step = AdagradStep(
                learningRate: Float(rate / (1 + Double(number - 1) * rateDecay)), epsilon: Float(epsilon),
                weightDecay: Float(decay))
            unsafe table.adagrad(parameters.pointer, gradients.pointer, states[0].pointer, step, Self.count)
        } _: { number, parameter, gradient, state in
            let decayed = gradient + decay * parameter
            state[0] += decayed * decayed
            parameter -= rate / (1 + Double(number - 1) * rateDecay) * decayed / (state[0].squareRoot() + epsilon)
        }
    }

    @Test(arguments: instructionSets)
    func `the four partials are added in order`(set: InstructionSet) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(6)
        let partials = random.floats(4 * 72)
        let (input, sums) = (Buffer(partials), Buffer(count: 72))
        unsafe table.addPartials(input.pointer, sums.pointer, 72)
        let expected = (0..<72).map { index -> Float in
            let two = partials[index] + partials[72 + index]
            let three = two + partials[144 + index]
            return three + partials[216 + index]
        }
        expectSameBits(sums.values, expected, "sums")
        #expect(sums.guardsHold)
    }

    @Test(arguments: instructionSets)
    func `the sum of squares and the scaling equal the reference`(set: InstructionSet) throws {
        let table = try #require(set.table)
        var random = SeededGenerator(7)
        let values = random.floats(8000, in: -3...3)
        var sum = ReferenceSum()
        for value in values { sum.add(Double(value) * Double(value)) }
        let buffer = Buffer(values)
        #expect(sum.matches(unsafe table.sumOfSquares(buffer.pointer, 8000)))
        unsafe table.scale(buffer.pointer, 0.3, 8000)
        expectSameBits(buffer.values, values.map { $0 * 0.3 }, "scaled")
        #expect(buffer.guardsHold)
    }
}
