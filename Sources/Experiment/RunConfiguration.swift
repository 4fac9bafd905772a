/// The settings of a run, resolved: no defaults left open. Those of `settingsWithoutInfluence` decide none of its
/// numbers.
package struct RunConfiguration: Hashable, Sendable {
    package var dataset: DatasetSpec
    package var model: ModelSpec
    package var optimizer: OptimizerSpec
    package var learningRate: LearningRateSpec
    package var schedule: ScheduleSpec
    package var batchSize: Int
    package var epochs: Int
    /// Epochs between validations; validation k happens at step round(k · this · steps per epoch).
    package var validateEvery: Double
    package var seed: UInt64
    /// Share of the target spread evenly over all classes, 0 ..< 1 (arXiv:1512.00567 section 7).
    package var labelSmoothing: Double
    /// Largest Euclidean norm of the whole gradient; nil leaves it alone.
    package var gradientClip: Double?
    /// A run ends as diverged where its validation loss is above so many times that of a uniform guess, ln(classes);
    /// nil where only a loss that is not finite ends it.
    package var stopOnDivergence: Double?
    /// Steps between two training lines of the log; nil for as many as `logInterval` gives.
    package var logEvery: Int?
    /// Whether the spread of weights and gradients is logged at each validation.
    package var histograms: Bool
    package var checkpointEvery: CheckpointInterval
    /// Seconds of one start after which the run ends as failed; nil for no limit.
    package var timeout: Double?

    package init(
        dataset: DatasetSpec = DatasetSpec(), model: ModelSpec = .named(.lenet5), optimizer: OptimizerSpec = .adam(),
        learningRate: LearningRateSpec = .fixed(1e-3), schedule: ScheduleSpec = ScheduleSpec(), batchSize: Int = 64,
        epochs: Int = 5, validateEvery: Double = 1, seed: UInt64 = 7, labelSmoothing: Double = 0,
        gradientClip: Double? = nil, stopOnDivergence: Double? = nil, logEvery: Int? = nil, histograms: Bool = false,
        checkpointEvery: CheckpointInterval = .validation, timeout: Double? = nil
    ) {
        self.dataset = dataset
        self.model = model
        self.optimizer = optimizer
        self.learningRate = learningRate
        self.schedule = schedule
        self.batchSize = batchSize
        self.epochs = epochs
        self.validateEvery = validateEvery
        self.seed = seed
        self.labelSmoothing = labelSmoothing
        self.gradientClip = gradientClip
        self.stopOnDivergence = stopOnDivergence
        self.logEvery = logEvery
        self.histograms = histograms
        self.checkpointEvery = checkpointEvery
        self.timeout = timeout
    }

    /// Steps between two training lines of the log of a run of `steps`: 50 unless the file says otherwise, fewer where
    /// the run would have less than twenty lines, down to one.
    package func logInterval(of steps: Int) -> Int { logEvery ?? max(1, min(50, steps / 20)) }
}
