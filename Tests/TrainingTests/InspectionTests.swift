import Datasets
import Experiment
import Testing

/// What a run tells about its last weights, and about its tensors on the way.
@Suite struct InspectionTests {
    @Test(arguments: [1, 2, 3]) func `the answers looked into are those of the last validation`(cores: Int) throws {
        let log = try TrainingRuns.execute(
            TrainingRuns.run(TrainingRuns.configuration()), lease: CoreLease(cores: cores))
        let inspection = try #require(log.inspections.first)
        #expect(log.inspections.count == 1 && inspection.step == log.measurements.last?.step)
        let counts = inspection.confusion.counts
        let samples = counts.joined().reduce(0, +)
        let right = counts.indices.reduce(0) { $0 + counts[$1][$1] }
        let last = try #require(log.run?.results.validationLast)
        #expect(Double(right) / Double(samples) == last.accuracy)
        #expect(inspection.classNames.count == counts.count)
        #expect(inspection.mostConfidentlyWrong.count == min(24, samples - right))
        #expect(inspection.mostConfidentlyWrong.allSatisfy { $0.pixels.count == inspection.sampleShape.count })
        // Each can be found again in the training file.
        let validation = try TrainingRuns.library.prepare(TrainingRuns.configuration().dataset).validation
        for wrong in inspection.mostConfidentlyWrong {
            #expect(wrong.index == Int(validation.indices[wrong.position]))
            #expect(wrong.pixels == Array(validation.store.sample(wrong.index)))
            #expect(wrong.label == Int(validation.store.labels[wrong.index]))
        }
        // The same whatever the number of cores.
        let one = try TrainingRuns.execute(TrainingRuns.run(TrainingRuns.configuration()))
        #expect(one.inspections == log.inspections)
    }

    @Test func `a run that diverges has nothing to look into`() throws {
        let log = try TrainingRuns.execute(
            TrainingRuns.run(TrainingRuns.configuration(learningRate: .fixed(1e25), optimizer: .sgd())))
        #expect(log.inspections.isEmpty)
    }

    @Test func `histograms come at validations, where the file asks for them`() throws {
        var configuration = TrainingRuns.configuration()
        #expect(try TrainingRuns.execute(TrainingRuns.run(configuration)).histograms.isEmpty)
        configuration.histograms = true
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
        let validations = log.measurements.filter { $0.split == .validation }.map(\.step)
        #expect(log.histograms.keys.sorted() == validations)
        for found in log.histograms.values {
            #expect(Set(found.map(\.tensor)).count * 2 == found.count)
            #expect(Set(found.map(\.content)) == [.weights, .gradients])
            // LeNet: 6 filters of 5×5 over one channel.
            let first = found.filter { $0.tensor == "conv1.weight" }
            #expect(first.allSatisfy { $0.buckets.map(\.count).reduce(0, +) == 150 } && first.count == 2)
        }
    }

    /// Without momentum and weight decay a step is the rate times the gradient.
    @Test func `histograms are of the weights after a step, and of the gradients that it went along`() throws {
        let rate = 0.01
        var configuration = TrainingRuns.configuration(learningRate: .fixed(rate), optimizer: .sgd(), epochs: 1)
        configuration.histograms = true
        configuration.checkpointEvery = .span(.steps(1))
        let log = try TrainingRuns.execute(TrainingRuns.run(configuration))
        let weights = Dictionary(log.checkpoints.map { ($0.position.step, $0.network.weights) }) { first, _ in first }
        try #require(log.histograms.keys.sorted() == [5, 9])
        for (step, found) in log.histograms {
            func ends(_ content: TensorHistogram.Content, of tensor: String) throws -> (low: Double, high: Double) {
                let histogram = try #require(found.first { $0.content == content && $0.tensor == tensor })
                return (try #require(histogram.buckets.first).low, try #require(histogram.buckets.last).high)
            }
            let (before, after) = (try #require(weights[step - 1]), try #require(weights[step]))
            #expect(found.count == 2 * after.count)
            for (old, new) in zip(before, after) {
                let (lowest, highest) = (try #require(new.values.min()), try #require(new.values.max()))
                let reached = try ends(.weights, of: new.name)
                #expect(reached.low == Double(lowest) && reached.high == Double(highest), "\(new.name)")
                let gradients = zip(old.values, new.values).map { (Double($0) - Double($1)) / rate }
                let (least, greatest) = (try #require(gradients.min()), try #require(gradients.max()))
                // The weight to which a step leads is rounded to its last digit.
                let digit = Double(max(lowest.magnitude, highest.magnitude).ulp) / rate
                let along = try ends(.gradients, of: new.name)
                #expect(abs(along.low - least) < digit && abs(along.high - greatest) < digit, "\(new.name)")
            }
        }
    }
}
