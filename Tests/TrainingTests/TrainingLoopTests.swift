import Experiment
import Testing
import Training

@Suite struct TrainingLoopTests {
    @Test func `training learns, and is measured at the steps that the file asks for`() throws {
        let configuration = TrainingRuns.configuration(epochs: 6)
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
        let outcome = try #require(log.run)
        // 500 samples in batches of 60: 9 steps an epoch, the last batch with 20.
        #expect(outcome.ending == .done)
        #expect(outcome.results.epochs == 6)
        let training = log.measurements.filter { $0.split == .train }
        let validation = log.measurements.filter { $0.split == .validation }
        #expect(training.map(\.step) == Array(stride(from: 3, through: 54, by: 3)))
        #expect(validation.map(\.step) == configuration.validationSteps(stepsPerEpoch: 9))
        #expect(validation.last?.step == 54)
        let last = try #require(outcome.results.validationLast)
        #expect(last.loss == validation.last?.loss && last.accuracy == validation.last?.accuracy)
        #expect(last.accuracy > 0.3, "ten classes: chance is 0.1")
        #expect(outcome.results.validationBest?.accuracy == validation.map(\.accuracy).max())
        // 1000 test samples, 1200 of validation.
        let test = try #require(outcome.results.test)
        let right = test.accuracy * 1000
        #expect(abs(right - right.rounded()) < 1e-9 && test != last, "\(test)")
        let trainLoss = try #require(outcome.results.trainLoss)
        #expect(try trainLoss < #require(training.first).loss)
    }

    /// 500 samples in batches of 60: an epoch is nine steps, of which the last has 20.
    @Test func `the train loss of a run is the mean over the samples of its last epoch`() throws {
        func run(logEvery: Int) throws -> (lines: [Measurement], trainLoss: Double) {
            var configuration = TrainingRuns.configuration()
            configuration.logEvery = logEvery
            let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
            let trainLoss = try #require(log.run?.results.trainLoss)
            return (log.measurements.filter { $0.split == .train }, trainLoss)
        }
        let epochs = try run(logEvery: 9)
        #expect(epochs.lines.map(\.step) == [9, 18])
        #expect(epochs.trainLoss == epochs.lines.last?.loss)
        let steps = try run(logEvery: 1)
        let last = steps.lines.suffix(9)
        #expect(last.map(\.step) == Array(10...18))
        let sum = last.reduce(0.0) { $0 + $1.loss * ($1.step == 18 ? 20.0 : 60.0) }
        #expect(abs(steps.trainLoss - sum / 500) < 1e-12)
    }

    @Test func `results are the same bits for any number of cores, changed while the run goes on`() throws {
        let item = TrainingRuns.run(TrainingRuns.configuration())
        let alone = try TrainingRuns.execute(item)
        for cores in [2, 3] {
            let shared = try TrainingRuns.execute(item, lease: CoreLease(cores: cores))
            #expect(shared.measurements == alone.measurements)
            #expect(shared.run?.results.test == alone.run?.results.test)
        }
        let lease = CoreLease(cores: 1)
        let changing = try TrainingRuns.execute(item, lease: lease) { lease.grant($0.step % 3 + 1) }
        #expect(changing.measurements == alone.measurements)
    }

