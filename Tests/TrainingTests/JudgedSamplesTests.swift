import Datasets
import Experiment
import TestSupport
import Testing
import Training

/// Which samples a range test judges rates by.
@Suite struct JudgedSamplesTests {
    @Test func `held-out samples judge, are not trained on, and count`() throws {
        let own = try TrainingRuns.find(FinderSettings(.curve(.steepest), steps: 30))
        let heldOut = try TrainingRuns.find(FinderSettings(.curve(.steepest), steps: 30, metric: .validationLoss))
        // A tenth of 500 samples after each of 30 steps.
        #expect(heldOut.samples >= own.samples + 30 * 50 - 60)
        #expect(heldOut.curve.map(\.loss) != own.curve.map(\.loss))
        // The first rates change next to nothing: the loss on the same samples stays nearly the same.
        let first = heldOut.curve.prefix(5).map(\.loss)
        #expect(abs((first.max() ?? 0) - (first.min() ?? 1)) < 1e-4)
    }

    @Test func `what is set apart is no part of the rest`() throws {
        let whole = try TrainingRuns.library.prepare(TrainingRuns.configuration().dataset)
        let (rest, heldOut) = whole.settingApart(50)
        #expect(heldOut.count == 50)
        #expect(Set(rest.training.indices).isDisjoint(with: heldOut.indices))
        #expect(Set(rest.training.indices).union(heldOut.indices) == Set(whole.training.indices))
        #expect(Set(heldOut.indices).isDisjoint(with: whole.validation.indices))
    }

    /// None can be spared: nothing that trains is said to diverge for want of a judge.
    @Test func `a training part of one sample judges itself`() throws {
        let configuration = TrainingRuns.configuration(batchSize: 1, limit: 1)
        let item = TrainingRuns.rangeTest(configuration, FinderSettings(metric: .validationLoss))
        let outcome = try #require(try TrainingRuns.execute(item).rangeTest)
        #expect(outcome.learningRate != nil && !outcome.trials.compactMap(\.score).isEmpty, "\(outcome.reason ?? "")")
    }

    @Test func `trials are judged by held-out samples where the file says so`() throws {
        let outcome = try TrainingRuns.find(FinderSettings(metric: .validationLoss))
        let judged = outcome.trials.compactMap(\.score).map { $0.accuracy * 50 }
        #expect(judged.count >= 3)
        #expect(judged.allSatisfy { ($0 - $0.rounded()).magnitude < 1e-9 }, "a tenth of 500 samples: \(judged)")
    }

    @Test func `small batches judge a step of the sweep, and more samples a trial`() throws {
        let item = TrainingRuns.rangeTest(
            TrainingRuns.configuration(batchSize: 2), FinderSettings(metric: .validationLoss))
        let outcome = try #require(try TrainingRuns.execute(item).rangeTest)
        let scored = outcome.trials.filter { $0.score != nil }
        #expect(scored.count >= 3 && scored.allSatisfy { $0.judged == 50 }, "a tenth of 500 samples: \(scored)")
        // No trial is trained on after it is judged: the first ones are as long as the run.
        let trials = outcome.trials.reduce(0) { $0 + 2 * $1.steps + ($1.judged ?? 0) }
        let sweep = try #require(outcome.sweeps.first)
        // Two samples to train on, and two to look at.
        #expect(outcome.samples - trials <= (sweep.curve.count + 1) * (2 + 2))
    }

    @Test func `the samples that judge trials are within the budget`() throws {
        // Batches of 50 divide the rest of 450 samples, and trials take all that is left.
        func outcome(evaluationSamples: Int) throws -> RangeTestOutcome {
            let item = TrainingRuns.rangeTest(
                TrainingRuns.configuration(batchSize: 50), FinderSettings(metric: .validationLoss), horizon: 1000,
                evaluationSamples: evaluationSamples)
            var outcome = try #require(try TrainingRuns.execute(item).rangeTest)
            outcome.seconds = 0
            return outcome
        }
        let found = try outcome(evaluationSamples: 0)
        #expect((11_700...12_000).contains(found.samples), "\(found.samples)")
        // All of it is the range test's, however many samples the plan counts as evaluations.
        #expect(try outcome(evaluationSamples: 2000) == found)
    }

