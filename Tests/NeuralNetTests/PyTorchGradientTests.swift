import Experiment
import Kernels
import NeuralNet
import Testing

/// Loss and gradients against PyTorch in float64, on every instruction set of this machine.
@Suite struct PyTorchGradientTests {
    /// Sums of some hundred Float products in fixed order stay well within it; a wrong term does not.
    static let tolerance = 1e-5

    static let sets = InstructionSet.allCases.filter(\.isAvailable)

    @Test func `the reference numbers are there`() {
        #expect(Fixtures.networks.count == 23)
        #expect(Fixtures.optimizers.count == 16)
        #expect(Fixtures.optimizers.count == OptimizerTests.specs.count)
        #expect(Fixtures.movingMomentum.count == OptimizerTests.movingMomentum.count)
        #expect(Fixtures.lenet != nil)
        #expect(Fixtures.lenetParameters.count == 61_706)
    }

    @Test func `every layer and every optimizer has reference numbers`() {
        let layers = Fixtures.networks.flatMap(\.layers).map(\.spec.kind.name)
        #expect(Set(layers) == Set(LayerName.allCases))
        #expect(Set(OptimizerTests.specs.map(\.name)) == Set(OptimizerName.allCases))
        let withMomentum = OptimizerName.allCases.filter { $0.usual.momentum != nil }
        #expect(Set(OptimizerTests.movingMomentum.map(\.name)) == Set(withMomentum))
    }

    @Test(arguments: Fixtures.networks, sets)
    func `gradients agree with PyTorch's in float64`(_ reference: NetworkCase, _ set: InstructionSet) throws {
        let network = try Network(
            layers: reference.layers.map(\.spec), input: reference.shape, classes: reference.classes,
            batchSize: reference.samples, labelSmoothing: reference.smoothing, seed: 0, kernels: #require(set.table),
            maximumCores: 1)
        network.parameters.setByFormula()
        let samples = TestSamples(
            reference.samples, sampleBytes: reference.shape.count, classes: reference.classes, scale: reference.scale,
            offset: reference.offset)
        let order = Array(0..<Int32(reference.samples))

        let score = try samples.gradients(network, order, step: reference.step)
        #expect(abs(score.lossSum / reference.lossSum - 1) < Self.tolerance)
        #expect(score.correct == reference.correct)
        #expect(score.count == reference.samples)
        #expect(network.gradients.layout.tensors.count == reference.gradients.count)
        for (index, tensor) in network.gradients.layout.tensors.enumerated() {
            // Beside the layer's other tensor: a bias before batch normalization has a gradient of 0.
            let expected = reference.gradients[index]
            let distance = relativeDistance(
                network.gradients.values(of: tensor), expected, scale: expected + reference.gradients[index ^ 1])
            #expect(distance <= Self.tolerance, "\(tensor.name): \(distance)")
        }
        #expect(network.runningStatistics.layout.tensors.count == reference.runningStatistics.count)
        for (tensor, expected) in zip(network.runningStatistics.layout.tensors, reference.runningStatistics) {
            let distance = relativeDistance(network.runningStatistics.values(of: tensor), expected)
            #expect(distance <= Self.tolerance, "\(tensor.name): \(distance)")
        }

        // Without label smoothing and dropout, by the running statistics.
        let evaluated = try samples.evaluate(network, order)
        #expect(abs(evaluated.lossSum / reference.evaluatedLossSum - 1) < Self.tolerance)
        #expect(evaluated.correct == reference.evaluatedCorrect)
    }

    @Test func `a plain score is an evaluation's, and the gradients are those of the smoothed loss`() throws {
        let shape = SampleShape(channels: 1, height: 3, width: 4)
        let network = try Network(
            layers: [LayerSpec(.flatten), LayerSpec(.dense(units: 5, initializer: .pytorch))], input: shape, classes: 5,
            batchSize: 20, labelSmoothing: 0.3, seed: 1, kernels: #require(InstructionSet.best.table), maximumCores: 1)
        let samples = TestSamples(20, sampleBytes: shape.count, classes: 5, scale: 1 / 255, offset: 0)
        let order = Array(0..<Int32(20))
        let trained = try samples.gradients(network, order)
        let gradients = network.gradients.layout.tensors.map { network.gradients.values(of: $0) }
        let plain = try samples.gradients(network, order, scoring: .plain)
        #expect(try plain == samples.evaluate(network, order))
        #expect(plain.lossSum != trained.lossSum && plain.correct == trained.correct)
        #expect(network.gradients.layout.tensors.map { network.gradients.values(of: $0) } == gradients)
    }

    @Test func `fifty steps of LeNet with Adam stay as close to float64 as PyTorch's own float32`() throws {
        let reference = try #require(Fixtures.lenet)
        let network = try Network(
            layers: ModelSpec.named(.lenet5).layers(classes: 10),
            input: SampleShape(channels: 1, height: 28, width: 28), classes: 10, batchSize: 64, labelSmoothing: 0,
            seed: 0, kernels: #require(InstructionSet.best.table), maximumCores: 1)
        network.parameters.setByFormula()
        let samples = TestSamples.marked(256)
        let optimizer = Optimizer(
            .adam(), layout: network.parameters.layout, kernels: try #require(InstructionSet.best.table))
        var lossDistances: [Double] = []
        for (step, expected) in reference.losses.enumerated() {
            let batch = (0..<64).map { Int32(FormulaNumbers.bits(stream: 3, step * 64 + $0) % 256) }
            let score = try samples.gradients(network, batch)
            lossDistances.append(abs(score.mean.loss - expected))
            optimizer.step(network, learningRate: 1e-3, gradientClip: nil, cores: 1)
        }
        let parameters = network.parameters.tensorValues.joined()
        let differences = zip(parameters, Fixtures.lenetParameters).map { Double($0 - $1) }
        let distance = (differences.reduce(0) { $0 + $1 * $1 } / Double(differences.count)).squareRoot()
        // Either distance is one draw of rounding errors; half as much again is within that chance.
        let factor = 1.5
        // Each by itself: `max` passes over a NaN.
        #expect(lossDistances.allSatisfy { $0 <= factor * reference.float32.lossDistance })
        #expect(distance <= factor * reference.float32.parameterDistance)
        #expect(differences.allSatisfy { $0.magnitude <= factor * reference.float32.largestParameterDistance })
    }
}
