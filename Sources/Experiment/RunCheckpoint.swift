/// A run between two steps, in full: whoever goes on from it gets the numbers that the run would have got.
///
/// It holds no state of a generator: every random number (order of the samples, dropout masks) follows from the run's
/// seed and the step. The schedule's rate follows from the step as well.
package struct RunCheckpoint: Sendable {
    package struct Tensor: Sendable {
        /// PyTorch's: `conv1.weight`, `batch_norm1.running_mean`.
        package var name: String
        package var shape: [Int]
        /// In row-major order of the shape.
        package var values: [Float]

        package init(name: String, shape: [Int], values: [Float]) {
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// One kind of state that the optimizer keeps for each parameter.
    package struct OptimizerSlot: Sendable {
        /// `momentum`, `first_moment`, …
        package var name: String
        package var tensors: [Tensor]

        package init(name: String, tensors: [Tensor]) {
            self.name = name
            self.tensors = tensors
        }
    }

    /// The run that it belongs to.
    package var identity: String
    /// What the schedule starts from: the fixed rate, or the one that the range test chose.
    package var learningRate: Double
    /// What decided which validation is the best.
    package var metric: Objective.Metric
    package var position: TrainingPosition
    /// Parameters, then running statistics: all that an evaluation depends on.
    package var weights: [Tensor]
    package var optimizer: [OptimizerSlot]
    /// The weights at the best validation; nil where that is this step, and before the first validation.
    package var best: [Tensor]?
    /// Not a part of the run's numbers.
    package var elapsed: ElapsedTime

    package init(
        identity: String, learningRate: Double, metric: Objective.Metric, position: TrainingPosition,
        weights: [Tensor], optimizer: [OptimizerSlot], best: [Tensor]?, elapsed: ElapsedTime
    ) {
        self.identity = identity
        self.learningRate = learningRate
        self.metric = metric
        self.position = position
        self.weights = weights
        self.optimizer = optimizer
        self.best = best
        self.elapsed = elapsed
    }

    /// The weights at the best validation; nil before the first one.
    package var bestWeights: [Tensor]? { position.bestStep == position.step ? weights : best }

    package var network: NetworkState { NetworkState(step: position.step, weights: weights, optimizer: optimizer) }
}

/// A network and its optimizer between two steps.
package struct NetworkState: Sendable {
    /// Optimizer steps done.
    package var step: Int
    /// Parameters, then running statistics.
    package var weights: [RunCheckpoint.Tensor]
    package var optimizer: [RunCheckpoint.OptimizerSlot]

    package init(step: Int, weights: [RunCheckpoint.Tensor], optimizer: [RunCheckpoint.OptimizerSlot]) {
        self.step = step
        self.weights = weights
        self.optimizer = optimizer
    }
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
    /// Where the best validation was.
    package var bestStep: Int?

    package init() {}
}

/// Seconds that a run has taken, over all starts.
package struct ElapsedTime: Hashable, Sendable {
    /// Of training, validation excluded.
    package var training: Double
    package var total: Double

    package init(training: Double = 0, total: Double = 0) {
        self.training = training
        self.total = total
    }
}

/// Finds what earlier starts have left of an item.
package protocol CheckpointSource: Sendable {
    /// Offers the run's checkpoints, the newest first, until `restore` takes one. Called once, on the item's own
    /// thread, before its first step.
    ///
    /// - Parameters:
    ///   - learningRate: a checkpoint of a run at another rate is not this one's.
    ///   - restore: goes back to the checkpoint, or says why that is not possible and changes nothing.
    func resume(
        _ run: PlannedRun, learningRate: Double, metric: Objective.Metric,
        restore: (RunCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint

    /// The same for a range test.
    func resume(
        _ test: PlannedRangeTest, restore: (RangeTestCheckpoint) throws(CheckpointFault) -> Void
    ) -> ResumePoint
}

/// Where an item begins.
package struct ResumePoint: Hashable, Sendable {
    /// Steps done; nil where it begins anew.
    package var step: Int?
    /// What the user should know: which checkpoint could not be used, and why.
    package var remarks: [String]

    package init(step: Int? = nil, remarks: [String] = []) {
        self.step = step
        self.remarks = remarks
    }
}

/// Why a checkpoint cannot be used: part of a sentence.
package struct CheckpointFault: Error, Hashable, Sendable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}
