import Experiment
import KernelTypes

/// Batch normalization (Ioffe, Szegedy, arXiv:1502.03167) with the activation that is fused to it:
/// y = (x − mean) / √(variance + ε) · weight + bias for each channel.
///
/// Training takes mean and variance from the batch, evaluation takes the running ones. As in PyTorch the running
/// statistics move by `momentum` towards the batch's, the variance with Bessel's correction; but not before the batch's
/// loss is known to be finite.
///
/// Threads take pairs of micro-batches and leave sums for each micro-batch, which are added in order, in Double.
final class BatchNormLayer: WholeBatchLayer {
    let output: Activations
    private let plan: BatchNormPlan
    private let kernels: CheckedKernels
    private let input: Activations
    private let memory: Memory
    /// Of the pass at work, for each channel: mean, 1 / √(variance + ε), and that times the weight.
    private let mean: FloatSlice
    private let inverseDeviation: FloatSlice
    private let factor: FloatSlice
    /// For each channel: Σ dy / n, and Σ dy · (x − mean) / ((variance + ε) · n).
    private let meanGradient: FloatSlice
    private let slope: FloatSlice
    /// (M, C). Between a training's two passes Σ (x − mean)² of each micro-batch.
    private let sums: FloatSlice
    private let products: FloatSlice

    /// Where the layer's tensors lie; each has a number for every channel.
    struct Memory: Sendable {
        var weight: FloatSlice
        var bias: FloatSlice
        var weightGradient: FloatSlice
        var biasGradient: FloatSlice
        var runningMean: FloatSlice
        var runningVariance: FloatSlice
    }

    init(_ plan: BatchNormPlan, input: Activations, microBatches: Int, memory: Memory, kernels: CheckedKernels) {
        func numbers(_ count: Int) -> FloatSlice { FloatMemory(count: count).all }
        let channels = plan.shape.channels
        self.plan = plan
        self.kernels = kernels
        self.input = input
        self.memory = memory
        output = Activations(features: input.features, microBatches: microBatches)
        (mean, inverseDeviation, factor) = (numbers(channels), numbers(channels), numbers(channels))
        (meanGradient, slope) = (numbers(channels), numbers(channels))
        (sums, products) = (numbers(microBatches * channels), numbers(microBatches * channels))
    }

    // MARK: Forward

    func forward(samples: Int, _ pass: ForwardPass, _ team: WorkTeam, cores: Int) {
        switch pass {
        case .training: takeStatistics(ofBatch: samples, team, cores)
        case .evaluation: takeRunningStatistics()
        }
        for channel in 0..<plan.shape.channels { factor[channel] = inverseDeviation[channel] * memory.weight[channel] }
        forEachPair(samples, team, cores) { own, live in
            kernels.normalize(
                plan.shape, samples: live, input[own], mean: mean, factor: factor, shift: memory.bias, to: output[own])
            if let activation = plan.activation {
                kernels.activationForward(activation, output[own], to: output[own])
            }
        }
    }

    private func takeRunningStatistics() {
        mean.write(memory.runningMean)
        for channel in 0..<plan.shape.channels {
            setDeviation(channel, variance: Double(memory.runningVariance[channel]))
        }
    }

    /// In two passes over the input, so that a mean far from 0 costs the variance no digits.
    private func takeStatistics(ofBatch samples: Int, _ team: WorkTeam, _ cores: Int) {
        let (shape, count) = (plan.shape, Double(samples * plan.shape.area))
        forEachPair(samples, team, cores) { own, live in
            kernels.channelSums(shape, samples: live, input[own], to: part(sums, own))
        }
        for (channel, sum) in total(sums, samples).enumerated() { mean[channel] = Float(sum / count) }
        forEachPair(samples, team, cores) { own, live in
            kernels.channelSquares(shape, samples: live, input[own], mean: mean, to: part(sums, own))
        }
        for (channel, squares) in total(sums, samples).enumerated() {
            setDeviation(channel, variance: squares / count)
        }
    }

    func moveRunningStatistics(samples: Int) {
        let count = Double(samples * plan.shape.area)
        // One number has no spread to learn from.
        guard count > 1 else { return }
        for (channel, squares) in total(sums, samples).enumerated() {
            move(memory.runningMean, channel, towards: Double(mean[channel]))
            move(memory.runningVariance, channel, towards: squares / (count - 1))
        }
    }

    private func setDeviation(_ channel: Int, variance: Double) {
        inverseDeviation[channel] = Float(1 / (variance + plan.epsilon).squareRoot())
    }

    private func move(_ statistic: FloatSlice, _ channel: Int, towards value: Double) {
        statistic[channel] = Float((1 - plan.momentum) * Double(statistic[channel]) + plan.momentum * value)
    }

    // MARK: Backward

    func backward(
        samples: Int, outputGradient: FloatSlice, inputGradient: FloatSlice?, _ team: WorkTeam, cores: Int
    ) {
        let (shape, count) = (plan.shape, Double(samples * plan.shape.area))
        let gradient = Activations(outputGradient, features: output.features)
        forEachPair(samples, team, cores) { own, live in
            if let activation = plan.activation {
                kernels.activationBackward(
                    activation, kept: output[own], outputGradient: gradient[own], to: gradient[own])
            }
            kernels.channelGradientSums(
                shape, samples: live, input[own], dy: gradient[own], mean: mean, to: part(sums, own),
                products: part(products, own))
        }
        let (gradientSums, productSums) = (total(sums, samples), total(products, samples))
        for channel in 0..<shape.channels {
            let inverse = Double(inverseDeviation[channel])
            let weightGradient = productSums[channel] * inverse
            memory.biasGradient[channel] = Float(gradientSums[channel])
            memory.weightGradient[channel] = Float(weightGradient)
            meanGradient[channel] = Float(gradientSums[channel] / count)
            slope[channel] = Float(weightGradient * inverse / count)
        }
        guard let inputGradient else { return }
        let passedOn = Activations(inputGradient, features: input.features)
        forEachPair(samples, team, cores) { own, live in
            kernels.normalizeBackward(
                shape, samples: live, input[own], dy: gradient[own], mean: mean, factor: factor,
                meanGradient: meanGradient, slope: slope, to: passedOn[own])
        }
    }

    // MARK: Both

    /// Calls `body` for each pair of micro-batches, with how many samples they hold.
    private func forEachPair(
        _ samples: Int, _ team: WorkTeam, _ cores: Int, _ body: (_ own: Range<Int>, _ live: Int) -> Void
    ) {
        let microBatches = Lanes.microBatches(samples)
        team.run(tasks: GradientGroups.pairs(microBatches), cores: cores) { pair, _ in
            let own = GradientGroups.microBatches(ofPair: pair, of: microBatches)
            body(own, min(own.count * Lanes.count, samples - own.lowerBound * Lanes.count))
        }
    }

    /// The sums of some micro-batches.
    private func part(_ sums: FloatSlice, _ microBatches: Range<Int>) -> FloatSlice {
        let channels = plan.shape.channels
        return sums.part(at: microBatches.lowerBound * channels, count: microBatches.count * channels)
    }

    /// The sums of all micro-batches, added in order, for each channel.
    private func total(_ sums: FloatSlice, _ samples: Int) -> [Double] {
        let channels = plan.shape.channels
        var totals = [Double](repeating: 0, count: channels)
        for microBatch in 0..<Lanes.microBatches(samples) {
            for channel in 0..<channels { totals[channel] += Double(sums[microBatch * channels + channel]) }
        }
        return totals
    }
}
