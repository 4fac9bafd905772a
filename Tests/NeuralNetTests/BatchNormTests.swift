import Experiment
import Kernels
import NeuralNet
import Testing

@Suite struct BatchNormTests {
    private let samples = TestSamples(40, sampleBytes: 30, classes: 4)
    private let batch = (0..<20).map(Int32.init)

    private func network() throws -> Network {
        let network = try Network(
            layers: [
                .convolution(3, kernel: 3), LayerSpec(.batchNorm(momentum: 0.25, epsilon: 1e-5)), LayerSpec(.relu),
                LayerSpec(.flatten), .dense(7), LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5)), .dense(4),
            ],
            input: SampleShape(channels: 1, height: 5, width: 6), classes: 4, batchSize: 20, labelSmoothing: 0,
            seed: 1, kernels: #require(InstructionSet.best.table), maximumCores: 1)
        network.parameters.setByFormula()
        return network
    }

    @Test func `the running statistics come to those of a batch that is seen again and again`() throws {
        let network = try network()
        for _ in 0..<400 { try samples.gradients(network, batch) }
        let trained = try samples.gradients(network, batch)
        let evaluated = try samples.evaluate(network, batch)
        // The running variance has Bessel's correction, here at most 20 / 19.
        #expect(abs(evaluated.mean.loss - trained.mean.loss) < 0.05 * trained.mean.loss)
        #expect(evaluated != trained)
    }

    @Test func `an evaluation changes nothing`() throws {
        let network = try network()
        try samples.gradients(network, batch)
        let statistics = network.runningStatistics.copy()
        let first = try samples.evaluate(network, batch)
        #expect(try samples.evaluate(network, batch) == first)
        #expect(network.runningStatistics.copy() == statistics)
    }

    @Test func `one number of a channel is its mean, and no spread to learn from`() throws {
        let network = try network()
        let layout = network.runningStatistics.layout
        let vectors = try #require(layout.tensors.first { $0.name == "batch_norm2.running_var" })
        let pictures = try #require(layout.tensors.first { $0.name == "batch_norm1.running_var" })
        let score = try samples.gradients(network, [3])
        #expect(score.lossSum.isFinite)
        #expect(network.gradients.copy().allSatisfy { $0.isFinite })
        #expect(network.runningStatistics.values(of: vectors) == [Float](repeating: 1, count: 7))
        // A picture's channel has more than one number even so.
        #expect(network.runningStatistics.values(of: pictures) != [1, 1, 1])
    }

    @Test func `a batch whose loss is not finite leaves the running statistics alone`() throws {
        let network = try network()
        let (bias, statistics) = (
            try #require(network.parameters.layout.tensors.first { $0.name == "dense2.bias" }),
            network.runningStatistics
        )
        try samples.gradients(network, batch)
        let (good, before) = (network.parameters.values(of: bias), statistics.copy())
        network.parameters.write([.infinity, 0, 0, 0], to: bias)
        #expect(try !samples.gradients(network, batch).lossSum.isFinite)
        #expect(statistics.copy().map(\.bitPattern) == before.map(\.bitPattern))
        network.parameters.write(good, to: bias)
        #expect(try samples.gradients(network, batch).lossSum.isFinite)
        #expect(statistics.copy() != before)
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
        let optimizer = Optimizer(.sgd(momentum: 0.9), layout: first.parameters.layout, kernels: table)
        try train(first, optimizer, to: 3)
        let kept = TrainingState(first, optimizer)
        try train(first, optimizer, to: 7)

        let second = try network()
        let resumed = Optimizer(.sgd(momentum: 0.9), layout: second.parameters.layout, kernels: table)
        kept.restore(second, resumed)
        #expect(TrainingState(second, resumed) == kept)
        try train(second, resumed, to: 7)
        #expect(TrainingState(second, resumed) == TrainingState(first, optimizer))
        #expect(try samples.evaluate(second, batch) == samples.evaluate(first, batch))
    }
}
