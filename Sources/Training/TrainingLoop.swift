import Datasets
import Experiment
import NeuralNet

/// One run: epochs of steps, validations at their steps, the test set at the end.
///
/// What the next step depends on stands in the trainer and in `position`; the rest follows from the configuration.
struct TrainingLoop {
    private let run: PlannedRun
    /// The rate that the schedule starts from.
    private let baseRate: Double
    private let schedule: LearningRateSchedule
    private let momentum: MomentumSchedule?
    private let objective: Objective
    private let trainer: Trainer
    private let lease: CoreLease
    private let steps: Int
    private let validationSteps: [Int]
    private let logInterval: Int

    private var position = TrainingPosition()
    /// The weights at the best validation; nil before the first one, and where they were not kept.
    private var best: [NetworkState.Tensor]?
    private var stopwatch = Stopwatch()
    private var checkpoints: CheckpointPace<TrainingPosition>
    private var pace = ProgressPace()
    /// What the last validation said of each sample.
    private var predictions: Predictions?
    /// Whether this start has computed gradients: a checkpoint holds none.
    private var hasGradients = false

    init(run: PlannedRun, learningRate: Double, objective: Objective, trainer: Trainer, lease: CoreLease) {
        self.run = run
        baseRate = learningRate
        steps = run.configuration.epochs * trainer.stepsPerEpoch
        validationSteps = run.configuration.validationSteps(stepsPerEpoch: trainer.stepsPerEpoch)
        logInterval = run.configuration.logInterval(of: steps)
        schedule = LearningRateSchedule(
            run.configuration.schedule, baseRate: learningRate, stepsPerEpoch: trainer.stepsPerEpoch, steps: steps)
        momentum = MomentumSchedule(
            run.configuration.schedule, stepsPerEpoch: trainer.stepsPerEpoch, steps: steps)
        self.objective = objective
        self.trainer = trainer
        self.lease = lease
        checkpoints = Self.checkpoints(of: run, trainer, from: position, now: stopwatch.now)
    }

    private static func checkpoints(
        of run: PlannedRun, _ trainer: Trainer, from position: TrainingPosition, now: SuspendingClock.Instant
    ) -> CheckpointPace<TrainingPosition> {
        CheckpointPace(
            run.configuration.checkpointEvery, stepsPerEpoch: trainer.stepsPerEpoch, position: position, now: now)
    }

    /// Goes on from `checkpoint` instead of from the beginning.
    mutating func restore(_ checkpoint: RunCheckpoint) throws(CheckpointFault) {
        let position = checkpoint.position
        let validated = validationSteps.prefix(max(0, position.validations))
        guard (1...max(1, steps)).contains(position.step), position.validations == validated.count,
            validated.last ?? 0 <= position.step,
            validationSteps.dropFirst(validated.count).first ?? steps >= position.step
        else { throw CheckpointFault("its step is none of this run's") }
        guard position.bestStep == nil || checkpoint.bestWeights != nil else {
            throw CheckpointFault("the weights of its best validation are missing")
        }
        try trainer.restore(checkpoint)
        self.position = position
        best = checkpoint.bestWeights
        var elapsed = checkpoint.elapsed
        // A record may tell of any step: from here on, each one is timed.
        elapsed.fromStep = min(elapsed.fromStep, position.step)
        stopwatch = Stopwatch(earlier: elapsed)
        // Where the best weights are still to be written, nothing counts as written: no step may follow.
        checkpoints = Self.checkpoints(
            of: run, trainer, from: checkpoint.bestIsUnwritten ? TrainingPosition() : position, now: stopwatch.now)
    }

    /// Trains to the end, or until the loss is not finite or a stop is requested.
    /// - Throws: where it takes too long.
    mutating func run(emit: (ItemEvent) -> Void) throws(ItemFailure) -> RunOutcome {
        while true {
            let isValidated = validationSteps.dropFirst(position.validations).first == position.step
            if isValidated, let end = noteValidation(emit) { return end }
            // Also where an earlier start found it so and was killed before it could say so.
            if let exceededLimit {
                save(emit)
                return divergedAtValidation(limit: exceededLimit)
            }
            if position.step == steps { return finish(emit) }
            if let end = try endIfAsked(emit) { return end }
            if checkpoints.isDue(atStep: position.step, isValidated: isValidated, now: stopwatch.now) { save(emit) }
            if let end = train(emit) { return end }
        }
    }

