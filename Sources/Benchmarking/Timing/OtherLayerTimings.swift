import Experiment
import KernelTypes

/// The kernels of the layers that no benchmark network has, on what LeNet's first convolution gives: 6×28×28.
struct OtherLayerTimings {
    private(set) var rows: [BenchmarkReport.Kernel] = []

    static let channels = ChannelShape(channels: 6, area: 28 * 28)
    private static let windows = PoolShape(channels: 6, inputHeight: 28, inputWidth: 28, size: 2, stride: 2)

    init(kernels: KernelTable, peak: PeakLoop, timer: WindowTimer) {
        var random = RandomStream(seed: 3, for: .drawing(sample: 0))
        let microBatches = Lanes.microBatches(BenchmarkNetwork.batchSize)
        let features = Self.channels.channels * Self.channels.area
        func row(_ name: String, _ work: () -> Void) -> BenchmarkReport.Kernel {
            BenchmarkReport.Kernel(name: name, operations: nil, timing: timer.time(peak: peak, work))
        }
        let pooling = AveragePoolTrial(Self.windows, microBatches: microBatches, random: &random)
        let gelu = GELUTrial(features: features, microBatches: microBatches, random: &random)
        let dropout = DropoutTrial(features: features, microBatches: microBatches, random: &random)
        let batchNorm = BatchNormTrial(Self.channels, microBatches: microBatches, random: &random)
        rows = [
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
