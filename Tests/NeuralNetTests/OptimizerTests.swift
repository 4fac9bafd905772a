import Experiment
import Foundation
import Kernels
import NeuralNet
import Testing

@Suite struct OptimizerTests {
    /// The optimizers of `make_fixtures.py`, in its order.
    static let specs: [OptimizerSpec] = [
        .sgd(), .sgd(weightDecay: 0.01), .sgd(momentum: 0.9), .sgd(momentum: 0.8, nesterov: true, weightDecay: 0.02),
        .sgd(momentum: 0.9),
        .adam(), .adam(beta1: 0.8, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.1), .adam(),
        .adamW(), .adamW(beta1: 0.85, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.3),
        .rmsProp(), .rmsProp(momentum: 0.7, weightDecay: 0.01), .rmsProp(alpha: 0.9, centered: true),
        .rmsProp(alpha: 0.9, epsilon: 1e-5, momentum: 0.5, centered: true, weightDecay: 0.02),
        .adagrad(), .adagrad(learningRateDecay: 0.02, epsilon: 1e-4, initialAccumulator: 0.3, weightDecay: 0.05),
    ]

    /// Those of `make_fixtures.py` whose momentum moves, in its order.
    static let movingMomentum: [OptimizerSpec] = [
        .sgd(), .sgd(momentum: 0.5, nesterov: true), .sgd(momentum: 0.5), .adam(), .adam(weightDecay: 0.1), .adamW(),
        .rmsProp(), .rmsProp(centered: true),
    ]

    /// Fifty steps of a few roundings each, on parameters about as large as their changes.
    static let tolerance = 1e-5

