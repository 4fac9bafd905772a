package import Datasets
package import Experiment
package import KernelTypes

/// Does the items of a plan: runs and range tests, each with a network of its own on shared samples.
package struct TrainingExecutor: ItemExecutor {
    private let library: DatasetLibrary
    private let objective: Objective
    private let kernels: KernelTable
    private let maximumCores: Int
    private let checkpoints: (any CheckpointSource)?

    /// - Parameters:
    ///   - maximumCores: as many as a lease may ever grant.
    ///   - checkpoints: where earlier starts left theirs; nil begins every run anew.
    package init(
        library: DatasetLibrary, objective: Objective, kernels: KernelTable, maximumCores: Int,
        checkpoints: (any CheckpointSource)? = nil
    ) {
        self.library = library
        self.objective = objective
        self.kernels = kernels
        self.maximumCores = maximumCores
        self.checkpoints = checkpoints
    }

    package func execute(
        _ item: PlanItem, rangeTest: RangeTestOutcome?, lease: CoreLease, emit: (ItemEvent) -> Void
    ) throws(ItemFailure) -> ItemOutcome {
        switch item {
        case .run(let run):
            let trainer = try trainer(for: run.configuration, seed: run.configuration.seed)
            let rate = try learningRate(of: run, from: rangeTest)
            var loop = TrainingLoop(
                run: run, learningRate: rate, objective: objective, trainer: trainer, lease: lease)
            let resume = try checkpoints?.resume(run, learningRate: rate, metric: objective.metric) {
                checkpoint throws(CheckpointFault) in try loop.restore(checkpoint)
            }
            emit(.began(ItemStart(learningRate: rate, workload: run.workload, resume: resume ?? ResumePoint())))
            return .run(try loop.run(emit: emit))
        case .rangeTest(let test):
            let trainer = try trainer(for: test.configuration, seed: test.seed)
            emit(.began(ItemStart(learningRate: nil, workload: test.workload)))
            var sweep = RangeTest(settings: test.settings, trainer: trainer, lease: lease)
            return .rangeTest(sweep.run(emit: emit))
        }
    }

    private func trainer(for configuration: RunConfiguration, seed: UInt64) throws(ItemFailure) -> Trainer {
        let dataset: PreparedDataset
        do {
            dataset = try library.prepare(configuration.dataset)
        } catch {
            throw ItemFailure(error.message)
        }
        do {
            return try Trainer(
                configuration: configuration, seed: seed, dataset: dataset, kernels: kernels,
                maximumCores: maximumCores)
        } catch {
            throw ItemFailure("layer \(error.layerIndex + 1) of the model: \(error.message)")
        }
    }

    private func learningRate(of run: PlannedRun, from rangeTest: RangeTestOutcome?) throws(ItemFailure) -> Double {
        switch run.configuration.learningRate {
        case .fixed(let rate): return rate
        case .auto:
            guard let rate = rangeTest?.learningRate else {
                throw ItemFailure(rangeTest?.reason ?? "the range test gave no learning rate")
            }
            return rate
        }
    }
}
