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

    /// Trains a run, or does a range test, going on from a checkpoint where there is one that fits.
    /// - Throws: where the data set cannot be used, a layer does not fit, there is no learning rate, or a run takes too
    ///   long.
    package func execute(
        _ item: PlanItem, rangeTest: RangeTestOutcome?, lease: CoreLease, emit: (ItemEvent) -> Void
    ) throws(ItemFailure) -> ItemOutcome {
        switch item {
        case .run(var run):
            let trainer = try trainer(
                for: run.configuration, seed: run.configuration.seed, dataset: dataset(of: run.configuration))
            let rate = try learningRate(of: run, from: rangeTest)
            var remark: String?
            if let rangeTest {
                let bounded = run.configuration.schedule.bounded(by: rangeTest.range, rate: rate)
                (run.configuration.schedule, remark) = (bounded.schedule, bounded.remark)
            }
            var loop = TrainingLoop(
                run: run, learningRate: rate, objective: objective, trainer: trainer, lease: lease)
            let resume = checkpoints?.resume(run, learningRate: rate, metric: objective.metric) {
                checkpoint throws(CheckpointFault) in try loop.restore(checkpoint)
            }
            emit(
                .began(
                    ItemStart(
                        learningRate: rate, rateBounds: run.configuration.schedule.rateBounds(runRate: rate),
                        workload: run.workload, layers: trainer.outlines, resume: resume ?? ResumePoint(),
                        scheduleRemark: remark)))
            return .run(try loop.run(emit: emit))
        case .rangeTest(let test):
            let dataset = try dataset(of: test.configuration)
            var rangeTest = RangeTest(test, objective: objective, dataset: dataset, lease: lease) {
                dataset, seed throws(ItemFailure) in
                try trainer(for: test.configuration, seed: seed, dataset: dataset)
            }
            let resume = checkpoints?.resume(test) { checkpoint throws(CheckpointFault) in
                try rangeTest.restore(checkpoint)
            }
            emit(
                .began(
                    ItemStart(learningRate: nil, workload: test.workload, resume: resume ?? ResumePoint())))
            return .rangeTest(
                try withoutActuallyEscaping(emit) { emit throws(ItemFailure) in try rangeTest.run(emit: emit) })
        }
    }

    private func dataset(of configuration: RunConfiguration) throws(ItemFailure) -> PreparedDataset {
        do {
            return try library.prepare(configuration.dataset)
        } catch {
            throw ItemFailure(error.message)
        }
    }

    private func trainer(
        for configuration: RunConfiguration, seed: UInt64, dataset: PreparedDataset
    ) throws(ItemFailure) -> Trainer {
        do {
            return try Trainer(
                configuration: configuration, seed: seed, dataset: dataset, kernels: kernels,
                maximumCores: maximumCores)
        } catch {
            throw ItemFailure("layer \(error.layerIndex + 1) of the model: \(error.message)")
        }
    }

    /// Where the schedule's own bounds stand in the place of a rate that was to be found, the highest of them, which
    /// decides nothing either.
    private func learningRate(of run: PlannedRun, from rangeTest: RangeTestOutcome?) throws(ItemFailure) -> Double {
        let configuration = run.configuration
        switch configuration.learningRate {
        case .fixed(let rate): return rate
        case .auto:
            if configuration.rangeTestSettings == nil, let bounds = configuration.schedule.rateBounds(runRate: 0) {
                return bounds.maximum
            }
            guard let rate = rangeTest?.learningRate else {
                throw ItemFailure(rangeTest?.reason ?? "the range test gave no learning rate")
            }
            return rate
        }
    }
}
