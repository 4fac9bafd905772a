import KernelTypes

/// y = W·x + b with the activation that is fused to it, over the whole batch. Threads take outputs (forward, weight
/// gradient) or inputs (input gradient): nothing is added across them.
final class DenseLayer: WholeBatchLayer {
    let output: Activations
    private let plan: DensePlan
    private let kernels: CheckedKernels
    private let input: Activations
    private let weight: FloatSlice
    private let bias: FloatSlice
    private let weightGradient: FloatSlice
    private let biasGradient: FloatSlice
    /// (8M, I) and (8M, O): the weight gradient adds over samples, so it reads them as rows.
    private let inputSamples: FloatSlice
    private let gradientSamples: FloatSlice

    init(
        _ plan: DensePlan, input: Activations, microBatches: Int, weight: ParameterTensor, bias: ParameterTensor,
        parameters: ParameterArena, gradients: ParameterArena, kernels: CheckedKernels
    ) {
        self.plan = plan
        self.kernels = kernels
        self.input = input
        self.weight = parameters.slice(weight)
        self.bias = parameters.slice(bias)
        weightGradient = gradients.slice(weight)
        biasGradient = gradients.slice(bias)
        output = Activations(features: plan.outputs, microBatches: microBatches)
        inputSamples = FloatMemory(count: microBatches * plan.inputs * Lanes.count).all
        gradientSamples = FloatMemory(count: microBatches * plan.outputs * Lanes.count).all
    }

    func forward(samples: Int, _ pass: ForwardPass, _ team: WorkTeam, cores: Int) {
        let microBatches = Lanes.microBatches(samples)
        let cut = cut(plan.outputs, microBatches, cores)
        team.run(tasks: cut.parts, cores: cores) { part, _ in
            kernels.denseForward(
                plan, input[0..<microBatches], weights: weight, bias: bias, relu: plan.activation == .relu,
                range: cut.range(part), to: output[0..<microBatches], microBatches: microBatches)
        }
        if let activation = plan.activation, activation != .relu {
            let all = output[0..<microBatches]
            kernels.activationForward(activation, all, to: all)
        }
    }

    func backward(
        samples: Int, outputGradient: FloatSlice, inputGradient: FloatSlice?, _ team: WorkTeam, cores: Int
    ) {
        let microBatches = Lanes.microBatches(samples)
        if let activation = plan.activation {
            kernels.activationBackward(
                activation, kept: output[0..<microBatches], outputGradient: outputGradient, to: outputGradient)
        }
        kernels.samplesFromLanes(
            features: plan.inputs, input[0..<microBatches], to: inputSamples, microBatches: microBatches)
        kernels.samplesFromLanes(
            features: plan.outputs, outputGradient, to: gradientSamples, microBatches: microBatches)

        let outputs = cut(plan.outputs, microBatches, cores)
        let inputs = inputGradient == nil ? EvenParts(0, parts: 0) : cut(plan.inputs, microBatches, cores)
        team.run(tasks: outputs.parts + inputs.parts, cores: cores) { task, _ in
            if task < outputs.parts {
                kernels.denseWeightGradient(
                    plan, samples: samples, xSamples: inputSamples, dySamples: gradientSamples,
                    range: outputs.range(task), toWeights: weightGradient, bias: biasGradient)
            } else if let inputGradient {
                kernels.denseInputGradient(
                    plan, dy: outputGradient, weights: weight, range: inputs.range(task - outputs.parts),
                    to: inputGradient, microBatches: microBatches)
            }
        }
    }

    /// One part for each core, fewer where the work would not pay for waking a thread.
    private func cut(_ count: Int, _ microBatches: Int, _ cores: Int) -> EvenParts {
        /// Multiply-adds of some 5 µs, the time in which a waiting thread is surely at work.
        let worthwhile = 200_000
        let work = plan.inputs * plan.outputs * microBatches * Lanes.count
        return EvenParts(count, parts: max(1, min(cores, count, work / worthwhile)))
    }
}
