import Experiment
import KernelTypes

/// Softmax cross-entropy of the last layer's outputs.
///
/// Label smoothing takes part in training only: an evaluated loss is the plain cross-entropy, so that runs with
/// different smoothing can be compared (as timm's training script does it).
final class SoftmaxLoss {
    private let kernels: CheckedKernels
    private let logits: Activations
    private let smoothing: Float
    /// (8M), like the two that follow from it
    private var labels: [UInt8]
    private let losses: FloatSlice
    private let correct: FloatSlice

    init(_ logits: Activations, microBatches: Int, labelSmoothing: Double, kernels: CheckedKernels) {
        self.kernels = kernels
        self.logits = logits
        smoothing = Float(labelSmoothing)
        let lanes = microBatches * Lanes.count
        labels = [UInt8](repeating: 0, count: lanes)
        losses = FloatMemory(count: lanes).all
        correct = FloatMemory(count: lanes).all
    }

    /// Whether a training's loss is another one than an evaluation's.
    var isSmoothed: Bool { smoothing != 0 }

    /// Adds the batch's samples, one by one, to `score`. With `logitGradient` the loss is with label smoothing, and the
    /// gradient is that of its mean; without, it is the plain loss.
    func add(_ batch: Batch, to score: inout ScoreSum, logitGradient: FloatSlice?) {
        let classes = logits.features
        for sample in 0..<batch.count {
            let label = batch.label(sample)
            precondition(Int(label) < classes, "label \(label) of \(classes) classes")
            labels[sample] = label
        }
        kernels.softmaxCrossEntropy(
            classes: classes, logits: logits.all, labels: labels, count: batch.count,
            smoothing: logitGradient == nil ? 0 : smoothing, gradientScale: Float(1 / Double(batch.count)),
            losses: losses, correct: correct, logitGradient: logitGradient)
        score.count += batch.count
        for sample in 0..<batch.count {
            score.lossSum += Double(losses[sample])
            if correct[sample] != 0 { score.correct += 1 }
        }
    }

    /// What the last pass says of the batch's samples.
    func addLogits(of batch: Batch, to predictions: inout Predictions?) {
        let classes = logits.features
        for sample in 0..<batch.count where predictions != nil {
            // (M, classes, 8)
            let first = sample / Lanes.count * classes * Lanes.count + sample % Lanes.count
            predictions?.append(
                label: batch.label(sample), logits: (0..<classes).map { logits.all[first + $0 * Lanes.count] })
        }
    }
}
