import Experiment
import KernelTypes
import NeuralNet

/// The kernels of the layers that no benchmark network has, on what LeNet's first convolution gives: 6×28×28.
enum OtherLayerTimings {
    static let channels = ChannelShape(channels: 6, area: 28 * 28)
    private static let windows = PoolShape(channels: 6, inputHeight: 28, inputWidth: 28, size: 2, stride: 2)

    /// Takes the timer's seconds for each kernel.
    static func measure(kernels: KernelTable, peak: PeakLoop, timer: WindowTimer) -> [BenchmarkReport.Kernel] {
        let kernels = CheckedKernels(kernels)
        var random = RandomStream(seed: 3, for: .drawing(sample: 0))
        let microBatches = Lanes.microBatches(BenchmarkNetwork.batchSize)
        let features = channels.channels * channels.area
        func row(_ name: String, _ work: () -> Void) -> BenchmarkReport.Kernel {
            BenchmarkReport.Kernel(name: name, operations: nil, timing: timer.time(peak: peak, work))
        }
        let pooling = AveragePoolTrial(windows, microBatches: microBatches, random: &random)
        let gelu = GELUTrial(features: features, microBatches: microBatches, random: &random)
        let dropout = DropoutTrial(features: features, microBatches: microBatches, random: &random)
        let batchNorm = BatchNormTrial(channels, microBatches: microBatches, random: &random)
        return [
            row("average-pool forward") { pooling.forward(kernels) },
            row("average-pool backward") { pooling.backward(kernels) },
            row("gelu forward") { gelu.forward(kernels) },
            row("gelu backward") { gelu.backward(kernels) },
            row("dropout") { dropout.run(kernels) },
            row("batch-norm statistics") { batchNorm.statistics(kernels) },
            row("batch-norm forward") { batchNorm.normalize(kernels) },
            row("batch-norm gradient sums") { batchNorm.gradientSums(kernels) },
            row("batch-norm input gradient") { batchNorm.inputGradient(kernels) },
        ]
    }
}
