/// A range test between two steps, in full: whoever goes on from it comes to the suggestion that the test would have come
/// to.
package struct RangeTestCheckpoint: Sendable {
    /// A trial's training up to where trials were compared.
    package struct Stage: Hashable, Sendable {
        package var trial: TrialState
        /// Steps that were wanted of the trial; it has done fewer where its loss was not finite.
        package var target: Int
        /// What the whole range test had processed when the stage was done.
        package var samples: Int

        package init(trial: TrialState, target: Int, samples: Int) {
            self.trial = trial
            self.target = target
            self.samples = samples
        }
    }

    /// A trial that may be trained on.
    package struct Trial: Sendable {
        /// log₁₀ of its learning rate.
        package var logRate: Double
        /// One a step.
        package var scores: [ScoreSum]
        /// Nil once its loss was not finite.
        package var network: NetworkState?

        package init(logRate: Double, scores: [ScoreSum], network: NetworkState?) {
            self.logRate = logRate
            self.scores = scores
            self.network = network
        }
    }

    package struct Trials: Sendable {
        /// What the whole range test had processed before the first of them.
        package var samplesBefore: Int
        /// In the order in which they were trained.
        package var stages: [Stage]
        /// In the order of their rates.
        package var underWay: [Trial]

        package init(samplesBefore: Int, stages: [Stage], underWay: [Trial]) {
            self.samplesBefore = samplesBefore
            self.stages = stages
            self.underWay = underWay
        }
    }

    package enum Phase: Sendable {
        /// The ladder is climbed: as far as the curve goes.
        case sweep(curve: [RangeTestOutcome.Point], NetworkState)
        case trials(Trials)
    }

    /// What a finder has processed, its cost.
    package struct Processed: Hashable, Sendable {
        package var steps = 0
        /// In those steps.
        package var trainedSamples = 0
        /// Trained or only evaluated.
        package var samples = 0

        package init(steps: Int = 0, trainedSamples: Int = 0, samples: Int = 0) {
            self.steps = steps
            self.trainedSamples = trainedSamples
            self.samples = samples
        }
    }

    /// The range test that it belongs to.
    package var identity: String
    /// Those that are whole.
    package var sweeps: [RangeTestOutcome.Sweep]
    package var phase: Phase
    package var processed: Processed
    /// Not a part of the range test's numbers.
    package var elapsed: ElapsedTime

    package init(
        identity: String, sweeps: [RangeTestOutcome.Sweep], phase: Phase, processed: Processed, elapsed: ElapsedTime
    ) {
        self.identity = identity
        self.sweeps = sweeps
        self.phase = phase
        self.processed = processed
        self.elapsed = elapsed
    }
}
