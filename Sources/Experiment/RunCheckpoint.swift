/// A run between two steps, in full: whoever goes on from it gets the numbers that the run would have got.
///
/// It holds no state of a generator: every random number (order of the samples, dropout masks) follows from the run's
/// seed and the step. The schedule's rate follows from the step as well.
package struct RunCheckpoint: Sendable {
    /// The run that it belongs to.
    package var identity: String
    /// What the schedule starts from: the fixed rate, or the one that the range test chose.
    package var learningRate: Double
    /// What decided which validation is the best.
    package var metric: Objective.Metric
    package var position: TrainingPosition
    /// Whether `best.safetensors` lacks the weights at the best validation, which are here: they are to be written, also
    /// where no step follows.
    package var bestIsUnwritten = false
    package var network: NetworkState
    /// The weights at the best validation; nil where that is this step, where they are not kept, and before the first
    /// validation.
    package var best: [NetworkState.Tensor]?
    /// Not a part of the run's numbers.
    package var elapsed: ElapsedTime
    /// What the weights expect of their inputs, for programs that do not know the training part: one for all channels,
    /// or one for each. Empty in a checkpoint that was read: whoever goes on has the data set.
    package var inputScales: [PixelScale] = []

    package init(
        identity: String, learningRate: Double, metric: Objective.Metric, position: TrainingPosition,
        network: NetworkState, best: [NetworkState.Tensor]?, elapsed: ElapsedTime
    ) {
        self.identity = identity
        self.learningRate = learningRate
        self.metric = metric
        self.position = position
        self.network = network
        self.best = best
        self.elapsed = elapsed
    }

    /// The weights at the best validation; nil before the first one, and where they are not kept.
    package var bestWeights: [NetworkState.Tensor]? { position.bestStep == position.step ? network.weights : best }
}

/// How far a run is, and what it has measured so far.
package struct TrainingPosition: Hashable, Sendable {
    /// Optimizer steps done.
    package var step = 0
    /// Lines of `metrics.jsonl` that tell of these steps.
    package var measurements = 0
    /// Validations done.
    package var validations = 0
    /// Since the last train line.
    package var sinceLog = ScoreSum()
    package var epoch = ScoreSum()
    /// The mean over the last whole epoch.
    package var lastEpoch: Score?
    package var validationLast: Score?
    package var validationBest: Score?
    /// Where the best validation was; nil before the first one, and where its weights are not kept, since the objective
    /// had another metric then.
    package var bestStep: Int?

    package init() {}
}
