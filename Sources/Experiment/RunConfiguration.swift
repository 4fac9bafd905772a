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

/// Which samples, and how they are split and scaled.
package struct DatasetSpec: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// Zalando's 28×28 clothes, ten classes, 60 000 + 10 000 samples (arXiv:1708.07747).
        case fashionMNIST
        /// Ten drawn shapes, made by the program itself from a fixed seed: no files.
        case shapes
        /// Four IDX files of the user's own in one folder.
        case idx(path: String, classes: Int)

        /// Those that a file names.
        package static let named = [fashionMNIST, shapes]

        /// As the file writes it.
        package var name: String {
            switch self {
            case .fashionMNIST: "fashion-mnist"
            case .shapes: "shapes"
            case .idx: "idx"
            }
        }
    }
    package enum Normalization: String, CaseIterable, Sendable {
        /// Pixels 0 … 1.
        case none
        /// Less the mean, over the deviation, of the training part's pixels, each channel by itself; a feature of
        /// vectors is a channel.
        case standardize
        /// Pixels as stored, 0 … 255.
        case raw
    }

    package var source: Source
    /// What the classes of files of the user's own are called, in the order of their labels; empty where they have no
    /// names but the labels.
    package var classNames: [String]
    /// Folder with the files of a known set; nil searches the usual places.
    package var path: String?
    package var validationFraction: Double
    /// Decides which samples are held out; does not follow the run's seed, so that all runs are
    /// judged on the same samples.
    package var splitSeed: UInt64
    package var normalization: Normalization
    /// Use only the first this many samples of the shuffled training part.
    package var limit: Int?

    package init(
        source: Source = .fashionMNIST, classNames: [String] = [], path: String? = nil,
        validationFraction: Double = 0.2, splitSeed: UInt64 = 7, normalization: Normalization = .none,
        limit: Int? = nil
    ) {
        self.source = source
        self.classNames = classNames
        self.path = path
        self.validationFraction = validationFraction
        self.splitSeed = splitSeed
        self.normalization = normalization
        self.limit = limit
    }
}

/// The update rule with its constants; defaults and meaning are PyTorch's (`torch.optim`).
package enum OptimizerSpec: Hashable, Sendable {
    case sgd(momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0)
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0)
    case adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01)
    case rmsProp(
        alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0, centered: Bool = false,
        weightDecay: Double = 0)
    case adagrad(
        learningRateDecay: Double = 0, epsilon: Double = 1e-10, initialAccumulator: Double = 0, weightDecay: Double = 0)
}

package enum LearningRateSpec: Hashable, Sendable {
    case fixed(Double)
    /// A range test chooses it.
    case auto(FinderSettings)
}

/// Which number decides who won.
package struct Objective: Hashable, Sendable {
    package enum Metric: String, CaseIterable, Sendable {
        case validationAccuracy = "validation_accuracy"
        case validationLoss = "validation_loss"
    }
    package enum Moment: String, CaseIterable, Sendable { case last, best }

    package var metric: Metric
    package var moment: Moment

    package init(metric: Metric = .validationAccuracy, moment: Moment = .last) {
        self.metric = metric
        self.moment = moment
    }
}
