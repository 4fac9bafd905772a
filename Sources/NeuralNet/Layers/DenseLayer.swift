import KernelTypes

/// y = W·x + b with the activation that is fused to it, over the whole batch. Threads take outputs (forward, weight
/// gradient) or inputs (input gradient): nothing is added across them.
///
/// The weight gradient adds over samples, so it reads inputs and gradients as rows. Inputs become rows in the forward
/// pass, where threads are at work anyway.
final class DenseLayer: WholeBatchLayer {
    let output: Activations
    private let plan: DensePlan
    private let kernels: CheckedKernels
    private let input: Activations
    private let weight: FloatSlice
    private let bias: FloatSlice
    private let weightGradient: FloatSlice
    private let biasGradient: FloatSlice
    /// (8M, I) and (8M, O)
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
        let parts = parts(microBatches, cores)
        let (outputs, inputs) = (EvenParts(plan.outputs, parts: parts), EvenParts(microBatches, parts: parts))
        team.run(tasks: parts, cores: cores) { part, _ in
            kernels.denseForward(
                plan, input[0..<microBatches], weights: weight, bias: bias, relu: plan.activation == .relu,
                range: outputs.range(part), to: output[0..<microBatches], microBatches: microBatches)
            activate(outputs.range(part), microBatches)
            switch pass {
            case .training: keepSamples(inputs.range(part))
            case .evaluation: break
            }
        }
    }

    /// What the kernel does not apply itself.
    private func activate(_ outputs: Range<Int>, _ microBatches: Int) {
        guard let activation = plan.activation, activation != .relu else { return }
        for microBatch in 0..<microBatches {
            let own = output[microBatch..<microBatch + 1]
                .part(at: outputs.lowerBound * Lanes.count, count: outputs.count * Lanes.count)
            kernels.activationForward(activation, own, to: own)
        }
    }

    /// Inputs as rows, for the backward pass.
    private func keepSamples(_ microBatches: Range<Int>) {
        let stride = plan.inputs * Lanes.count
        kernels.samplesFromLanes(
            features: plan.inputs, input[microBatches],
            to: inputSamples.part(at: microBatches.lowerBound * stride, count: microBatches.count * stride),
            microBatches: microBatches.count)
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
            features: plan.outputs, outputGradient, to: gradientSamples, microBatches: microBatches)

        let parts = parts(microBatches, cores)
        let (outputs, inputs) = (EvenParts(plan.outputs, parts: parts), EvenParts(plan.inputs, parts: parts))
        // A part of the one and the same part of the other follow each other, so that a thread has both.
        let kinds = inputGradient == nil ? 1 : 2
        team.run(tasks: kinds * parts, cores: cores) { task, _ in
            if task % kinds == 0 {
                kernels.denseWeightGradient(
                    plan, samples: samples, xSamples: inputSamples, dySamples: gradientSamples,
                    range: outputs.range(task / kinds), toWeights: weightGradient, bias: biasGradient)
            } else if let inputGradient {
                kernels.denseInputGradient(
                    plan, dy: outputGradient, weights: weight, range: inputs.range(task / kinds),
                    to: inputGradient, microBatches: microBatches)
            }
        }
    }

    /// One for each core, fewer where the work would not pay for waking a thread.
    private func parts(_ microBatches: Int, _ cores: Int) -> Int {
        /// Multiply-adds of some 5 µs, the time in which a waiting thread is surely at work.
        let worthwhile = 200_000
        let work = plan.inputs * plan.outputs * microBatches * Lanes.count
        return max(1, min(cores, plan.inputs, plan.outputs, work / worthwhile))
    }
}