    @Test func `a clipped gradient moves no parameter further than its clip`() throws {
        var configuration = TrainingRuns.configuration(learningRate: .fixed(0.1), optimizer: .sgd())
        let free = try TrainingRuns.execute(TrainingRuns.run(configuration))
        configuration.gradientClip = 1e-9
        let clipped = try TrainingRuns.execute(TrainingRuns.run(configuration))
        // 18 steps of 1e-10 at most leave the network as it is.
        func validations(_ log: TrainingRuns.Log) -> [Double] {
            log.measurements.filter { $0.split == .validation }.map(\.loss)
        }
        func change(_ losses: [Double]) throws -> Double { try #require(losses.max()) - #require(losses.min()) }
        #expect(try change(validations(clipped)) < 1e-6)
        #expect(try change(validations(free)) > 1e-4)
    }

    /// An epoch's last batch of one sample: its channels have no variance, by whose root the lanes beside it, which hold
    /// no sample, are divided layer after layer.
    @Test func `lanes without a sample make no weight a NaN`() throws {
        var configuration = TrainingRuns.configuration(optimizer: .sgd(), batchSize: 99, limit: 100)
        configuration.model = .layers(
            [LayerSpec(.averagePool2D(size: 28, stride: 28))]
                + (1...4).flatMap { _ in
                    [
                        LayerSpec(
                            .convolution2D(filters: 8, kernel: 1, stride: 1, padding: 0, initializer: .pytorch)),
                        LayerSpec(.batchNorm(momentum: 0.1, epsilon: 1e-30)),
                    ]
                } + [LayerSpec(.flatten), LayerSpec(.dense(units: 10, initializer: .pytorch))])
        let outcome = try #require(try TrainingRuns.execute(TrainingRuns.run(configuration)).run)
        #expect(outcome.ending == .done && outcome.results.epochs == 2)
    }

    /// It is 0.9, 0, 0.9, …. The first step's buffer is its gradient, and a step without momentum leaves the buffer
    /// alone: the third update is the first that differs, and the fourth loss the first that tells.
    @Test func `each step uses its own momentum`() throws {
        func losses(_ momentum: MomentumCycle?) throws -> [Double] {
            var configuration = TrainingRuns.configuration(
                learningRate: .fixed(0.1), optimizer: .sgd(), epochs: 1)
            configuration.schedule = ScheduleSpec(kind: .cyclical(.init(stepSize: .steps(1), momentum: momentum)))
            configuration.logEvery = 1
            let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
            return log.measurements.filter { $0.split == .train }.map(\.loss)
        }
        let (moving, plain) = (try losses(MomentumCycle(minimum: 0, maximum: 0.9)), try losses(nil))
        try #require(moving.count == 9 && plain.count == 9)
        #expect(moving.prefix(3) == plain.prefix(3))
        #expect(moving[3] != plain[3])
    }

    @Test func `seeds give different runs, the same seed the same one`() throws {
        var other = TrainingRuns.configuration(epochs: 1)
        other.seed += 1
        let first = try TrainingRuns.execute(TrainingRuns.run(TrainingRuns.configuration(epochs: 1)))
        let again = try TrainingRuns.execute(TrainingRuns.run(TrainingRuns.configuration(epochs: 1)))
        let second = try TrainingRuns.execute(TrainingRuns.run(other))
        #expect(first.measurements == again.measurements)
        #expect(first.measurements != second.measurements)
    }

    @Test func `a rate far too high ends as diverged, with its step`() throws {
        let configuration = TrainingRuns.configuration(learningRate: .fixed(1e25), optimizer: .sgd())
        let outcome = try #require(try TrainingRuns.execute(TrainingRuns.run(configuration)).run)
        guard case .diverged(let step, let rate, nil) = outcome.ending else {
            Issue.record("not diverged: \(outcome.ending)")
            return
        }
        #expect(step >= 1 && step < 18)
        #expect(rate == 1e25)
        #expect(outcome.results.test == nil)
    }

    /// No step follows that would notice.
    @Test func `a run that its last step broke ends as diverged by its validation`() throws {
        let configuration = TrainingRuns.configuration(
            learningRate: .fixed(1e25), optimizer: .sgd(), epochs: 1, limit: 60)
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
        let outcome = try #require(log.run)
        #expect(outcome.ending == .diverged(step: 1, learningRate: 1e25))
        #expect(log.measurements.map(\.split) == [.train, .validation])
        #expect(log.measurements.last?.loss.isFinite == false)
        #expect(outcome.results.validationBest == nil && outcome.results.test == nil)
    }

    @Test func `the step that fails has a line of its own, the mean since the one before`() throws {
        var configuration = TrainingRuns.configuration(learningRate: .fixed(1e25), optimizer: .sgd())
        configuration.logEvery = 1
        let each = try TrainingRuns.execute(TrainingRuns.run(configuration))
        guard case .diverged(let step, _, nil) = each.run?.ending else {
            Issue.record("not diverged: \(each.outcome)")
            return
        }
        let lines = each.measurements.filter { $0.split == .train }
        #expect(lines.map(\.step) == Array(1...step))
        #expect(lines.dropLast().allSatisfy(\.loss.isFinite) && lines.last?.loss.isFinite == false)
        // All batches until then are whole ones.
        try #require(step < 9)
        configuration.logEvery = 100
        let rare = try TrainingRuns.execute(TrainingRuns.run(configuration))
        let line = try #require(rare.measurements.filter { $0.split == .train }.first)
        #expect(line.step == step && !line.loss.isFinite && line.learningRate == 1e25)
        let mean = lines.map(\.accuracy).reduce(0, +) / Double(step)
        #expect(abs(line.accuracy - mean) < 1e-12)
    }

    @Test(arguments: [(1, [1, 2, 3, 4, 5, 6, 7, 8, 9]), (8, Array(stride(from: 3, through: 72, by: 3)))])
    func `a short run has a line of its own often enough`(epochs: Int, steps: [Int]) throws {
        var configuration = TrainingRuns.configuration(epochs: epochs)
        configuration.logEvery = nil
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
        #expect(log.measurements.filter { $0.split == .train }.map(\.step) == steps)
        #expect(configuration.logInterval(of: 3750) == 50 && configuration.logInterval(of: 999) == 49)
    }

    @Test func `what broke the weights is the update before the step that failed`() throws {
        var configuration = TrainingRuns.configuration(learningRate: .fixed(1e25), optimizer: .sgd())
        configuration.schedule = ScheduleSpec(kind: .step(every: .steps(1), gamma: 1e-29))
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
        #expect(log.run?.ending == .diverged(step: 2, learningRate: 1e25))
        // Each layer makes the numbers 16 times as large: beyond 3e38 before any update.
        let wide = LayerSpec(.dense(units: 256, initializer: .standardNormal))
        configuration.model = .layers(
            [LayerSpec(.flatten)] + Array(repeating: wide, count: 40)
                + [LayerSpec(.dense(units: 10, initializer: .pytorch))])
        let untrained = try TrainingRuns.execute(TrainingRuns.run(configuration))
        #expect(untrained.run?.ending == .diverged(step: 1, learningRate: nil))
    }

    @Test func `the best validation of a run that ended at a limit is whole`() throws {
        var configuration = TrainingRuns.configuration(learningRate: .fixed(0.1))
        configuration.stopOnDivergence = 0.9
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
        let validations = log.measurements.filter { $0.split == .validation }
        #expect(log.run?.results.validationBest?.accuracy == validations.map(\.accuracy).max())
    }

    @Test func `a finite loss ends the run where the file sets a limit`() throws {
        // At this rate LeNet learns nothing: its loss stays a little above that of a uniform guess.
        var configuration = TrainingRuns.configuration(learningRate: .fixed(0.1))
        #expect(try TrainingRuns.execute(TrainingRuns.run(configuration)).run?.ending == .done)
        configuration.stopOnDivergence = 4
        #expect(try TrainingRuns.execute(TrainingRuns.run(configuration)).run?.ending == .done)
        configuration.stopOnDivergence = 1
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
        guard case .diverged(let step, _, let limit?) = log.run?.ending else {
            Issue.record("not diverged: \(log.outcome)")
            return
        }
        #expect(abs(limit - 2.302585092994046) < 1e-12)
        let validations = log.measurements.filter { $0.split == .validation }
        #expect(validations.last?.step == step && validations.last.map { $0.loss > limit } == true)
        #expect(validations.dropLast().allSatisfy { $0.loss <= limit })
        #expect(log.run?.results.test == nil)
    }

    @Test func `what broke the weights by a validation is the highest rate since the one before`() throws {
        var configuration = TrainingRuns.configuration(learningRate: .fixed(3), optimizer: .sgd())
        configuration.schedule = ScheduleSpec(kind: .cosine())
        configuration.validateEvery = 2
        configuration.stopOnDivergence = 0.5
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
        guard case .diverged(18, let rate, .some) = log.run?.ending else {
            Issue.record("not diverged at the end: \(log.outcome)")
            return
        }
        #expect(rate == 3)
    }

    @Test func `a stop ends the run at a step boundary`() throws {
        let lease = CoreLease(cores: 1)
        let log = try TrainingRuns.execute(TrainingRuns.run(TrainingRuns.configuration()), lease: lease) {
            measurement in
            if measurement.step == 6 { lease.requestStop() }
        }
        #expect(log.run?.ending == .interrupted(step: 6))
    }

    @Test func `an automatic rate is the range test's, and leaves no trace in the run`() throws {
        let configuration = TrainingRuns.configuration(learningRate: .auto(FinderSettings()))
        let found = try TrainingRuns.execute(TrainingRuns.rangeTest(configuration))
        let rate = try #require(found.rangeTest?.learningRate)
        let automatic = try TrainingRuns.execute(TrainingRuns.run(configuration), rangeTest: found.rangeTest)
        let fixed = try TrainingRuns.execute(
            TrainingRuns.run(TrainingRuns.configuration(learningRate: .fixed(rate))))
        #expect(automatic.measurements == fixed.measurements)
        #expect(automatic.run?.results.test == fixed.run?.results.test)
        #expect(automatic.run?.learningRate == rate)
    }

    @Test func `a range test climbs its ladder past the end of the data`() throws {
        let settings = FinderSettings(.curve(.steepest), minimum: 1e-6, maximum: 1e-2, steps: 30)
        let outcome = try #require(
            try TrainingRuns.execute(TrainingRuns.rangeTest(TrainingRuns.configuration(), settings)).rangeTest)
        // 9 steps an epoch: the test goes through the data more than three times.
        #expect(outcome.sweeps.map(\.stop) == [.ladderEnd])
        #expect(outcome.curve.map(\.learningRate) == Ladder.rates(settings))
        #expect(outcome.curve.allSatisfy { $0.loss.isFinite })
    }

    @Test func `a run whose range test has no suggestion fails and says why`() throws {
        let item = TrainingRuns.run(TrainingRuns.configuration(learningRate: .auto(FinderSettings())))
        let nothing = RangeTestOutcome(
            sweeps: [], curve: [], learningRate: nil, reason: "no points", samples: 0, seconds: 0)
        #expect(throws: ItemFailure("no points")) { try TrainingRuns.execute(item, rangeTest: nothing) }
    }
}
