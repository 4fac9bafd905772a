package import Experiment

/// All that is kept of one run: `run.json` in its folder. What is not here and not in `metrics.jsonl` is not known.
package struct RunRecord: Hashable, Sendable {
    /// Where the learning rate came from.
    package enum RateSource: Hashable, Sendable {
        case fixed
        /// The range test with this key.
        case rangeTest(key: String)
    }

    package var run: RunDescription
    package var dataset: DatasetSummary
    package var workload: Workload
    package var history: ItemHistory

    package var status = ItemStatus.running
    /// One sentence: why it is not done.
    package var reason: String?
    /// Where it diverged, was interrupted, or had taken too long.
    package var stoppedAtStep: Int?
    /// Nil while an `auto` waits.
    package var learningRate: Double?
    /// The schedule's bounds; nil where it has none and starts from that rate, and before the run has begun.
    package var rateBounds: RateBounds?
    package var results: RunResults?
    /// Nil where all that is known of `results` was measured on the way.
    package var cost: RunCost?
    /// How many validations `results` come from; nil where an earlier version of xrun wrote the record.
    package var validations: Int?
    /// By which `results.validationBest` was chosen; nil where an earlier version of xrun wrote the record.
    package var metric: Objective.Metric?
    /// The validation whose weights `best.safetensors` holds; nil where that is the best one, as far as is known.
    package var bestWeights: Score?
    /// What `metrics.jsonl` held at this end; nil before it, and where an earlier version of xrun wrote the record.
    package var metrics: MetricsSeal?
    /// What the user should know of how it began and went on: a checkpoint that could not be used.
    package var remarks: [String] = []

    package init(
        run: RunDescription, dataset: DatasetSummary, workload: Workload, provenance: Provenance, started: Timestamp
    ) {
        self.run = run
        self.dataset = dataset
        self.workload = workload
        history = ItemHistory(provenance: provenance, started: started)
        learningRate = run.fixedLearningRate
    }
}

/// What a run is, whatever became of it.
package struct RunDescription: Hashable, Sendable {
    package var name: String
    package var identity: String
    /// The name without the seed.
    package var group: String
    package var seed: UInt64
    /// What its own entry sets, by dotted path.
    package var varied: [Setting]
    /// The resolved configuration in the experiment language.
    package var configuration: SettingValue
    package var rateSource: RunRecord.RateSource
    /// As of a planned run; nil where an earlier version of xrun wrote the record, until the run gets another name,
    /// changes or best validation, or begins again.
    package var settingsIdentity: String?

    package init(
        name: String, identity: String, group: String, seed: UInt64, varied: [Setting], configuration: SettingValue,
        rateSource: RunRecord.RateSource, settingsIdentity: String?
    ) {
        self.name = name
        self.identity = identity
        self.group = group
        self.seed = seed
        self.varied = varied
        self.configuration = configuration
        self.rateSource = rateSource
        self.settingsIdentity = settingsIdentity
    }

    package init(_ run: PlannedRun) {
        self.init(
            name: run.name, identity: run.identity, group: run.group, seed: run.configuration.seed,
            varied: run.varied, configuration: run.configuration.settings,
            rateSource: run.rangeTestKey.map { .rangeTest(key: $0) } ?? .fixed, settingsIdentity: run.settingsIdentity)
    }

    /// The rate that the file gives; nil for `auto`.
    package var fixedLearningRate: Double? { configuration[path: ["learning_rate"]]?.asNumber }
}

extension RunRecord {
    /// Takes over what the run came to.
    package mutating func end(with outcome: RunOutcome, at time: Timestamp) {
        ended = time
        reach(outcome)
        (status, stoppedAtStep) = (outcome.ending.status, outcome.ending.step)
        switch outcome.ending {
        case .done: reason = nil
        case .diverged: reason = outcome.ending.divergence
        case .interrupted(let step):
            forgetEndsIfProgressed()
            let place = "stopped at step \(step) of \(workload.steps)"
            reason =
                checkpoint == nil
                ? "\(place), before its first checkpoint; the same command begins it anew"
                : "\(place); the same command takes it up again"
        }
    }

    package mutating func fail(_ failure: ItemFailure, at time: Timestamp) {
        (status, reason, ended) = (.failed, failure.reason, time)
        if let reached = failure.reached { reach(reached) }
        if let step = failure.stoppedAtStep { stoppedAtStep = step }
        // The record of a run that was not tried is an earlier start's: where that one stopped is not where it failed.
        if !failure.wasTried { stoppedAtStep = nil }
        abnormalEnds.fail(wasTried: failure.wasTried)
    }

    private mutating func reach(_ outcome: RunOutcome) {
        learningRate = outcome.learningRate
        rateBounds = outcome.rateBounds
        (results, cost) = (outcome.results, outcome.cost)
    }

    /// What the schedule needs of a finished run; nil for one that is not finished.
    ///
    /// Of a run that diverged, only the words of `reason` keep the rate of the last update and the limit: its ending has
    /// `learningRate` in place of the one, and is without the other.
    package var outcome: RunOutcome? {
        guard let results, let cost, let learningRate else { return nil }
        let ending: RunOutcome.Ending
        switch status {
        case .done: ending = .done
        case .diverged: ending = .diverged(step: stoppedAtStep ?? 0, learningRate: learningRate)
        case .running, .failed, .interrupted: return nil
        }
        return RunOutcome(
            ending: ending, learningRate: learningRate, rateBounds: rateBounds, results: results, cost: cost)
    }
}

extension RunOutcome.Ending {
    /// What the run counts as.
    var status: ItemStatus {
        switch self {
        case .done: .done
        case .diverged: .diverged
        case .interrupted: .interrupted
        }
    }

    /// One sentence without a full stop: why the run diverged, and what may help, whether its gradient is clipped already
    /// or not; nil where it did not.
    var divergence: String? {
        guard case .diverged(_, let rate, _) = self else { return nil }
        let advice =
            rate == nil
            ? ": not for the rate; look at the data and at the initializers"
            : "; a smaller rate or a tighter 'gradient_clip' may help"
        return cause.map { $0 + advice }
    }
}
