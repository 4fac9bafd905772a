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
}
