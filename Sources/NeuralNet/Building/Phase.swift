/// A phase with its layers and memory.
enum Phase {
    case perMicroBatch(MicroBatchPhase)
    case wholeBatch(any WholeBatchLayer, needsInputGradient: Bool)

    var output: Activations {
        switch self {
        case .perMicroBatch(let phase): phase.output
        case .wholeBatch(let layer, _): layer.output
        }
    }
}

/// Layers that two micro-batches go through before the next two.
final class MicroBatchPhase {
    private let input: Activations
    let output: Activations
    private let layers: [any MicroBatchLayer]
    private let convolutions: [ConvolutionParameters]
    /// Which layers take part in the backward pass.
    let backwardLayers: Range<Int>
    /// Whether a phase before this one has parameters.
    private let needsInputGradient: Bool

    /// - Parameter firstBackward: index of the first layer that takes part in the backward pass; the end without one.
    init(
        layers: [any MicroBatchLayer], input: Activations, convolutions: [ConvolutionParameters], firstBackward: Int,
        needsInputGradient: Bool
    ) {
        self.layers = layers
        self.input = input
        output = layers.last?.output ?? input
        self.convolutions = convolutions
        backwardLayers = firstBackward..<layers.count
        self.needsInputGradient = needsInputGradient
    }

    /// After the weights changed.
    func pack(forTraining: Bool) {
        for convolution in convolutions { convolution.pack(backwardToo: forTraining) }
    }

    func forward(_ microBatches: Range<Int>, _ pass: ForwardPass, scratch: WorkerScratch) {
        for layer in layers { layer.forward(microBatches, pass, scratch: scratch) }
    }

    /// All micro-batches of one group, of a batch that has `count`. Gradients are of the whole batch.
    func backward(
        group: Int, count: Int, step: Int, outputGradient: FloatSlice, inputGradient: FloatSlice, scratch: WorkerScratch
    ) {
        for convolution in convolutions { convolution.clear(group: group) }
        let (incoming, outgoing) = (
            Activations(outputGradient, features: output.features), Activations(inputGradient, features: input.features)
        )
        for pair in GradientGroups.pairs(ofGroup: group, of: count) {
            let microBatches = GradientGroups.microBatches(ofPair: pair, of: count)
            var gradient = incoming[microBatches]
            for index in backwardLayers.reversed() {
                let passedOn: FloatSlice? =
                    index > backwardLayers.lowerBound
                    ? (index.isMultiple(of: 2) ? scratch.gradients.0 : scratch.gradients.1)
                    : needsInputGradient ? outgoing[microBatches] : nil
                layers[index].backward(
                    microBatches, step: step, group: group, outputGradient: gradient, inputGradient: passedOn,
                    scratch: scratch)
                if let passedOn { gradient = passedOn }
            }
        }
        for convolution in convolutions { convolution.sum(group: group) }
    }

    /// After all groups.
    func addGroups() { for convolution in convolutions { convolution.addGroups() } }
}