    // MARK: What a step is made of; each returns the outcome where the run ends there

    private mutating func noteValidation(_ emit: (ItemEvent) -> Void) -> RunOutcome? {
        // Also where a stop cuts it short: the start that makes it again has no gradients.
        if hasGradients { distribute(.gradients, emit) }
        switch validate() {
        case .nothing: position.validations += 1
        case .stopped:
            save(emit)
            return outcome(.interrupted(step: position.step))
        case .score(let score):
            // A start that finds no result after this goes on here and finds the same loss.
            if !score.loss.isFinite { save(emit) }
            note(validation: score, emit)
            // Whatever the score is: the gradients were told before it.
            distribute(.weights, emit)
            if !score.loss.isFinite { return divergedAtValidation() }
        }
        return nil
    }

    private mutating func endIfAsked(_ emit: (ItemEvent) -> Void) throws(ItemFailure) -> RunOutcome? {
        if lease.isStopRequested {
            save(emit)
            return outcome(.interrupted(step: position.step))
        }
        guard let timeout = run.configuration.timeout, stopwatch.sinceThisStart >= timeout else { return nil }
        save(emit)
        throw ItemFailure(
            "it took longer than its timeout of \(NumberSpelling.canonical(timeout)) s; the same command goes on with as "
                + "much time again",
            reached: outcome(.interrupted(step: position.step)))
    }

    private mutating func train(_ emit: (ItemEvent) -> Void) -> RunOutcome? {
        let begin = stopwatch.now
        let score = trainer.step(
            learningRate: schedule.rate(at: position.step), momentum: momentum?.momentum(at: position.step),
            cores: lease.cores)
        stopwatch.count(since: begin)
        hasGradients = true
        guard score.lossSum.isFinite else {
            save(emit)
            // The step is not done: there is no gradient to go by.
            let failed = position.step + 1
            position.sinceLog.add(score)
            if let mean = position.sinceLog.take() { measure(.train, mean, atStep: failed, emit) }
            // The loss of a step is that of the weights before it.
            return diverged(atStep: failed, updates: max(0, position.step - 1)..<position.step)
        }
        note(batch: score, emit)
        if pace.isDue(at: stopwatch.now) { emit(.progressed(progress(latest: score.mean))) }
        return nil
    }

    /// After the last step and its validation.
    private mutating func finish(_ emit: (ItemEvent) -> Void) -> RunOutcome {
        save(emit)
        // A start that took the run up behind its last validation has none to look into.
        if predictions == nil, trainer.emptyPredictions != nil, case .stopped = validate() {
            return outcome(.interrupted(step: position.step))
        }
        let test: Score?
        switch trainer.evaluate(trainer.dataset.test, lease: lease) {
        case .score(let score): test = score
        case .nothing: test = nil
        case .stopped: return outcome(.interrupted(step: position.step))
        }
        if let inspection = trainer.inspection(predictions, step: position.step) { emit(.inspected(inspection)) }
        return outcome(.done, test: test)
    }

    // MARK: Events and results

    private mutating func save(_ emit: (ItemEvent) -> Void) {
        if checkpoints.note(position, now: stopwatch.now) { emit(.checkpointed(.run(checkpoint()))) }
    }

    /// Gathers what the network says of each sample at the run's end.
    private mutating func validate() -> Evaluation {
        predictions = position.step == steps ? trainer.emptyPredictions : nil
        return trainer.evaluate(trainer.dataset.validation, lease: lease, predictions: &predictions)
    }

    private func distribute(_ content: TensorHistogram.Content, _ emit: (ItemEvent) -> Void) {
        guard run.configuration.histograms else { return }
        emit(.distributed(step: position.step, trainer.histograms(content)))
    }

