import Experiment

/// The least memory that a run takes, known before it starts. What layers share or compute in passing is left out: a
/// plan is refused only where it cannot work.
enum MemoryNeed {
    /// States of a network that the finder's trials keep at once: the beginning and three rates.
    private static let trialsKept = 4

    /// Bytes of parameters, gradients and the optimizer's state, of one checkpoint of them, and of a batch's
    /// activations at the layers that keep their own.
    static func bytes(
        of configuration: RunConfiguration, shape: ModelShape, layers: [LayerSpec], input: SampleShape
    ) -> Int {
        let states = configuration.optimizer.stateCount
        // The range test's network lives before the run's, with what its trials keep instead of a checkpoint.
        let kept = max(1 + states, configuration.learningRate.hasTrials ? trialsKept * (1 + states) : 0)
        let copies = 2 + states + kept
        let activations = zip(layers, shape.outputs).reduce(input.count) { sum, layer in
            sum + (layer.0.kind.keepsItsOutput ? layer.1.count : 0)
        }
        // Counts of parameters and activations are below 2^30 for a layer, and batches below 2^30 samples.
        let numbers = Double(shape.parameterCount) * Double(copies) + Double(activations) * Double(configuration.batchSize)
        return Int(min(numbers * 4, 0x1p62))
    }
}

extension LayerKind {
    /// Whether a batch's outputs stay in memory of their own; those of the others may be joined with a neighbour's.
    fileprivate var keepsItsOutput: Bool {
        switch self {
        case .dense, .batchNorm: true
        case .convolution2D, .maxPool2D, .averagePool2D, .flatten, .relu, .tanh, .sigmoid, .leakyReLU, .gelu, .dropout:
            false
        }
    }
}

extension OptimizerSpec {
    /// Numbers that it keeps for each parameter.
    fileprivate var stateCount: Int {
        switch self {
        case .sgd(let momentum, _, _): momentum == 0 ? 0 : 1
        case .adam, .adamW: 2
        case .rmsProp(_, _, let momentum, let centered, _): 1 + (momentum == 0 ? 0 : 1) + (centered ? 1 : 0)
        case .adagrad: 1
        }
    }
}

extension LearningRateSpec {
    fileprivate var hasTrials: Bool {
        switch self {
        case .fixed: false
        case .auto(let finder): finder.hasTrials
        }
    }
}
