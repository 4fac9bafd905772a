import Benchmarking
import Experiment
import KernelTypes
import Kernels
import NeuralNet
import Testing

@Suite struct BenchmarkTests {
    /// By hand: multiply-adds of each layer, three passes, less the first layer's input gradient, times two.
    ///
    /// Of a convolution: input channels × output channels × the square of what one axis has. An axis of n outputs with
    /// a kernel of 5 and a padding of 2 has 5 n taps, of which 2 + 1 at each end lie on padding; with 3 and 1 it has
    /// 3 n, and one at each end does.
    /// - `lenet5`: `conv1` 1 × 6 × (5 × 28 − 6)², `conv2`, without padding, 6 × 16 × (5 × 10)².
    /// - `cnn28`: 1 × 32 × (3 × 28 − 2)², 32 × 64 × (3 × 14 − 2)², 64 × 128 × (3 × 7 − 2)².
    /// - `cnn32`: 3 × 32 × (3 × 32 − 2)², 32 × 64 × (3 × 16 − 2)², 64 × 128 × (3 × 8 − 2)².
    @Test(
        arguments: [
            (BenchmarkNetwork.lenet5, 2 * (3 * (107_736 + 240_000 + 48_000 + 10_080 + 840) - 107_736)),
            (.mlp, 2 * (3 * (200_704 + 32_768 + 1_280) - 200_704)),
            (.cnn28, 2 * (3 * (215_168 + 3_276_800 + 2_957_312 + 11_520) - 215_168)),
            (.cnn32, 2 * (3 * (848_256 + 4_333_568 + 3_964_928 + 20_480) - 848_256)),
        ])
    func `counts two operations for each multiply-add`(network: BenchmarkNetwork, operations: Int) throws {
        let shapes = try ModelShape.infer(
            layers: network.layers, input: network.input, classes: BenchmarkNetwork.classes)
        let stages = StagePlan.stages(layers: network.layers, input: network.input, outputs: shapes.outputs)
        #expect(OperationCount.step(stages) == operations)
        #expect(OperationCount.step(StagePlan.fused(stages)) == operations)
    }

    /// By hand, for each axis the kernel's rows or columns on the input, output by output.
    @Test func `counts no taps on padding, whatever the stride and the sides`() {
        // Rows start at -2, 0, 2, 4 of 5: 1, 3, 3, 1. Columns start at -2, 0, 2 of 4: 1, 3, 2.
        let strided = ConvolutionShape(
            inputChannels: 2, inputHeight: 5, inputWidth: 4, outputChannels: 3, kernel: 3, stride: 2, padding: 2)
        #expect(OperationCount.pass(strided) == 2 * 2 * 3 * 8 * 6)
        // A kernel wider than the input: starts at -2, -1, 0 of 3 see all of it. Rows start at -2, -1 of 2: both.
        let wide = ConvolutionShape(
            inputChannels: 1, inputHeight: 2, inputWidth: 3, outputChannels: 1, kernel: 5, stride: 1, padding: 2)
        #expect(OperationCount.pass(wide) == 2 * 4 * 9)
        // Outputs that see nothing but padding: starts at -2, -1, 0, 1, 2 of 1.
        let lone = ConvolutionShape(
            inputChannels: 1, inputHeight: 1, inputWidth: 1, outputChannels: 1, kernel: 1, stride: 1, padding: 2)
        #expect(OperationCount.pass(lone) == 2)
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
        #expect(operations == 2_224_464 * BenchmarkNetwork.batchSize)
    }
}