    /// Inputs that are all alike tell nothing but the classes' shares.
    @Test func `a trial that names the training part's most frequent class for all has learned nothing`() throws {
        let folder = try TemporaryFolder()
        let count = 500
        let path = try IDXFiles.write(
            to: folder, count: count,
            changing: [
                "train-images-idx3-ubyte": IDXFiles.bytes([count, 2, 3], [UInt8](repeating: 0, count: count * 6)),
                "train-labels-idx1-ubyte": IDXFiles.bytes([count], (0..<count).map { $0.isMultiple(of: 10) ? 1 : 0 }),
            ])
        var configuration = TrainingRuns.configuration(batchSize: 50)
        // Nothing is held out for validation: no other part has these shares.
        configuration.dataset = DatasetSpec(source: .idx(path: path, classes: 2), validationFraction: 0)
        configuration.model = .named(.softmaxRegression)
        let item = TrainingRuns.rangeTest(configuration, horizon: 200)
        let outcome = try #require(try TrainingRuns.execute(item).rangeTest)
        // Right about nine of ten samples, where a guess among two classes is right about half of them.
        let accuracies = outcome.trials.compactMap(\.score?.accuracy)
        #expect(accuracies.contains { $0 > 0.8 }, "\(accuracies)")
        #expect(outcome.confidence == .unsure)
        #expect(
            outcome.reason?.contains("learned more than chance; the lowest loss decided") == true,
            "\(outcome.reason ?? "")")
    }

    @Test func `a trial is judged by the second half of its steps where those are few samples`() throws {
        // Every batch is whole.
        let item = TrainingRuns.rangeTest(TrainingRuns.configuration(limit: 480))
        let outcome = try #require(try TrainingRuns.execute(item).rangeTest)
        let judged = outcome.trials.compactMap { trial in
            trial.score.map { $0.accuracy * Double(60 * (trial.steps - trial.steps / 2)) }
        }
        #expect(judged.count >= 3)
        #expect(judged.allSatisfy { ($0 - $0.rounded()).magnitude < 1e-6 }, "\(judged)")
    }

    /// Every batch has 60 samples, and an epoch 480. A quarter of 200 batches, for ten scores, is five; of 1200 it is more
    /// than an epoch. After 200 steps 13 % of slow statistics are still what they began with.
    @Test(arguments: [
        (LayerKind.batchNorm(), 200, 300), (.batchNorm(), 1200, 480), (.batchNorm(momentum: 0.01), 1200, 69 * 60),
        (.dropout(rate: 0.5), 200, 300), (.dropout(rate: 0), 1200, 69 * 60),
    ])
    func `where training and evaluation differ, an evaluation of the next batches judges a trial`(
        layer: LayerKind, batches: Int, judged: Int
    ) throws {
        var configuration = TrainingRuns.configuration(limit: 480)
        configuration.model = .layers(
            [.flatten, .dense(units: 16), layer, .relu, .dense(units: 10)].map { LayerSpec($0) })
        let item = TrainingRuns.rangeTest(configuration, horizon: 200, batches: batches)
        let outcome = try #require(try TrainingRuns.execute(item).rangeTest)
        let scored = outcome.trials.filter { $0.score != nil }
        #expect(scored.count >= 3 && scored.allSatisfy { $0.judged == judged }, "\(scored)")
        #expect(outcome.samples <= batches * 60)
    }

    /// All trials are as long as the run, and every batch has 60 samples. It takes 69 to hold 4096: more than half of 100
    /// steps, between a quarter and half of 200, less than a quarter of 300.
    @Test(arguments: [(100, 50 * 60), (200, 69 * 60), (300, 75 * 60)])
    func `a trial is judged by the last quarter of its steps, or by enough of them`(steps: Int, samples: Int) throws {
        var configuration = TrainingRuns.configuration(limit: 480)
        configuration.model = .named(.softmaxRegression)
        let item = TrainingRuns.rangeTest(configuration, horizon: steps, batches: 6 * steps)
        let outcome = try #require(try TrainingRuns.execute(item).rangeTest)
        let scored = outcome.trials.filter { $0.score != nil }
        #expect(scored.count >= 3 && scored.allSatisfy { $0.steps == steps && $0.judged == samples }, "\(scored)")
    }
}
