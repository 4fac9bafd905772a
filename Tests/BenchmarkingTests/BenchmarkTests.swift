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

    @Test func `times a network's step on one thread, on several, and several steps at once`() throws {
        let settings = BenchmarkSettings(
            stepNetworks: [.mlp], kernelNetworks: [], otherLayers: false, arrangements: StepArrangement.usual(cores: 2),
            seconds: 0)
        let report = try Benchmark.run(settings, kernels: Kernels.chosen().table) { _ in }
        #expect(report.quietPeak > 0)
        #expect(report.kernels.isEmpty)
        #expect(report.steps.map(\.arrangement) == [.oneRun(threads: 1), .oneRun(threads: 2), .runsAtOnce(2)])
        for step in report.steps {
            #expect(step.network == .mlp)
            #expect(step.operationsPerSample == 1_007_104)
            #expect(step.timing.windows == 3)
            #expect(step.timing.best > 0 && step.timing.best <= step.timing.median)
            #expect(step.timing.peakBest >= step.timing.peakMedian && step.timing.peakMedian > 0)
        }
        #expect(StepArrangement.usual(cores: 1) == [.oneRun(threads: 1)])
    }

    @Test func `times no more threads than a team has`() {
        #expect(
            StepArrangement.usual(cores: 384) == [
                .oneRun(threads: 1), .oneRun(threads: WorkTeam.largest), .runsAtOnce(WorkTeam.largest),
            ])
    }

    @Test func `times the kernels of a network, and those of other layers`() throws {
        let settings = BenchmarkSettings(
            stepNetworks: [], kernelNetworks: [.lenet5], seconds: 0, kernelSeconds: 0)
        let report = try Benchmark.run(settings, kernels: Kernels.chosen().table) { _ in }
        #expect(report.kernels.map(\.network) == [.lenet5, nil])
        #expect(
            report.kernels.last?.rows.map(\.name) == [
                "average-pool forward", "average-pool backward", "gelu forward", "gelu backward", "dropout",
                "batch-norm statistics", "batch-norm forward", "batch-norm gradient sums", "batch-norm input gradient",
            ])
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
