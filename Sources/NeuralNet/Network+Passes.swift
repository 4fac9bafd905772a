package import Experiment
import KernelTypes

/// Which losses the score of a training batch is the sum of.
package enum TrainingScore: Sendable {
    /// Those whose gradients are made, label smoothing included.
    case trained
    /// The plain cross-entropy, as an evaluation's.
    case plain
}

extension Network {
    /// Forward and backward pass of one batch; `gradients` then holds the gradients of the mean loss, label smoothing
    /// included. The running statistics move too, unless the loss is not finite: one batch of such a step would spoil them
    /// for good.
    ///
    /// - Parameters:
    ///   - indices: 1 … batchSize samples of `source`.
    ///   - step: how many steps came before. Dropout draws its masks by it, so that a run that goes
    ///     on from a kept state draws what it would have drawn.
    ///   - cores: threads to use now, 1 … maximumCores.
    ///   - scoring: which score is returned.
    package func gradients(
        of source: SampleSource, indices: UnsafeBufferPointer<Int32>, step: Int, cores: Int,
        scoring: TrainingScore = .trained
    ) -> ScoreSum {
        let batch = unsafe Batch(source, indices)
        pack(forTraining: true)
        let score = score(of: batch, .training(step: step), cores: cores, scoring)
        if score.lossSum.isFinite {
            for case .wholeBatch(let layer, _) in phases { layer.moveRunningStatistics(samples: batch.count) }
        }
        let (first, second) = gradientsBetweenPhases
        for index in phases.indices.reversed() {
            let (input, output) = index.isMultiple(of: 2) ? (first, second) : (second, first)
            backward(
                index, step: step, samples: batch.count, outputGradient: output, inputGradient: input, cores: cores)
        }
        return score
    }

    /// The score of one batch by an evaluation's forward pass, but with the loss that `scoring` names: it leaves running
    /// statistics and gradients as they are.
    package func score(
        of source: SampleSource, indices: UnsafeBufferPointer<Int32>, cores: Int, scoring: TrainingScore
    ) -> ScoreSum {
        let batch = unsafe Batch(source, indices)
        pack(forTraining: false)
        return score(of: batch, .evaluation, cores: cores, scoring)
    }

    /// Leaves the logits' gradient where the last phase's backward pass reads it.
    private func score(of batch: Batch, _ pass: ForwardPass, cores: Int, _ scoring: TrainingScore) -> ScoreSum {
        precondition((1...batchSize).contains(batch.count), "a batch of \(batch.count) samples, not 1…\(batchSize)")
        forward(batch, pass, cores: cores)
        let (first, second) = gradientsBetweenPhases
        var score = ScoreSum()
        loss.add(batch, to: &score, logitGradient: phases.count.isMultiple(of: 2) ? first : second)
        // Without label smoothing both are the same.
        if case .plain = scoring, loss.isSmoothed {
            score = ScoreSum()
            loss.add(batch, to: &score, logitGradient: nil)
        }
        return score
    }

    /// Forward pass over any number of samples. The loss is without label smoothing (`SoftmaxLoss` says why). The
    /// result does not depend on how the samples are cut into chunks.
    ///
    /// - Parameters:
    ///   - cores: threads to use now, 1 … maximumCores; asked before each chunk.
    ///   - predictions: takes what the network says of each sample, in their order.
    ///   - isStopped: asked before each chunk.
    /// - Returns: nil where it was stopped.
    package func evaluate(
        _ source: SampleSource, indices: UnsafeBufferPointer<Int32>, cores: () -> Int,
        predictions: inout Predictions?, unless isStopped: () -> Bool
    ) -> ScoreSum? {
        let all = unsafe Batch(source, indices)
        pack(forTraining: false)
        var score = ScoreSum()
        for start in stride(from: 0, to: all.count, by: capacity) {
            if isStopped() { return nil }
            let chunk = all[start..<min(start + capacity, all.count)]
            forward(chunk, .evaluation, cores: cores())
            loss.add(chunk, to: &score, logitGradient: nil)
            loss.addLogits(of: chunk, to: &predictions)
        }
        return score
    }

    private func pack(forTraining: Bool) {
        for case .perMicroBatch(let phase) in phases { phase.pack(forTraining: forTraining) }
    }

    private func forward(_ batch: Batch, _ pass: ForwardPass, cores: Int) {
        precondition(batch.source.sampleBytes == input.count, "samples of another shape")
        let microBatches = Lanes.microBatches(batch.count)
        for (index, phase) in phases.enumerated() {
            switch phase {
            case .perMicroBatch(let phase):
                run(tasks: GradientGroups.pairs(microBatches), cores: cores) { pair, scratch in
                    let own = GradientGroups.microBatches(ofPair: pair, of: microBatches)
                    if index == 0 { load(batch, own) }
                    phase.forward(own, pass, scratch: scratch)
                }
            case .wholeBatch(let layer, _):
                layer.forward(samples: batch.count, pass, team, cores: cores)
            }
        }
    }

    private func load(_ batch: Batch, _ microBatches: Range<Int>) {
        let samples = microBatches.lowerBound * Lanes.count..<min(microBatches.upperBound * Lanes.count, batch.count)
        kernels.gather(batch, samples, to: loaded[microBatches])
    }

    private func backward(
        _ index: Int, step: Int, samples: Int, outputGradient: FloatSlice, inputGradient: FloatSlice, cores: Int
    ) {
        switch phases[index] {
        case .wholeBatch(let layer, let needsInputGradient):
            layer.backward(
                samples: samples, outputGradient: outputGradient,
                inputGradient: needsInputGradient ? inputGradient : nil, team, cores: cores)
        case .perMicroBatch(let phase):
            guard !phase.backwardLayers.isEmpty else { return }
            run(tasks: GradientGroups.count, cores: cores) { group, scratch in
                phase.backward(
                    group: group, count: Lanes.microBatches(samples), step: step, outputGradient: outputGradient,
                    inputGradient: inputGradient, scratch: scratch)
            }
            phase.addGroups()
        }
    }
}