    private mutating func note(batch score: ScoreSum, _ emit: (ItemEvent) -> Void) {
        position.step += 1
        position.sinceLog.add(score)
        position.epoch.add(score)
        if position.step.isMultiple(of: trainer.stepsPerEpoch) { position.lastEpoch = position.epoch.take() }
        if position.step.isMultiple(of: logInterval) || position.step == steps,
            let mean = position.sinceLog.take()
        {
            measure(.train, mean, atStep: position.step, emit)
        }
    }

    private mutating func note(validation score: Score, _ emit: (ItemEvent) -> Void) {
        position.validations += 1
        position.validationLast = score
        if objective.improves(score, on: position.validationBest) {
            position.validationBest = score
            position.bestStep = position.step
            best = trainer.weights
        }
        measure(.validation, score, atStep: position.step, emit)
    }

    private mutating func measure(
        _ split: Measurement.Split, _ score: Score, atStep step: Int, _ emit: (ItemEvent) -> Void
    ) {
        position.measurements += 1
        emit(
            .measured(
                Measurement(
                    step: step, epoch: Double(step) / Double(trainer.stepsPerEpoch), split: split, loss: score.loss,
                    accuracy: score.accuracy, learningRate: rate(ofStep: step))))
    }

    /// Counted from 1; before the first step, the rate that it will use.
    private func rate(ofStep step: Int) -> Double { schedule.rate(at: max(0, step - 1)) }

    private func checkpoint() -> RunCheckpoint {
        var checkpoint = RunCheckpoint(
            identity: run.identity, learningRate: baseRate, metric: objective.metric, position: position,
            network: trainer.networkState, best: position.bestStep == position.step ? nil : best,
            elapsed: stopwatch.elapsed)
        checkpoint.inputScales = trainer.dataset.scales
        return checkpoint
    }

    private func progress(latest: Score) -> Progress {
        Progress(
            step: position.step, steps: steps, samplesPerSecond: samplesPerSecond, latestLoss: latest.loss,
            latestAccuracy: latest.accuracy)
    }

    private var samplesPerSecond: Double {
        guard stopwatch.trainingSeconds > 0 else { return 0 }
        let untimed = samples(before: stopwatch.elapsed.fromStep)
        return Double(samples(before: position.step) - untimed) / stopwatch.trainingSeconds
    }

    /// Of the first `step` steps: an epoch's last batch alone may be smaller.
    private func samples(before step: Int) -> Int {
        let (epochs, steps) = step.quotientAndRemainder(dividingBy: trainer.stepsPerEpoch)
        return epochs * trainer.dataset.training.indices.count + steps * run.configuration.batchSize
    }

    /// The validation loss from which on a run has diverged, where the last validation is above it.
    private var exceededLimit: Double? {
        guard let factor = run.configuration.stopOnDivergence, let last = position.validationLast else { return nil }
        let limit = factor * Score.uniformGuessLoss(classes: trainer.dataset.classes)
        return last.loss > limit ? limit : nil
    }

    /// At the last validation that was made: something since the one before it broke the weights.
    private func divergedAtValidation(limit: Double? = nil) -> RunOutcome {
        let before = validationSteps.prefix(max(0, position.validations - 1)).last ?? 0
        return diverged(atStep: position.step, updates: before..<position.step, limit: limit)
    }

    /// - Parameter updates: those among which the one is that broke the weights, counted from 0; the highest of their
    ///   rates is told.
    private func diverged(atStep step: Int, updates: Range<Int>, limit: Double? = nil) -> RunOutcome {
        outcome(.diverged(step: step, learningRate: updates.map(schedule.rate(at:)).max(), limit: limit))
    }

    private func outcome(_ ending: RunOutcome.Ending, test: Score? = nil) -> RunOutcome {
        RunOutcome(
            ending: ending, learningRate: baseRate,
            rateBounds: run.configuration.schedule.rateBounds(runRate: baseRate),
            results: RunResults(
                trainLoss: position.lastEpoch?.loss, validationLast: position.validationLast,
                validationBest: position.validationBest, test: test,
                epochs: Double(position.step) / Double(trainer.stepsPerEpoch)),
            cost: RunCost(
                trainingSeconds: stopwatch.trainingSeconds, seconds: stopwatch.totalSeconds,
                samplesPerSecond: samplesPerSecond))
    }
}
