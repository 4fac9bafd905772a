/// Settings of a learning-rate range test (Smith, arXiv:1506.01186 section 3.3) and of what chooses a rate after it.
package struct FinderSettings: Hashable, Sendable {
    package enum Mode: String, CaseIterable, Sendable { case exponential, linear }
    /// How a rate is read from the curve of a range test alone.
    package enum CurveRule: String, CaseIterable, Sendable {
        /// Steepest fall of the smoothed loss per ladder step (the rule of Lightning 0.7.6 to 1.5.10, and the
        /// article's).
        case steepest
        /// Lightning's rule since 2.5.3: steepest fall over the rate itself.
        case lightning
        /// fastai's rules; `valley` is its default.
        case valley, slide, minimum, steep
        /// pytorch-lr-finder's: steepest fall per ladder step of its own, less smoothed loss.
        case torchLRFinder = "torch_lr_finder"
    }
    /// How a rate is chosen.
    package enum Rule: Hashable, Sendable {
        /// By short trainings around the middle of the fall of the range test's loss: `auto`'s own way.
        case trials
        case curve(CurveRule)
    }
    /// What a curve's points and the trials are judged by.
    package enum Metric: String, CaseIterable, Sendable {
        /// The batch's own loss, before its update.
        case trainLoss = "train_loss"
        /// The loss on a fixed part of the training samples, which the finder does not train on.
        case validationLoss = "validation_loss"
    }

    package var minimum: Double
    package var maximum: Double
    /// Points of the ladder; the first is `minimum`, the last `maximum`, exactly.
    package var steps: Int
    package var mode: Mode
    package var suggestion: Rule
    /// Weight of the past in the exponential moving average, 0 ..< 1.
    package var smoothing: Double
    /// The test ends when the smoothed loss exceeds this many times its smallest value.
    package var stopFactor: Double
    /// Points at the ladder's beginning and end that `steepest` and `lightning` do not look at.
    package var skipBegin: Int
    package var skipEnd: Int
    package var metric: Metric
    /// Climbs of the ladder, each with a seed of its own; the curve is their median.
    package var repeats: Int
    /// Largest cost of a range test with its trials, as a share of the training that it serves.
    package var budget: Double

    /// - Parameters: nil takes what the rule's author takes. For trials, which read only the middle of the fall
    ///   from the curve, four points a decade are enough and leave more of the budget to them.
    package init(
        _ rule: Rule = .trials, minimum: Double? = nil, maximum: Double? = nil, steps: Int? = nil,
        mode: Mode = .exponential, smoothing: Double? = nil, stopFactor: Double = 4, skipBegin: Int = 10,
        skipEnd: Int = 1, metric: Metric = .trainLoss, repeats: Int = 1, budget: Double = 0.15
    ) {
        let usual = rule.ladder
        self.minimum = minimum ?? usual.minimum
        self.maximum = maximum ?? usual.maximum
        self.steps = steps ?? usual.steps
        self.mode = mode
        suggestion = rule
        self.smoothing = smoothing ?? usual.smoothing
        self.stopFactor = stopFactor
        self.skipBegin = skipBegin
        self.skipEnd = skipEnd
        self.metric = metric
        self.repeats = repeats
        self.budget = budget
    }

    /// Rates that trials begin with.
    package static let firstTrials = 3
    /// Rates beyond those that trials may walk to, one after the other, while nothing is learned.
    package static let mostWalks = 4
    /// Rates between the best one and its neighbours that trials may come to where they are as long as the run.
    package static let mostBetween = 4
    /// Rates of all these kinds.
    package static let mostTrials = firstTrials + mostWalks + mostBetween
    /// Rates that are trained on with the rest of the budget: the best one and its neighbours.
    package static let survivors = 3

    /// Whether trials follow the sweeps.
    package var hasTrials: Bool { suggestion == .trials }
}

extension FinderSettings.Rule: RawRepresentable, CaseIterable {
    package static var allCases: [Self] { [.trials] + FinderSettings.CurveRule.allCases.map(Self.curve) }

    package init?(rawValue: String) {
        guard let rule = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = rule
    }

    package var rawValue: String {
        switch self {
        case .trials: "trials"
        case .curve(let rule): rule.rawValue
        }
    }

    fileprivate var ladder: (minimum: Double, maximum: Double, steps: Int, smoothing: Double) {
        switch self {
        case .trials: (1e-8, 10, 40, 0.8)
        // Lightning's, and the article's.
        case .curve(.steepest), .curve(.lightning): (1e-8, 1, 100, 0.98)
        // fastai's `Learner.lr_find`; pytorch-lr-finder begins at the optimizer's own rate, which is not known here.
        case .curve(.valley), .curve(.slide), .curve(.minimum), .curve(.steep), .curve(.torchLRFinder):
            (1e-7, 10, 100, 0.98)
        }
    }
}