    private func network(_ layers: [LayerSpec] = [LayerSpec(.flatten), .dense(4)]) throws -> Network {
        try Network(
            layers: layers, input: SampleShape(channels: 1, height: 3, width: 5), classes: 4,
            batchSize: 8, labelSmoothing: 0, seed: 0, kernels: #require(InstructionSet.best.table), maximumCores: 1)
    }

    private func optimizer(
        _ spec: OptimizerSpec, movesMomentum: Bool = false, _ network: Network
    ) throws -> Optimizer {
        Optimizer(
            spec, movesMomentum: movesMomentum, layout: network.parameters.layout,
            kernels: try #require(InstructionSet.best.table))
    }

    private func setGradients(_ network: Network, step: Int) {
        for (index, tensor) in network.gradients.layout.tensors.enumerated() {
            let stream = UInt64(1000 + 2 * step + index)
            network.gradients.write(FormulaNumbers.uniform(stream: stream, count: tensor.count, bound: 1), to: tensor)
        }
    }

    @Test(arguments: specs.indices)
    func `fifty updates agree with PyTorch's in float64`(_ index: Int) throws {
        let reference = try #require(Fixtures.optimizers.dropFirst(index).first)
        let network = try network()
        network.parameters.setByFormula()
        let optimizer = try optimizer(Self.specs[index], network)
        var kept = reference.kept[...]
        for step in 0..<50 {
            setGradients(network, step: step)
            optimizer.step(
                network, learningRate: reference.learningRate * (1 + Double(step) / 50), gradientClip: reference.clip,
                cores: 1)
            guard let expected = kept.first, expected.step == step + 1 else { continue }
            kept.removeFirst()
            for (tensor, expected) in zip(network.parameters.layout.tensors, expected.parameters) {
                let distance = relativeDistance(network.parameters.values(of: tensor), expected)
                #expect(distance <= Self.tolerance, "\(reference.name), \(tensor.name), step \(step + 1): \(distance)")
            }
        }
        #expect(kept.isEmpty)
        #expect(optimizer.stepCount == 50)
    }

    @Test(arguments: movingMomentum.indices)
    func `fifty updates with a momentum that moves agree with PyTorch's in float64`(_ index: Int) throws {
        let reference = try #require(Fixtures.movingMomentum.dropFirst(index).first)
        let network = try network()
        network.parameters.setByFormula()
        let optimizer = try optimizer(Self.movingMomentum[index], movesMomentum: true, network)
        var kept = reference.kept[...]
        for (step, (rate, momentum)) in zip(reference.rates, reference.momentums).enumerated() {
            setGradients(network, step: step)
            optimizer.step(network, learningRate: rate, momentum: momentum, gradientClip: nil, cores: 1)
            guard let expected = kept.first, expected.step == step + 1 else { continue }
            kept.removeFirst()
            for (tensor, expected) in zip(network.parameters.layout.tensors, expected.parameters) {
                let distance = relativeDistance(network.parameters.values(of: tensor), expected)
                #expect(distance <= Self.tolerance, "\(reference.name), \(tensor.name), step \(step + 1): \(distance)")
            }
        }
        #expect(kept.isEmpty && optimizer.stepCount == 50)
    }

    @Test(arguments: specs)
    func `a kept state stays as it is, and what is restored to it goes on with the same bits`(
        _ spec: OptimizerSpec
    ) throws {
        let network = try network()
        let optimizer = try optimizer(spec, network)
        func train(_ optimizer: Optimizer, _ steps: Range<Int>) {
            for step in steps {
                setGradients(network, step: step)
                optimizer.step(network, learningRate: 0.01, gradientClip: nil, cores: 1)
            }
        }
        train(optimizer, 0..<3)
        let kept = TrainingState(network, optimizer)
        train(optimizer, 3..<7)
        let expected = TrainingState(network, optimizer)
        #expect(expected != kept)
        // In the optimizer that has gone on, and in another one.
        for restored in [optimizer, try self.optimizer(spec, network)] {
            kept.restore(network, restored)
            #expect(TrainingState(network, restored) == kept)
            train(restored, 3..<7)
            #expect(TrainingState(network, restored) == expected)
        }
    }

    /// The norm is summed over stretches of 4096 numbers, of which this network has more than one.
    @Test func `a gradient is clipped by the norm of all its numbers`() throws {
        let network = try network([LayerSpec(.flatten), .dense(1000), .dense(4)])
        let optimizer = try optimizer(.sgd(), network)
        let tensors = network.parameters.layout.tensors
        let count = tensors.map(\.count).reduce(0, +)
        try #require(count == 15 * 1000 + 1000 + 1000 * 4 + 4)
        for tensor in tensors {
            network.parameters.write([Float](repeating: 0, count: tensor.count), to: tensor)
            network.gradients.write([Float](repeating: 1, count: tensor.count), to: tensor)
        }
        optimizer.step(network, learningRate: 1, gradientClip: 1, cores: 1)
        // The norm of n ones is √n.
        let expected = -1 / Double(count).squareRoot()
        for tensor in tensors {
            let values = network.parameters.values(of: tensor)
            #expect(values.allSatisfy { abs(Double($0) - expected) < 1e-8 }, "\(tensor.name)")
        }
    }

    @Test func `a gradient that is not a number spreads by clipping, as in PyTorch`() throws {
        let network = try network()
        let optimizer = try optimizer(.sgd(), network)
        setGradients(network, step: 0)
        let tensor = try #require(network.gradients.layout.tensors.first { $0.name == "dense1.weight" })
        var values = network.gradients.values(of: tensor)
        values[0] = .nan
        network.gradients.write(values, to: tensor)
        optimizer.step(network, learningRate: 0.1, gradientClip: 1, cores: 1)
        #expect(network.parameters.tensorValues.allSatisfy { $0.allSatisfy(\.isNaN) })
    }

    @Test func `a step's momentum without a buffer for it stops the process`() async {
        await #expect(processExitsWith: .failure) { stepWithMomentum(.sgd()) }
        await #expect(processExitsWith: .failure) { stepWithMomentum(.rmsProp(centered: true)) }
    }

    @Test func `state arenas are named after what they hold`() throws {
        let network = try network()
        #expect(try optimizer(.sgd(), network).copyState().map(\.name) == [])
        #expect(try optimizer(.sgd(momentum: 0.9), network).copyState().map(\.name) == ["momentum"])
        #expect(try optimizer(.adam(), network).copyState().map(\.name) == ["first_moment", "second_moment"])
        #expect(
            try optimizer(.rmsProp(momentum: 0.5, centered: true), network).copyState().map(\.name)
                == ["square_average", "momentum", "mean_gradient"])
        #expect(try optimizer(.adagrad(), network).copyState().map(\.name) == ["square_sum"])
        #expect(try optimizer(.sgd(), movesMomentum: true, network).copyState().map(\.name) == ["momentum"])
        #expect(
            try optimizer(.rmsProp(), movesMomentum: true, network).copyState().map(\.name) == [
                "square_average", "momentum",
            ])
    }
}

/// Does a step with a momentum of its own by an optimizer that was not made for one. What else goes wrong ends the
/// process with success.
private func stepWithMomentum(_ spec: OptimizerSpec) {
    let network = InstructionSet.best.table.flatMap { table in
        try? Network(
            layers: [LayerSpec(.flatten), .dense(4)], input: SampleShape(channels: 1, height: 3, width: 5), classes: 4,
            batchSize: 8, labelSmoothing: 0, seed: 0, kernels: table, maximumCores: 1)
    }
    guard let network, let table = InstructionSet.best.table else { exit(EXIT_SUCCESS) }
    let optimizer = Optimizer(spec, layout: network.parameters.layout, kernels: table)
    optimizer.step(network, learningRate: 0.1, momentum: 0.9, gradientClip: nil, cores: 1)
}
