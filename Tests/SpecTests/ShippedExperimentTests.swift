import Experiment
import Spec
import TestSupport
import Testing

/// The files in `experiments/`, which a newcomer runs first.
struct ShippedExperimentTests {
    @Test func `fashion compares four rates over three seeds`() throws {
        let spec = try ExperimentFile.load(path: "\(Repository.root)/experiments/fashion.yaml")
        #expect(spec.name == "fashion")
        #expect(spec.remarks.isEmpty)
        let rates: [LearningRateSpec] = [.fixed(1e-5), .fixed(1e-4), .fixed(1e-1), .auto(FinderSettings())]
        let expected = rates.flatMap { rate in
            [1, 2, 3].map {
                RunConfiguration(learningRate: rate, batchSize: 64, epochs: 5, validateEvery: 0.5, seed: $0)
            }
        }
        #expect(spec.runs.map(\.configuration) == expected)
    }

    @Test func `shapes needs no files`() throws {
        let spec = try ExperimentFile.load(path: "\(Repository.root)/experiments/shapes.yaml")
        #expect(spec.remarks.isEmpty)
        #expect(spec.runs.allSatisfy { $0.configuration.dataset.source == .shapes })
        let varied = spec.runs.map { run in run.varied.map { "\($0.key)=\($0.value.spelling)" }.joined(separator: " ")
        }
        #expect(
            varied
                == [
                    "optimizer=adam learning_rate=0.001", "optimizer=adam learning_rate=0.01",
                    "optimizer.sgd.momentum=0.9 optimizer.sgd.nesterov=true learning_rate=0.001",
                    "optimizer.sgd.momentum=0.9 optimizer.sgd.nesterov=true learning_rate=0.01",
                    "optimizer=adam learning_rate.auto.min=1e-6 learning_rate.auto.steps=60",
                ])
    }
}
