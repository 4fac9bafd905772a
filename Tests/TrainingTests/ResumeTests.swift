import Datasets
import Experiment
import Foundation
import Kernels
import Testing
import Training

/// A run that is stopped and taken up again, against the same run undisturbed: every bit is the same.
@Suite struct ResumeTests {
    private struct Part {
        var measurements: [Experiment.Measurement] = []
        /// By step.
        var histograms: [Int: [TensorHistogram]] = [:]
        var checkpoints: [RunCheckpoint] = []
        var remarks: [String] = []
        var resumedAtStep: Int?
        var inspection: RunInspection?
        var outcome: RunOutcome
    }

    /// - Parameter stopAt: the measurement after which a stop is requested.
    private func execute(
        _ configuration: RunConfiguration, from checkpoint: RunCheckpoint? = nil, stopAt: Int? = nil,
        objective: Objective = Objective()
    ) throws -> Part {
        let executor = TrainingExecutor(
            library: TrainingRuns.library, objective: objective, kernels: try Kernels.chosen().table, maximumCores: 2,
            checkpoints: GivenCheckpoint(run: checkpoint))
        let lease = CoreLease(cores: 1)
        var (measurements, checkpoints, remarks) = ([Experiment.Measurement](), [RunCheckpoint](), [String]())
        var (resumedAtStep, inspection) = (Int?.none, RunInspection?.none)
        var histograms: [Int: [TensorHistogram]] = [:]
        let outcome = try executor.execute(TrainingRuns.run(configuration), rangeTest: nil, lease: lease) { event in
            switch event {
            case .began(let start): (remarks, resumedAtStep) = (start.resume.remarks, start.resume.step)
            case .measured(let measurement):
                measurements.append(measurement)
                if measurements.count == stopAt { lease.requestStop() }
            case .checkpointed(.run(let checkpoint)): checkpoints.append(checkpoint)
            case .inspected(let found): inspection = found
            case .distributed(let step, let found): histograms[step, default: []] += found
            case .checkpointed(.rangeTest), .progressed: break
            }
        }
        guard case .run(let run) = outcome else { throw NotARun() }
        return Part(
            measurements: measurements, histograms: histograms, checkpoints: checkpoints, remarks: remarks,
            resumedAtStep: resumedAtStep, inspection: inspection, outcome: run)
    }

    private struct NotARun: Error {}

