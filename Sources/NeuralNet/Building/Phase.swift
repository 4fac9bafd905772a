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
    let output: Activations
    let layers: [any MicroBatchLayer]
    let convolutions: [ConvolutionParameters]
    /// The first layer that takes part in the backward pass; nil where the phase has none.
    let firstBackward: Int?
    /// Whether a phase before this one has parameters.
    let needsInputGradient: Bool

    init(
        layers: [any MicroBatchLayer], input: Activations, convolutions: [ConvolutionParameters], firstBackward: Int?,
        needsInputGradient: Bool
    ) {
        self.layers = layers
        output = layers.last?.output ?? input
        self.convolutions = convolutions
        self.firstBackward = firstBackward
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
        group: Int, count: Int, step: Int, outputGradient: FloatSlice, inputGradient: FloatSlice,
        features: (input: Int, output: Int), scratch: WorkerScratch
    ) {
        guard let firstBackward else { return }
        for convolution in convolutions { convolution.clear(group: group) }
        let (incoming, outgoing) = (
            Activations(outputGradient, features: features.output), Activations(inputGradient, features: features.input)
        )
        for pair in GradientGroups.pairs(ofGroup: group, of: count) {
            let microBatches = GradientGroups.microBatches(ofPair: pair, of: count)
            var gradient = incoming[microBatches]
            for index in stride(from: layers.count - 1, through: firstBackward, by: -1) {
                let passedOn: FloatSlice? =
                    index > firstBackward
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
