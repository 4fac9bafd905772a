import KernelTypes

/// Gives every planned stage its memory, in order.
struct PhaseBuilder {
    /// Of the activations.
    let microBatches: Int
    let parameters: ParameterArena
    let gradients: ParameterArena
    let runningStatistics: ParameterArena
    /// Of the dropout masks.
    let seed: UInt64
    let kernels: CheckedKernels
    /// What the layers that were built need.
    private(set) var scratch = ScratchSizes()
    /// Whether anything that was built has parameters, so that gradients must reach it.
    private var hasParameters = false

    init(
        microBatches: Int, parameters: ParameterArena, gradients: ParameterArena, runningStatistics: ParameterArena,
        seed: UInt64, kernels: CheckedKernels
    ) {
        self.microBatches = microBatches
        self.parameters = parameters
        self.gradients = gradients
        self.runningStatistics = runningStatistics
        self.seed = seed
        self.kernels = kernels
    }

    mutating func build(_ plans: [PhasePlan], from input: Activations) -> [Phase] {
        var input = input
        var phases: [Phase] = []
        for plan in plans {
            let phase: Phase
            switch plan {
            case .perMicroBatch(let stages): phase = perMicroBatch(stages, input)
            case .wholeBatch(let plan): phase = wholeBatch(plan, input)
            }
            phases.append(phase)
            input = phase.output
        }
        return phases
    }

    private mutating func perMicroBatch(_ stages: [MicroBatchStagePlan], _ input: Activations) -> Phase {
        let needsInputGradient = hasParameters
        var layers: [any MicroBatchLayer] = []
        var convolutions: [ConvolutionParameters] = []
        for stage in stages {
            let layerInput = layers.last?.output ?? input
            let layer: any MicroBatchLayer
            switch stage {
            case .convolution(let plan):
                let own = convolution(plan)
                convolutions.append(own)
                layer = ConvolutionLayer(
                    plan, input: layerInput, microBatches: microBatches, parameters: own, kernels: kernels)
                if let pool = plan.pool {
                    scratch.band = max(scratch.band, plan.bandFloats(of: pool, isWhole: hasParameters))
                }
            case .maxPool(let shape):
                layer = MaxPoolLayer(shape, input: layerInput, microBatches: microBatches, kernels: kernels)
            case .averagePool(let shape):
                layer = AveragePoolLayer(shape, input: layerInput, microBatches: microBatches, kernels: kernels)
            case .activation(let activation):
                layer = ActivationLayer(activation, input: layerInput, microBatches: microBatches, kernels: kernels)
            case .dropout(let plan):
                layer = DropoutLayer(
                    plan, seed: seed, input: layerInput, microBatches: microBatches, kernels: kernels)
            }
            layers.append(layer)
            scratch.gradient = max(scratch.gradient, GradientGroups.pair * layer.output.features * Lanes.count)
            hasParameters = hasParameters || stage.hasParameters
        }
        return .perMicroBatch(
            MicroBatchPhase(
                layers: layers, input: input, convolutions: convolutions,
                firstBackward: needsInputGradient ? 0 : stages.firstIndex(where: \.hasParameters) ?? stages.count,
                needsInputGradient: needsInputGradient))
    }

    private func convolution(_ plan: ConvolutionPlan) -> ConvolutionParameters {
        let tensors = tensors(ofLayer: plan.layer)
        return ConvolutionParameters(
            plan.shape, weight: tensors.weight, bias: tensors.bias, parameters: parameters, gradients: gradients,
            kernels: kernels)
    }

    private mutating func wholeBatch(_ plan: WholeBatchStagePlan, _ input: Activations) -> Phase {
        let needsInputGradient = hasParameters
        hasParameters = true
        let layer: any WholeBatchLayer =
            switch plan {
            case .dense(let plan): dense(plan, input)
            case .batchNorm(let plan): batchNorm(plan, input)
            }
        return .wholeBatch(layer, needsInputGradient: needsInputGradient)
    }

    private func dense(_ plan: DensePlan, _ input: Activations) -> DenseLayer {
        let tensors = tensors(ofLayer: plan.layer)
        return DenseLayer(
            plan, input: input, microBatches: microBatches, weight: tensors.weight, bias: tensors.bias,
            parameters: parameters, gradients: gradients, kernels: kernels)
    }

    private func batchNorm(_ plan: BatchNormPlan, _ input: Activations) -> BatchNormLayer {
        let tensors = tensors(ofLayer: plan.layer)
        let statistics = pair(runningStatistics.layout, ofLayer: plan.layer)
        return BatchNormLayer(
            plan, input: input, microBatches: microBatches,
            memory: BatchNormLayer.Memory(
                weight: parameters.slice(tensors.weight), bias: parameters.slice(tensors.bias),
                weightGradient: gradients.slice(tensors.weight), biasGradient: gradients.slice(tensors.bias),
                runningMean: runningStatistics.slice(statistics.first),
                runningVariance: runningStatistics.slice(statistics.second)),
            kernels: kernels)
    }

    private func tensors(ofLayer layer: Int) -> (weight: ParameterTensor, bias: ParameterTensor) {
        let tensors = pair(parameters.layout, ofLayer: layer)
        return (tensors.first, tensors.second)
    }

    private func pair(
        _ layout: ParameterLayout, ofLayer layer: Int
    ) -> (first: ParameterTensor, second: ParameterTensor) {
        guard let tensors = layout.tensors(ofLayer: layer) else {
            preconditionFailure("layer \(layer) was planned with tensors and laid out without")
        }
        return tensors
    }
}

/// Floats of a thread's scratch: what the largest layer needs for a pair of micro-batches.
struct ScratchSizes {
    var band = 0
    var gradient = 0
}
