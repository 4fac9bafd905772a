import Benchmarking
import Experiment
import KernelTypes
import Kernels
import NeuralNet
import Testing

@Suite struct BenchmarkTests {
    /// By hand: multiply-adds of each layer, three passes, less the first layer's input gradient, times two.
    @Test(
        arguments: [
            (BenchmarkNetwork.lenet5, 2 * (3 * (117_600 + 240_000 + 48_000 + 10_080 + 840) - 117_600)),
            (.mlp, 2 * (3 * (200_704 + 32_768 + 1_280) - 200_704)),
            (.cnn28, 2 * (3 * (225_792 + 3_612_672 + 3_612_672 + 11_520) - 225_792)),
            (.cnn32, 2 * (3 * (884_736 + 4_718_592 + 4_718_592 + 20_480) - 884_736)),
        ])
    func `counts two operations for each multiply-add`(network: BenchmarkNetwork, operations: Int) throws {
        let shapes = try ModelShape.infer(
            layers: network.layers, input: network.input, classes: BenchmarkNetwork.classes)
        let stages = StagePlan.stages(layers: network.layers, input: network.input, outputs: shapes.outputs)
        #expect(OperationCount.step(stages) == operations)
        #expect(OperationCount.step(StagePlan.fused(stages)) == operations)
    }

    @Test(arguments: [1, 2])
    func `times a network's step and every kernel of it`(threads: Int) throws {
        let settings = BenchmarkSettings(
            stepNetworks: [.mlp], kernelNetworks: threads == 1 ? [.lenet5] : [], threads: threads, seconds: 0,
            kernelSeconds: 0)
        let report = try Benchmark.run(settings, kernels: Kernels.table) { _ in }

        let step = try #require(report.steps.first)
        #expect(report.steps.count == 1)
        #expect(step.network == .mlp)
        #expect(step.operationsPerSample == 1_007_104)
        #expect(step.timing.windows == 3)
        #expect(step.timing.best > 0 && step.timing.best <= step.timing.median)
        #expect(step.timing.peakBest >= step.timing.peakMedian && step.timing.peakMedian > 0)

        guard threads == 1 else { return }
        let group = try #require(report.kernels.first)
        #expect(
            group.rows.map(\.name) == [
                "gather",
                "conv1 forward", "conv1 max-pool forward", "conv1 max-pool backward", "conv1 weight gradient",
                "conv2 forward", "conv2 max-pool forward", "conv2 max-pool backward", "conv2 weight gradient",
                "conv2 input gradient",
                "dense1 forward", "dense1 transposes", "dense1 weight gradient", "dense1 input gradient",
                "dense2 forward", "dense2 transposes", "dense2 weight gradient", "dense2 input gradient",
                "dense3 forward", "dense3 transposes", "dense3 weight gradient", "dense3 input gradient",
                "loss and gradient", "adam",
            ])
        // What the rows count is what the step counts.
        let operations = group.rows.compactMap(\.operations).reduce(0, +)
        #expect(operations == 2_263_920 * BenchmarkNetwork.batchSize)
    }
}
