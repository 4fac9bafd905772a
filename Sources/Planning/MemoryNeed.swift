import Experiment

/// The least memory that a run or a range test takes, known before they start. What layers share or compute in passing is
/// left out: a plan is refused only where it cannot work.
package enum MemoryNeed {
    /// How far the finder's trials are counted.
    enum Trials {
        /// The first ones alone, which most searches get by with.
        case fewest
        /// And those that a search may walk to where nothing is learned. This is no upper bound: the rates between them,
        /// which it tries where trials are as long as the run itself, are left out.
        case most

        fileprivate var count: Int {
            switch self {
            case .fewest: FinderSettings.firstTrials
            case .most: FinderSettings.firstTrials + FinderSettings.mostWalks
            }
        }
    }

    /// Samples of a micro-batch, each of which has a sum of its own in a convolution's gradient: `Lanes.count`, which
    /// this module does not see; a test of the network compares the two.
    package static let lanes = 8
    /// Parts of a batch that are summed up by themselves: `GradientGroups.count`, compared likewise.
    package static let gradientGroups = 4
    /// Samples that a convolution works on at a time: a pair of micro-batches.
    private static let samplesInPassing = 2 * lanes

    /// Bytes that a run takes: it starts when its range test has ended, and keeps nothing of it.
    static func ofRun(_ configuration: RunConfiguration, shape: ModelShape, dataset: DatasetSummary) -> Int {
        bytes(of: configuration, shape: shape, dataset: dataset, statesKept: 1)
    }

    /// Bytes that the range test takes that `configuration` waits for.
    static func ofRangeTest(
        _ configuration: RunConfiguration, shape: ModelShape, dataset: DatasetSummary, trials: Trials
    ) -> Int {
        let hasTrials = configuration.rangeTestSettings?.hasTrials ?? false
        // The beginning, one for each rate that may be trained on and, at the latest where the range test is stopped, a
        // checkpoint of all but the beginning.
        let statesKept = hasTrials ? 1 + 2 * trials.count : 1
        return bytes(of: configuration.withoutSchedule, shape: shape, dataset: dataset, statesKept: statesKept)
    }

    /// Bytes of parameters, gradients and the optimizer's state, of what is kept of them, of a batch's activations at
    /// the layers that keep their own, of the gradients that pass between layers, of the rows that a dense layer makes
    /// of its samples, of a convolution's packed weights, partial sums and work, and of the two gradients that one thread
    /// hands from layer to layer where samples are worked on by pairs of micro-batches.
    /// - Parameter statesKept: states of a network that are kept beside its own, those of a checkpoint included.
    private static func bytes(
        of configuration: RunConfiguration, shape: ModelShape, dataset: DatasetSummary, statesKept: Int
    ) -> Int {
        let (layers, input) = (configuration.model.layers(classes: dataset.classes), dataset.input)
        let states = configuration.optimizer.stateSlots(movesMomentum: configuration.schedule.momentum != nil).count
        let copies = 2 + states + statesKept * (1 + states)
        // Counts of parameters and activations are below 2^30 for a layer, and batches below 2^30 samples. Gradients of
        // all samples come into the widest layer and go out of it.
        var (activations, widest, inPassing, besidesParameters) = (Double(input.count), 0, 0.0, 0.0)
        // From one layer to the one before it, of a sample.
        var handedOn = 0
        let counts = zip(shape.outputs, shape.parameterCounts)
        for (index, (layer, (output, parameters))) in zip(layers, counts).enumerated() {
            let entering = index == 0 ? input : shape.outputs[index - 1]
            switch layer.kind {
            case .dense:
                // Of each sample its inputs and the outputs' gradients once more, as rows.
                activations += Double(output.count) + Double(entering.count + output.count)
                widest = max(widest, entering.count, output.count)
            case .batchNorm:
                activations += Double(output.count)
                widest = max(widest, entering.count, output.count)
            case .maxPool2D, .averagePool2D:
                activations += Double(output.count)
                handedOn = max(handedOn, output.count)
            case .convolution2D(let filters, _, _, _, _):
                // And the weights in the orders that the two passes read.
                besidesParameters += sums(of: parameters) + 2 * Double(parameters - filters)
                guard let rows = rowsOfPooling(after: index, layers) else {
                    activations += Double(output.count)
                    handedOn = max(handedOn, output.count)
                    continue
                }
                let band = Double(rows) * Double(output.width) * Double(output.channels)
                inPassing = max(inPassing, Double(samplesInPassing) * band)
            // Joined with a neighbour, some of them.
            case .flatten, .relu, .tanh, .sigmoid, .leakyReLU, .gelu, .dropout: break
            }
        }
        let perBatch = (activations + 2 * Double(widest)) * Double(configuration.batchSize)
        let perThread = inPassing + 2 * Double(samplesInPassing) * Double(handedOn)
        let numbers = Double(shape.parameterCount) * Double(copies) + perBatch + besidesParameters + perThread
        return Int(min(numbers * 4, 0x1p62))
    }

    /// Numbers that a convolution's gradient is summed up in: for each part of a batch those of every lane, and theirs
    /// together.
    private static func sums(of parameters: Int) -> Double { Double(gradientGroups * (lanes + 1)) * Double(parameters) }

    /// Rows of a convolution's output that one row of the max-pooling behind it reads, which may be all that exists of
    /// the output at a time; nil where there is no such pooling.
    private static func rowsOfPooling(after convolution: Int, _ layers: [LayerSpec]) -> Int? {
        for layer in layers.dropFirst(convolution + 1) {
            switch layer.kind {
            case .relu, .tanh, .sigmoid, .leakyReLU, .gelu: continue
            case .maxPool2D(let size, _): return size
            case .convolution2D, .averagePool2D, .dense, .flatten, .dropout, .batchNorm: return nil
            }
        }
        return nil
    }
}
