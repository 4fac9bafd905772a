package import Experiment
package import KernelTypes

/// A network for one run: its parameters, and the gradients and scores of batches. One thread at a time may use it; it
/// spreads the work over its own helper threads. Results are the same bits for any number of cores.
package final class Network {
    /// Every tensor by PyTorch's names and shapes.
    package let parameters: ParameterArena
    /// What `gradients(of:indices:step:cores:scoring:)` left: same layout.
    package let gradients: ParameterArena
    /// What training passes leave for evaluation: mean and variance of each batch normalization, by PyTorch's names.
    package let runningStatistics: ParameterArena
    package let input: SampleShape
    package let batchSize: Int

    let kernels: CheckedKernels
    let team: WorkTeam
    let phases: [Phase]
    let loss: SoftmaxLoss
    /// (M, sampleBytes, 8): the loaded samples.
    let loaded: Activations
    /// Samples that the memory of activations holds at once.
    let capacity: Int
    /// Where the gradients between phases pass: phase i reads one and writes the other.
    let gradientsBetweenPhases: (FloatSlice, FloatSlice)
    private let scratchSizes: ScratchSizes
    /// Of the workers that have had work.
    private var scratch: [WorkerScratch] = []

    /// Whether neighbouring layers are joined where one pass can compute them. The results are the same bits; the
    /// unfused form is there to show that.
    package enum Fusion { case on, off }

    /// Evaluation gains nothing from more samples at once, and wastes lanes and pairs with fewer.
    private static let smallestCapacity = 64

    /// Builds the network and draws its parameters.
    ///
    /// - Parameters:
    ///   - batchSize: largest number of samples of one gradient.
    ///   - seed: decides the initial parameters and the dropout masks.
    ///   - maximumCores: how many threads may ever work on it.
    /// - Throws: the first layer that does not fit or has a name that is taken.
    package init(
        layers: [LayerSpec], input: SampleShape, classes: Int, batchSize: Int, labelSmoothing: Double, seed: UInt64,
        kernels table: KernelTable, maximumCores: Int, fusion: Fusion = .on
    ) throws(ModelShapeError) {
        let shapes = try ModelShape.infer(layers: layers, input: input, classes: classes)
        let layout = try ParameterLayout(.trained, layers: layers, input: input, outputs: shapes.outputs)
        let statistics = try ParameterLayout(
            .runningStatistics, layers: layers, input: input, outputs: shapes.outputs)
        var stages = StagePlan.stages(layers: layers, input: input, outputs: shapes.outputs)
        switch fusion {
        case .on: stages = StagePlan.fused(stages)
        case .off: break
        }
        self.input = input
        self.batchSize = batchSize
        capacity = max(batchSize, Self.smallestCapacity)
        kernels = CheckedKernels(table)
        team = WorkTeam(maximumCores: maximumCores)
        parameters = ParameterArena(layout: layout)
        gradients = ParameterArena(layout: layout)
        runningStatistics = ParameterArena(layout: statistics)
        parameters.initialize(seed: seed)
        runningStatistics.initialize(seed: seed)

        let microBatches = Lanes.microBatches(capacity)
        loaded = Activations(features: input.count, microBatches: microBatches)
        var builder = PhaseBuilder(
            microBatches: microBatches, parameters: parameters, gradients: gradients,
            runningStatistics: runningStatistics, seed: seed, kernels: kernels)
        phases = builder.build(PhasePlan.phases(stages), from: loaded)
        scratchSizes = builder.scratch
        loss = SoftmaxLoss(
            phases.last?.output ?? loaded, microBatches: microBatches, labelSmoothing: labelSmoothing, kernels: kernels)

        // Gradients are made for batches, not for the larger chunks of an evaluation.
        let widest = phases.map(\.output.features).max() ?? 0
        let between = widest * Lanes.microBatches(batchSize) * Lanes.count
        gradientsBetweenPhases = (FloatMemory(count: between).all, FloatMemory(count: between).all)
    }

    /// `WorkTeam.run` with the memory of each worker, which is made before its first task: a core that is never granted
    /// takes none.
    func run(tasks: Int, cores: Int, _ body: (_ task: Int, _ scratch: WorkerScratch) -> Void) {
        while scratch.count < max(1, min(tasks, cores, team.maximumCores)) {
            scratch.append(WorkerScratch(band: scratchSizes.band, gradient: scratchSizes.gradient))
        }
        let scratch = scratch
        team.run(tasks: tasks, cores: cores) { task, worker in body(task, scratch[worker]) }
    }
}
