import Experiment
import Kernels
import NeuralNet
import Testing

@Suite struct DropoutTests {
    private let samples = TestSamples(40, sampleBytes: 30, classes: 4)
    private let batch = (0..<20).map(Int32.init)

    private func network(seed: UInt64 = 1) throws -> Network {
        let network = try Network(
            layers: [LayerSpec(.flatten), .dense(50), LayerSpec(.dropout(rate: 0.5)), .dense(4)],
            input: SampleShape(channels: 1, height: 5, width: 6), classes: 4, batchSize: 20, labelSmoothing: 0,
            seed: seed, kernels: #require(InstructionSet.best.table), maximumCores: 1)
        network.parameters.setByFormula()
        return network
    }

    @Test func `masks follow from seed and step alone`() throws {
        let network = try network()
        let scores = try (0..<4).map { try samples.gradients(network, batch, step: $0) }
        #expect(Set(scores).count == 4)
        // In another order, with an evaluation between.
        for step in [2, 0, 3, 1] {
            _ = try samples.evaluate(network, batch)
            #expect(try samples.gradients(network, batch, step: step) == scores[step])
        }
        #expect(try samples.gradients(self.network(seed: 2), batch) != scores[0])
    }

    @Test func `a run that goes on from a kept state has the bits of one that was never stopped`() throws {
        let table = try #require(InstructionSet.best.table)
        func train(_ network: Network, _ optimizer: Optimizer, to end: Int) throws {
            while optimizer.stepCount < end {
                try samples.gradients(network, batch, step: optimizer.stepCount)
                optimizer.step(network, learningRate: 0.01, gradientClip: nil, cores: 1)
            }
        }
        let first = try network()
        let optimizer = Optimizer(.adam(), layout: first.parameters.layout, kernels: table)
        try train(first, optimizer, to: 5)
        let kept = TrainingState(first, optimizer)
        try train(first, optimizer, to: 12)

        let second = try network()
        let resumed = Optimizer(.adam(), layout: second.parameters.layout, kernels: table)
        kept.restore(second, resumed)
        try train(second, resumed, to: 12)
        #expect(TrainingState(second, resumed) == TrainingState(first, optimizer))
    }
}
