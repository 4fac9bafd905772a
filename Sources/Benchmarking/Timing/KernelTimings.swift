import Experiment
import KernelTypes
import NeuralNet

/// The kernels that a network's training step calls, alone, on the step's sizes and in its bands; but for those that
/// pack a convolution's weights (`packForward`, `packBackward`) and add up their gradients (`sumLanes`, `addPartials`),
/// and the one that leads a dense layer's gradient back through its activation (`activationBackward`).
struct KernelTimings {
    private let kernels: CheckedKernels
    private let peak: PeakLoop
    private let timer: WindowTimer
    private var random = RandomStream(seed: 3, for: .drawing(sample: 0))
    private var rows: [BenchmarkReport.Kernel] = []

    private static let microBatches = Lanes.microBatches(BenchmarkNetwork.batchSize)

    /// Takes the timer's seconds for each kernel.
    static func measure(
        _ network: BenchmarkNetwork, kernels: KernelTable, peak: PeakLoop, timer: WindowTimer
    ) throws(ModelShapeError) -> [BenchmarkReport.Kernel] {
        var timings = KernelTimings(kernels: kernels, peak: peak, timer: timer)
        try timings.addAll(of: network)
        return timings.rows
    }

    private init(kernels: KernelTable, peak: PeakLoop, timer: WindowTimer) {
        self.kernels = CheckedKernels(kernels)
        self.peak = peak
        self.timer = timer
    }

    private mutating func addAll(of network: BenchmarkNetwork) throws(ModelShapeError) {
        let kernels = kernels
        let samples = SyntheticSamples(input: network.input, classes: BenchmarkNetwork.classes)
        let gather = GatherTrial(samples, samples: BenchmarkNetwork.batchSize)
        add("gather") { gather.run(kernels) }
        var (convolutions, denseLayers) = (0, 0)
        for stage in try network.stages() {
            switch stage {
            case .perMicroBatch(.convolution(let plan)):
                convolutions += 1
                add(plan, ordinal: convolutions, isFirst: convolutions + denseLayers == 1)
            case .wholeBatch(.dense(let plan)):
                denseLayers += 1
                add(plan, ordinal: denseLayers, isFirst: convolutions + denseLayers == 1)
            // What could not be joined to a convolution or a dense layer; none of the networks has that
            // (`OtherLayerTimings`).
            case .perMicroBatch(.maxPool), .perMicroBatch(.averagePool), .perMicroBatch(.activation),
                .perMicroBatch(.dropout), .wholeBatch(.batchNorm):
                continue
            }
        }
        let loss = LossTrial(
            classes: BenchmarkNetwork.classes, samples: BenchmarkNetwork.batchSize, random: &random)
        add("loss and gradient") { loss.run(kernels) }
        let shapes = try ModelShape.infer(
            layers: network.layers, input: network.input, classes: BenchmarkNetwork.classes)
        let adam = AdamTrial(count: shapes.parameterCount, random: &random)
        add("adam") { adam.run(kernels) }
    }

    private mutating func add(_ plan: ConvolutionPlan, ordinal: Int, isFirst: Bool) {
        let (kernels, name) = (kernels, "conv\(ordinal)")
        let operations = OperationCount.pass(plan.shape) * BenchmarkNetwork.batchSize
        let bands = plan.pool.map { plan.bands(of: $0) }
        // With an input gradient to make, the output's gradient is whole.
        let gradientBands = isFirst ? bands : nil
        let convolution = ConvolutionTrial(
            plan.shape, microBatches: Self.microBatches, forwardBands: bands?.map(\.read),
            gradientBands: gradientBands?.map(\.written), random: &random)
        convolution.pack(kernels)
        add("\(name) forward", operations) { convolution.forward(kernels, relu: plan.activation == .relu) }
        if let pool = plan.pool {
            let trial = MaxPoolTrial(
                pool, microBatches: Self.microBatches,
                forwardBands: bands?.map { MaxPoolTrial.Band(rows: $0.pooled, inputRows: $0.read.count) },
                gradientBands: gradientBands?.map { MaxPoolTrial.Band(rows: $0.pooled, inputRows: $0.written.count) },
                random: &random)
            add("\(name) max-pool forward") { trial.forward(kernels) }
            add("\(name) max-pool backward") { trial.backward(kernels) }
        }
        add("\(name) weight gradient", operations) { convolution.weightGradient(kernels) }
        if !isFirst { add("\(name) input gradient", operations) { convolution.inputGradient(kernels) } }
    }

    private mutating func add(_ plan: DensePlan, ordinal: Int, isFirst: Bool) {
        let (kernels, name) = (kernels, "dense\(ordinal)")
        let operations = OperationCount.pass(plan) * BenchmarkNetwork.batchSize
        let trial = DenseTrial(plan, samples: BenchmarkNetwork.batchSize, random: &random)
        add("\(name) forward", operations) { trial.forward(kernels, relu: plan.activation == .relu) }
        add("\(name) transposes") { trial.transpose(kernels) }
        add("\(name) weight gradient", operations) { trial.weightGradient(kernels) }
        if !isFirst { add("\(name) input gradient", operations) { trial.inputGradient(kernels) } }
    }

    private mutating func add(_ name: String, _ operations: Int? = nil, _ work: () -> Void) {
        rows.append(BenchmarkReport.Kernel(name: name, operations: operations, timing: timer.time(peak: peak, work)))
    }
}