    /// A network with everything that keeps a state: running statistics, and masks that follow from the step.
    private static let layers: [LayerSpec] = [
        LayerSpec(.convolution2D(filters: 4, kernel: 5, stride: 1, padding: 0, initializer: .pytorch)),
        LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-5)), LayerSpec(.relu),
        LayerSpec(.maxPool2D(size: 4, stride: 4)), LayerSpec(.flatten), LayerSpec(.dropout(rate: 0.3)),
        LayerSpec(.dense(units: 10, initializer: .pytorch)),
    ]

    private static let optimizers: [OptimizerSpec] = [
        .sgd(), .sgd(momentum: 0.9, nesterov: true, weightDecay: 1e-3), .adam(), .adamW(),
        .rmsProp(momentum: 0.5, centered: true), .adagrad(initialAccumulator: 0.1),
    ]

    @Test(arguments: optimizers)
    func `an interrupted run goes on to the same bits`(optimizer: OptimizerSpec) throws {
        var configuration = TrainingRuns.configuration(optimizer: optimizer, epochs: 3)
        configuration.model = .layers(Self.layers)
        configuration.schedule = ScheduleSpec(kind: .cosine())
        configuration.gradientClip = 1
        configuration.histograms = true
        let whole = try execute(configuration)
        let last = try #require(whole.checkpoints.last)
        #expect(last.position.step == 27)
        #expect(whole.checkpoints.count == 1, "two seconds are no reason for another one than that of the end")

        var (measurements, checkpoint) = ([Experiment.Measurement](), RunCheckpoint?.none)
        var histograms: [Int: [TensorHistogram]] = [:]
        var starts = 0
        while starts < 50 {
            starts += 1
            // Stopped again and again, inside epochs, at validations, right after them, and in the last one.
            let part = try execute(configuration, from: checkpoint, stopAt: starts % 3 + 1)
            #expect(part.remarks == [])
            measurements += part.measurements
            histograms.merge(part.histograms, uniquingKeysWith: +)
            checkpoint = part.checkpoints.last ?? checkpoint
            #expect(checkpoint?.position.measurements == measurements.count)
            if part.outcome.ending == .done {
                #expect(part.outcome.results.test == whole.outcome.results.test)
                #expect(part.outcome.results.validationBest == whole.outcome.results.validationBest)
                #expect(part.outcome.results.trainLoss == whole.outcome.results.trainLoss)
                break
            }
        }
        #expect(starts > 3 && starts < 50)
        #expect(measurements == whole.measurements)
        #expect(histograms == whole.histograms)
        expectSame(try #require(checkpoint), last)
    }

    @Test func `checkpoints stand where the file wants them, and each leads to the same end`() throws {
        var configuration = TrainingRuns.configuration(epochs: 2)
        configuration.checkpointEvery = .span(.steps(4))
        let whole = try execute(configuration)
        // 9 steps an epoch, the end always.
        #expect(whole.checkpoints.map(\.position.step) == [4, 8, 12, 16, 18])
        for checkpoint in whole.checkpoints {
            let rest = try execute(configuration, from: checkpoint)
            let kept = whole.measurements.prefix(checkpoint.position.measurements)
            #expect(kept.allSatisfy { $0.step <= checkpoint.position.step })
            #expect(kept + rest.measurements == whole.measurements)
            #expect(rest.outcome.results.test == whole.outcome.results.test)
            // What it goes on from is not written again.
            #expect(
                rest.checkpoints.map(\.position.step)
                    == whole.checkpoints.map(\.position.step).filter { $0 > checkpoint.position.step })
            // Also from the last one, which stands behind the validation that is looked into.
            #expect(rest.inspection == whole.inspection && whole.inspection != nil)
        }
        configuration.checkpointEvery = .span(.epochs(0.5))
        #expect(try execute(configuration).checkpoints.map(\.position.step) == [5, 10, 15, 18])
        configuration.checkpointEvery = .seconds(1e-9)
        #expect(try execute(configuration).checkpoints.map(\.position.step) == Array(1...18))
    }

    /// 0.1 of nine steps is less than one, so that each step has its validation; few of them are the best so far.
    @Test func `a checkpoint keeps the weights of the best validation, not of the last one`() throws {
        var configuration = TrainingRuns.configuration()
        configuration.validateEvery = 0.1
        configuration.checkpointEvery = .span(.steps(1))
        let checkpoints = try execute(configuration).checkpoints
        try #require(checkpoints.map(\.position.validations) == Array(1...18))
        let behind = checkpoints.filter { $0.position.bestStep != $0.position.step }
        #expect(!behind.isEmpty)
        for checkpoint in behind {
            let best = try #require(checkpoints.first { $0.position.step == checkpoint.position.bestStep })
            #expect(
                bits(checkpoint.bestWeights ?? []) == bits(best.network.weights),
                "at step \(checkpoint.position.step), of step \(best.position.step)")
        }
    }

    @Test func `where the weights of the best validation were not kept, those of a better one are`() throws {
        // The loss of a linear model falls from epoch to epoch.
        var configuration = TrainingRuns.configuration(epochs: 2)
        configuration.model = .named(.softmaxRegression)
        let objective = Objective(metric: .validationLoss)
        configuration.validateEvery = 1
        configuration.checkpointEvery = .span(.steps(4))
        let whole = try execute(configuration, objective: objective)
        var checkpoint = try #require(whole.checkpoints.first { $0.position.step == 12 })
        #expect(checkpoint.position.validations == 1)
        (checkpoint.position.bestStep, checkpoint.best) = (nil, nil)
        let rest = try execute(configuration, from: checkpoint, objective: objective)
        #expect(rest.remarks == [] && rest.resumedAtStep == 12)
        #expect(rest.outcome.results.validationBest == whole.outcome.results.validationBest)
        let (first, last) = (try #require(rest.checkpoints.first), try #require(rest.checkpoints.last))
        #expect(first.position.step == 16 && first.position.bestStep == nil && first.bestWeights == nil)
        // The last validation is that of the last step.
        try #require(whole.checkpoints.last?.position.bestStep == 18)
        #expect(
            last.position.bestStep == 18
                && bits(last.bestWeights ?? []) == bits(whole.checkpoints.last?.bestWeights ?? []))
    }

    @Test func `weights that became the best ones after the last step are written without another step`() throws {
        let configuration = TrainingRuns.configuration(epochs: 1)
        let scales = try TrainingRuns.library.prepare(configuration.dataset).scales
        var last = try #require(try execute(configuration).checkpoints.last)
        try #require(last.position.step == 9)
        last.bestIsUnwritten = true
        (last.position.validationBest, last.position.bestStep) = (last.position.validationLast, 9)
        last.best = nil
        let rest = try execute(configuration, from: last)
        #expect(rest.outcome.ending == .done && rest.measurements.isEmpty)
        let saved = try #require(rest.checkpoints.first)
        #expect(rest.checkpoints.count == 1 && saved.position == last.position && saved.inputScales == scales)
        #expect(bits(saved.bestWeights ?? []) == bits(last.network.weights))
    }

    @Test(arguments: DatasetSpec.Normalization.allCases)
    func `a checkpoint knows how pixels became its inputs`(normalization: DatasetSpec.Normalization) throws {
        var configuration = TrainingRuns.configuration(epochs: 1)
        configuration.dataset.normalization = normalization
        configuration.checkpointEvery = .span(.steps(4))
        let scales = try TrainingRuns.library.prepare(configuration.dataset).scales
        let checkpoints = try execute(configuration).checkpoints
        #expect(checkpoints.count == 3 && checkpoints.allSatisfy { $0.inputScales == scales })
        // Also of a start that goes on from a file, which it does not ask for them.
        var read = try #require(checkpoints.first)
        read.inputScales = []
        let rest = try execute(configuration, from: read).checkpoints
        #expect(rest.count == 2 && rest.allSatisfy { $0.inputScales == scales })
    }

    @Test func `a run that diverged diverges again from its last checkpoint`() throws {
        let configuration = TrainingRuns.configuration(learningRate: .fixed(1e25), optimizer: .sgd())
        let whole = try execute(configuration)
        let again = try execute(configuration, from: whole.checkpoints.last)
        #expect(again.outcome.ending == whole.outcome.ending)
        #expect(again.measurements.map(\.step) == whole.measurements.suffix(again.measurements.count).map(\.step))
        #expect(whole.checkpoints.last?.position.measurements == whole.measurements.count - 1)
    }

    @Test func `a run that its last step broke is saved before its validation, and ends there again`() throws {
        let configuration = TrainingRuns.configuration(
            learningRate: .fixed(1e25), optimizer: .sgd(), epochs: 1, limit: 60)
        let whole = try execute(configuration)
        try #require(whole.outcome.ending == .diverged(step: 1, learningRate: 1e25))
        let last = try #require(whole.checkpoints.last)
        #expect(last.position.step == 1 && last.position.validations == 0)
        let again = try execute(configuration, from: last)
        #expect(again.remarks == [] && again.resumedAtStep == 1)
        #expect(again.outcome.ending == whole.outcome.ending)
        #expect(again.measurements.map(\.split) == [.validation])
    }

    @Test func `a run that ended at its limit has saved its best weights, and ends there again`() throws {
        var configuration = TrainingRuns.configuration(learningRate: .fixed(0.1))
        configuration.stopOnDivergence = 0.9
        let whole = try execute(configuration)
        guard case .diverged(let step, _, _?) = whole.outcome.ending else {
            Issue.record("not diverged: \(whole.outcome.ending)")
            return
        }
        let last = try #require(whole.checkpoints.last)
        #expect(last.position.step == step && last.position.validations == 1)
        #expect(last.position.validationBest == whole.outcome.results.validationBest && last.bestWeights != nil)
        let again = try execute(configuration, from: last)
        #expect(again.outcome.ending == whole.outcome.ending && again.measurements.isEmpty)
        #expect(again.outcome.results.validationBest == whole.outcome.results.validationBest)
        #expect(again.checkpoints.isEmpty, "it is there already")
        // The weights of another best validation are not.
        var chosen = last
        chosen.bestIsUnwritten = true
        #expect(try execute(configuration, from: chosen).checkpoints.map(\.position) == [last.position])
    }

    /// The limit, which every validation is above, is set when the second one of four is over.
    @Test func `what broke the weights by a late validation is the highest rate since the one before`() throws {
        var configuration = TrainingRuns.configuration(learningRate: .fixed(0.01), optimizer: .sgd())
        configuration.schedule = ScheduleSpec(kind: .cosine())
        configuration.checkpointEvery = .span(.steps(9))
        let whole = try execute(configuration)
        #expect(whole.measurements.filter { $0.split == .validation }.map(\.step) == [5, 9, 14, 18])
        let checkpoint = try #require(whole.checkpoints.first { $0.position.step == 9 })
        try #require(checkpoint.position.validations == 2)
        configuration.stopOnDivergence = 0.5
        let rest = try execute(configuration, from: checkpoint)
        #expect(rest.resumedAtStep == 9 && rest.measurements.isEmpty)
        guard case .diverged(9, let rate?, let limit?) = rest.outcome.ending else {
            Issue.record("not diverged where it was taken up: \(rest.outcome.ending)")
            return
        }
        #expect(abs(limit - 0.5 * 2.302585092994046) < 1e-12)
        // That of the first step after the validation before: 5 of 18 are done by then.
        let expected = 0.01 * (1 + cos(Double.pi * 5 / 18)) / 2
        #expect(abs(rate - expected) < 1e-12)
    }

    @Test func `a validation that is cut short, and ends the run when it is made again, has all its histograms`()
        throws
    {
        var configuration = TrainingRuns.configuration(learningRate: .fixed(0.1))
        configuration.stopOnDivergence = 0.9
        configuration.histograms = true
        // The stop comes with the line of the step before the validation.
        configuration.logEvery = 1
        let whole = try execute(configuration)
        guard case .diverged(let step, _, _?) = whole.outcome.ending else {
            Issue.record("not diverged: \(whole.outcome.ending)")
            return
        }
        let cut = try execute(configuration, stopAt: step)
        #expect(cut.outcome.ending == .interrupted(step: step))
        try #require(cut.measurements.map(\.step) == Array(1...step))
        let rest = try execute(configuration, from: cut.checkpoints.last)
        #expect(rest.outcome.ending == whole.outcome.ending)
        #expect(cut.histograms.merging(rest.histograms, uniquingKeysWith: +) == whole.histograms)
        #expect(Set((whole.histograms[step] ?? []).map(\.content)) == [.weights, .gradients])
    }

    @Test func `a run that takes too long fails with a checkpoint, and goes on from it`() throws {
        var configuration = TrainingRuns.configuration(epochs: 1)
        // The first step is measured: no other one has to be done in time.
        configuration.logEvery = 1
        let whole = try execute(configuration)
        configuration.timeout = 2
        let executor = TrainingExecutor(
            library: TrainingRuns.library, objective: Objective(), kernels: try Kernels.chosen().table, maximumCores: 1)
        var (measurements, checkpoints) = ([Experiment.Measurement](), [RunCheckpoint]())
        let failure = #expect(throws: ItemFailure.self) {
            try executor.execute(
                TrainingRuns.run(configuration), rangeTest: nil, lease: CoreLease(cores: 1)
            ) { event in
                switch event {
                case .measured(let measurement):
                    measurements.append(measurement)
                    // The first one takes all the time there is.
                    Thread.sleep(forTimeInterval: 2)
                case .checkpointed(.run(let checkpoint)): checkpoints.append(checkpoint)
                case .began, .checkpointed(.rangeTest), .inspected, .progressed, .distributed: break
                }
            }
        }
        #expect(
            failure?.reason
                == "it took longer than its timeout of 2 s; the same command goes on with as much time again")
        #expect(failure?.stoppedAtStep == 1)
        // What it had come to by then is told too.
        let reached = try #require(failure?.reached)
        #expect(reached.ending == .interrupted(step: 1))
        #expect(reached.results.epochs == 1.0 / 9 && reached.learningRate == whole.outcome.learningRate)
        // Nothing but the failure asks for one.
        try #require(checkpoints.map(\.position.step) == [1])

        // As long again, whatever the first start took.
        var checkpoint = checkpoints[0]
        checkpoint.elapsed = ElapsedTime(training: 1000, total: 2000)
        configuration.timeout = 600
        let rest = try execute(configuration, from: checkpoint)
        #expect(rest.resumedAtStep == 1 && rest.remarks == [])
        #expect(rest.outcome.ending == .done)
        #expect(measurements + rest.measurements == whole.measurements)
        #expect(rest.outcome.results.test == whole.outcome.results.test)
        expectSame(try #require(rest.checkpoints.last), try #require(whole.checkpoints.last))
    }

    @Test func `times add up over starts`() throws {
        let configuration = TrainingRuns.configuration(epochs: 1)
        let stopped = try execute(configuration, stopAt: 2)
        var checkpoint = try #require(stopped.checkpoints.last)
        #expect(checkpoint.elapsed.training > 0 && checkpoint.elapsed.total >= checkpoint.elapsed.training)
        checkpoint.elapsed = ElapsedTime(training: 1000, total: 2000)
        let rest = try execute(configuration, from: checkpoint).outcome.cost
        #expect(rest.trainingSeconds > 1000 && rest.trainingSeconds < 1100)
        #expect(rest.seconds > 2000 && rest.seconds < 2100)
        #expect(rest.samplesPerSecond > 0.4 && rest.samplesPerSecond < 0.6, "500 samples in 1000 seconds")
    }

    /// - Parameter ahead: how many steps after the checkpoint the record begins to know the time.
    @Test(arguments: [0, 1, 100])
    func `where the time until a checkpoint is not known, its samples do not count for the pace either`(ahead: Int)
        throws
    {
        let configuration = TrainingRuns.configuration(epochs: 2)
        // In the second epoch, of nine steps of 60 samples each, but for the last one of 20.
        var checkpoint = try #require(try execute(configuration, stopAt: 6).checkpoints.last)
        let position = checkpoint.position
        try #require((10...17).contains(position.step), "\(position)")
        checkpoint.elapsed = ElapsedTime(training: 1000, total: 2000, fromStep: position.step + ahead)
        let rest = try execute(configuration, from: checkpoint)
        let pace = rest.outcome.cost.samplesPerSecond
        let samples = Double(500 - position.epoch.count)
        #expect(pace > samples / 1100 && pace < samples / 1000, "\(pace)")
        // Also of a start that goes on from there.
        #expect(rest.checkpoints.last?.elapsed.fromStep == position.step)
    }

    @Test func `a checkpoint of another shape changes nothing and is refused`() throws {
        let configuration = TrainingRuns.configuration(epochs: 1)
        let whole = try execute(configuration)
        let good = try #require(try execute(configuration, stopAt: 2).checkpoints.last)
        var others = Array(repeating: good, count: 10)
        others[0].network.weights.removeLast()
        others[1].network.weights[0].shape.reverse()
        others[2].network.weights[0].name = "conv9.weight"
        others[3].network.weights[1].values.append(0)
        others[4].network.optimizer.removeLast()
        others[5].position.step = 10
        others[6].position.validations = 2
        others[7].best = nil
        others[7].position.bestStep = 1
        others[8].position.validations = -1
        // Of the weights at the best validation, one number too many.
        others[9].position.bestStep = 1
        others[9].best = good.network.weights
        others[9].best?[0].values.append(0)
        for other in others {
            let part = try execute(configuration, from: other)
            #expect(part.remarks.count == 1)
            #expect(part.measurements == whole.measurements)
        }
    }

    private func bits(_ tensors: [NetworkState.Tensor]) -> [[UInt32]] { tensors.map { $0.values.map(\.bitPattern) } }

    private func expectSame(_ a: RunCheckpoint, _ b: RunCheckpoint) {
        #expect(a.position == b.position)
        #expect(bits(a.network.weights) == bits(b.network.weights))
        #expect(a.network.optimizer.map { bits($0.tensors) } == b.network.optimizer.map { bits($0.tensors) })
        #expect(bits(a.bestWeights ?? []) == bits(b.bestWeights ?? []))
    }
}
