/// One line of `metrics.jsonl`.
package struct Measurement: Hashable, Sendable {
    package enum Split: String, Sendable { case train, validation }

    /// Optimizer steps done when it was taken.
    package var step: Int
    /// `step` in epochs.
    package var epoch: Double
    package var split: Split
    /// Train: mean since the previous train line, weighted by samples. Validation: mean over the set. Natural
    /// logarithm.
    package var loss: Double
    /// Share of samples whose largest logit is the label's, 0 … 1.
    package var accuracy: Double
    /// The rate of the last step done.
    package var learningRate: Double

    package init(step: Int, epoch: Double, split: Split, loss: Double, accuracy: Double, learningRate: Double) {
        self.step = step
        self.epoch = epoch
        self.split = split
        self.loss = loss
        self.accuracy = accuracy
        self.learningRate = learningRate
    }
}

/// What an item tells while it works. Arrives in order, from the item's own thread.
package enum ItemEvent: Sendable {
    /// The item's rate is known and its first step follows.
    case began(ItemStart)
    case measured(Measurement)
    /// How weights and gradients are spread at a validation.
    case distributed(step: Int, [TensorHistogram])
    /// What the last weights do with the validation samples; once, before the end of a run that is done.
    case inspected(RunInspection)
    case progressed(Progress)
    /// Everything up to here can be taken up again from this, once it is written down.
    case checkpointed(RunCheckpoint)
}

package struct ItemStart: Hashable, Sendable {
    /// The fixed rate, or the one that the range test chose; nil for a range test.
    package var learningRate: Double?
    /// Between which rates the schedule moves it; nil where it starts from that rate.
    package var rateBounds: RateBounds?
    package var workload: Workload
    /// The network, layer by layer; empty for a range test.
    package var layers: [LayerOutline]
    /// Where an earlier start of the item is taken up.
    package var resume: ResumePoint

    package init(
        learningRate: Double?, rateBounds: RateBounds? = nil, workload: Workload, layers: [LayerOutline] = [],
        resume: ResumePoint = ResumePoint()
    ) {
        self.learningRate = learningRate
        self.rateBounds = rateBounds
        self.workload = workload
        self.layers = layers
        self.resume = resume
    }
}

/// For the terminal: how far an item is. At most a few a second.
package struct Progress: Hashable, Sendable {
    package var step: Int
    package var steps: Int
    /// Training samples a second over training time so far, validation excluded.
    package var samplesPerSecond: Double
    package var latestLoss: Double
    package var latestAccuracy: Double

    package init(step: Int, steps: Int, samplesPerSecond: Double, latestLoss: Double, latestAccuracy: Double) {
        self.step = step
        self.steps = steps
        self.samplesPerSecond = samplesPerSecond
        self.latestLoss = latestLoss
        self.latestAccuracy = latestAccuracy
    }
}

/// Mean loss and accuracy over a set.
package struct Score: Hashable, Sendable {
    package var loss: Double
    package var accuracy: Double

    package init(loss: Double, accuracy: Double) {
        self.loss = loss
        self.accuracy = accuracy
    }

    /// The loss of who takes each class for as likely: ln(classes), in nats.
    package static func uniformGuessLoss(classes: Int) -> Double { PortableMath.log(Double(max(2, classes))) }
}

/// What a run came to.
package struct RunOutcome: Hashable, Sendable {
    package enum Ending: Hashable, Sendable {
        case done
        /// The loss was not finite at this step; or, with a limit, the validation loss was above it
        /// (`stop_on_divergence`).
        case diverged(step: Int, learningRate: Double, limit: Double? = nil)
        /// Stopped on request, at a step boundary.
        case interrupted(step: Int)
    }

    package var ending: Ending
    /// The fixed rate, or the one that the range test chose.
    package var learningRate: Double
    /// Between which rates the schedule moved it; nil where it started from that rate.
    package var rateBounds: RateBounds?
    /// Mean training loss of the last epoch.
    package var trainLoss: Double?
    package var validationLast: Score?
    /// The validation with the best value of the objective's metric.
    package var validationBest: Score?
    /// The last weights on the test set; nothing is chosen by it.
    package var test: Score?
    package var epochsDone: Double
    /// Seconds of training, validation excluded.
    package var trainingSeconds: Double
    /// Seconds in all.
    package var seconds: Double
    package var samplesPerSecond: Double

    package init(
        ending: Ending, learningRate: Double, rateBounds: RateBounds? = nil, trainLoss: Double?,
        validationLast: Score?, validationBest: Score?, test: Score?, epochsDone: Double, trainingSeconds: Double,
        seconds: Double, samplesPerSecond: Double
    ) {
        self.ending = ending
        self.learningRate = learningRate
        self.rateBounds = rateBounds
        self.trainLoss = trainLoss
        self.validationLast = validationLast
        self.validationBest = validationBest
        self.test = test
        self.epochsDone = epochsDone
        self.trainingSeconds = trainingSeconds
        self.seconds = seconds
        self.samplesPerSecond = samplesPerSecond
    }
}
