import Datasets
import Experiment
import NeuralNet

/// One run: epochs of steps, validations at their steps, the test set at the end.
struct TrainingLoop {
    private let run: PlannedRun
    /// The rate that the schedule starts from.
    private let baseRate: Double
    private let schedule: LearningRateSchedule
    private let momentum: MomentumSchedule?
    private let objective: Objective
    private var trainer: Trainer
    private let lease: CoreLease

    private var step = 0
    private var stopwatch = Stopwatch()
    private var sinceLog = ScoreSum()
    private var epoch = ScoreSum()
    private var lastEpoch: Score?
    private var validationLast: Score?
    private var validationBest: Score?

    init(run: PlannedRun, learningRate: Double, objective: Objective, trainer: Trainer, lease: CoreLease) {
        self.run = run
        baseRate = learningRate
        schedule = LearningRateSchedule(
            run.configuration.schedule, baseRate: learningRate, stepsPerEpoch: trainer.stepsPerEpoch,
            steps: run.configuration.epochs * trainer.stepsPerEpoch)
        momentum = MomentumSchedule(
            run.configuration.schedule, stepsPerEpoch: trainer.stepsPerEpoch,
            steps: run.configuration.epochs * trainer.stepsPerEpoch)
        self.objective = objective
        self.trainer = trainer
        self.lease = lease
    }

    /// Trains to the end, or until the loss is not finite or a stop is requested.
    mutating func run(emit: (ItemEvent) -> Void) -> RunOutcome {
        let configuration = run.configuration
        let stepsPerEpoch = trainer.stepsPerEpoch
        let steps = configuration.epochs * stepsPerEpoch
        var validations = configuration.validationSteps(stepsPerEpoch: stepsPerEpoch)[...]
        var pace = ProgressPace()

        while step < steps {
            if lease.isStopRequested { return outcome(.interrupted(step: step)) }
            let begin = stopwatch.now
            let score = trainer.computeGradients(cores: lease.cores)
            if score.lossSum.isFinite {
                trainer.update(
                    learningRate: schedule.rate(at: step), momentum: momentum?.momentum(at: step), cores: lease.cores)
            }
            stopwatch.count(since: begin)
            guard score.lossSum.isFinite else {
                emit(.measured(measurement(.train, score.mean)))
                return outcome(.diverged(step: step, learningRate: lastRate))
            }
            step += 1
            sinceLog.add(score)
            epoch.add(score)
            if step % stepsPerEpoch == 0 { lastEpoch = epoch.take() }
            if step % configuration.logEvery == 0 || step == steps, let mean = sinceLog.take() {
                emit(.measured(measurement(.train, mean)))
            }
            if step == validations.first {
                validations.removeFirst()
                if let score = validate(emit), !score.loss.isFinite {
                    return outcome(.diverged(step: step, learningRate: lastRate))
                }
            }
            if pace.isDue(at: stopwatch.now) {
                emit(.progressed(progress(of: steps, latest: score.mean)))
            }
        }
        return outcome(.done, test: trainer.evaluate(trainer.dataset.test, cores: lease.cores))
    }

    private mutating func validate(_ emit: (ItemEvent) -> Void) -> Score? {
        guard let score = trainer.evaluate(trainer.dataset.validation, cores: lease.cores) else { return nil }
        validationLast = score
        if validationBest.map({ objective.prefers(score, to: $0) }) ?? true { validationBest = score }
        emit(.measured(measurement(.validation, score)))
        return score
    }

    private func measurement(_ split: Measurement.Split, _ score: Score) -> Measurement {
        Measurement(
            step: step, epoch: Double(step) / Double(trainer.stepsPerEpoch), split: split, loss: score.loss,
            accuracy: score.accuracy, learningRate: lastRate)
    }

    /// The rate of the last step done; before the first, the one that it will use.
    private var lastRate: Double { schedule.rate(at: max(0, step - 1)) }

    private func progress(of steps: Int, latest: Score) -> Progress {
        Progress(
            step: step, steps: steps, samplesPerSecond: samplesPerSecond, latestLoss: latest.loss,
            latestAccuracy: latest.accuracy)
    }

    private var samplesPerSecond: Double {
        let fullEpochs = step / trainer.stepsPerEpoch
        let samples = fullEpochs * trainer.dataset.training.indices.count + epoch.count
        return stopwatch.seconds > 0 ? Double(samples) / stopwatch.seconds : 0
    }

    private func outcome(_ ending: RunOutcome.Ending, test: Score? = nil) -> RunOutcome {
        RunOutcome(
            ending: ending, learningRate: baseRate, trainLoss: lastEpoch?.loss, validationLast: validationLast,
            validationBest: validationBest, test: test, epochsDone: Double(step) / Double(trainer.stepsPerEpoch),
            trainingSeconds: stopwatch.seconds, seconds: stopwatch.sinceStart, samplesPerSecond: samplesPerSecond)
    }
}
