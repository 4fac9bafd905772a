import Datasets
import Experiment
import KernelTypes
import NeuralNet

/// A network, its optimizer and its batches: what a training loop and a range test both drive, a step at a time.
final class Trainer {
    let configuration: RunConfiguration
    let dataset: PreparedDataset
    let network: Network
    let optimizer: Optimizer
    private var batches: BatchSequence
    /// What `step` and `look` return of their batches.
    var scoring = TrainingScore.trained

    /// - Parameter seed: decides the initial weights, the order of the samples and the dropout masks.
    /// - Throws: the first layer that does not fit the data set's samples or has a name that is taken.
    init(
        configuration: RunConfiguration, seed: UInt64, dataset: PreparedDataset, kernels: KernelTable,
        maximumCores: Int
    ) throws(ModelShapeError) {
        self.configuration = configuration
        self.dataset = dataset
        network = try Network(
            layers: configuration.model.layers(classes: dataset.classes), input: dataset.input,
            classes: dataset.classes, batchSize: configuration.batchSize,
            labelSmoothing: configuration.labelSmoothing, seed: seed, kernels: kernels, maximumCores: maximumCores)
        optimizer = Optimizer(
            configuration.optimizer, movesMomentum: configuration.schedule.momentum != nil,
            layout: network.parameters.layout, kernels: kernels)
        batches = BatchSequence(dataset: dataset, seed: seed, batchSize: configuration.batchSize)
    }

    var stepsPerEpoch: Int { batches.perEpoch }

    /// One training step.
    /// - Parameter momentum: this step's, where it moves during the run.
    /// - Returns: the batch's score before the update; one whose loss is not finite changes no parameter.
    func step(learningRate: Double, momentum: Double? = nil, cores: Int) -> ScoreSum {
        let score = computeGradients(cores: cores)
        if score.lossSum.isFinite { update(learningRate: learningRate, momentum: momentum, cores: cores) }
        return score
    }

    /// The score of the next batch by the network as an evaluation uses it: without dropout, and with the running
    /// statistics of batch norm.
    func look(cores: Int) -> ScoreSum {
        let batch = batches.next()
        return unsafe dataset.training.withSource(batch, scales: dataset.scales) { source, indices in
            unsafe network.score(of: source, indices: indices, cores: cores, scoring: scoring)
        }
    }

    /// Loss and gradients of the next batch, at the parameters as they are.
    private func computeGradients(cores: Int) -> ScoreSum {
        let batch = batches.next()
        return unsafe dataset.training.withSource(batch, scales: dataset.scales) { source, indices in
            unsafe network.gradients(
                of: source, indices: indices, step: optimizer.stepCount, cores: cores, scoring: scoring)
        }
    }

    /// Moves the parameters along the gradients of the last batch.
    private func update(learningRate: Double, momentum: Double?, cores: Int) {
        optimizer.step(
            network, learningRate: learningRate, momentum: momentum, gradientClip: configuration.gradientClip,
            cores: cores)
    }

    /// Where training stands: to return to.
    struct Snapshot {
        let state: TrainingState
        fileprivate let batches: BatchSequence
    }

    func snapshot() -> Snapshot { Snapshot(state: TrainingState(network, optimizer), batches: batches) }

    func restore(_ snapshot: Snapshot) {
        snapshot.state.restore(network, optimizer)
        batches = snapshot.batches
    }

    /// Where training stands once its steps have led to `state`.
    func snapshot(at state: TrainingState) -> Snapshot {
        var batches = batches
        batches.seek(afterSteps: state.stepCount)
        return Snapshot(state: state, batches: batches)
    }

    /// Mean loss and accuracy over a whole set.
    func evaluate(_ samples: SampleSet, lease: CoreLease) -> Evaluation {
        var none: Predictions?
        return evaluate(samples, lease: lease, predictions: &none)
    }

    /// - Parameter predictions: takes what the network says of each sample; nil where nobody wants to know.
    func evaluate(_ samples: SampleSet, lease: CoreLease, predictions: inout Predictions?) -> Evaluation {
        guard !samples.indices.isEmpty else { return .nothing }
        let sum = sum(over: samples, lease: lease, predictions: &predictions, unless: { lease.isStopRequested })
        return sum.map { .score($0.mean) } ?? .stopped
    }

    /// Mean loss and accuracy over a set of a batch or so, to its end; nil where it is empty.
    func evaluate(few samples: SampleSet, lease: CoreLease) -> Score? {
        var none: Predictions?
        return sum(over: samples, lease: lease, predictions: &none, unless: { false })?.mean
    }

    /// Nil where the set is empty, or the evaluation is stopped before its end.
    private func sum(
        over samples: SampleSet, lease: CoreLease, predictions: inout Predictions?, unless isStopped: () -> Bool
    ) -> ScoreSum? {
        guard !samples.indices.isEmpty else { return nil }
        return unsafe samples.withSource(samples.indices[...], scales: dataset.scales) { source, indices in
            unsafe network.evaluate(
                source, indices: indices, cores: { lease.cores }, predictions: &predictions, unless: isStopped)
        }
    }
}

/// What an evaluation came to.
enum Evaluation {
    case score(Score)
    /// The set is empty.
    case nothing
    /// A stop was requested before its end.
    case stopped
}

extension SampleSet {
    /// The one door from stored samples to the network.
    /// - Parameter indices: of stored samples, in the order in which `body` gets them.
    fileprivate func withSource<Result>(
        _ indices: ArraySlice<Int32>, scales: [PixelScale], _ body: (SampleSource, UnsafeBufferPointer<Int32>) -> Result
    ) -> Result {
        unsafe store.withUnsafeSamples { pixels, labels in
            let source = unsafe SampleSource(
                pixels: pixels, sampleBytes: store.shape.count, labels: labels, scales: scales)
            return unsafe indices.withUnsafeBufferPointer { indices in unsafe body(source, indices) }
        }
    }
}
