import Experiment
import Foundation
import KernelTypes
import NeuralNet

/// Softmax cross-entropy and its gradient.
final class LossTrial {
    private let classes: Int
    private let samples: Int
    /// (M, classes, 8)
    private let logits: FloatSlice
    private let logitGradient: FloatSlice
    /// (8M)
    private let losses: FloatSlice
    private let correct: FloatSlice
    private let labels: [UInt8]

    init(classes: Int, samples: Int, random: inout RandomStream) {
        let lanes = Lanes.microBatches(samples) * Lanes.count
        self.classes = classes
        self.samples = samples
        logits = FloatSlice(count: lanes * classes, random: &random)
        logitGradient = FloatSlice(count: lanes * classes)
        losses = FloatSlice(count: lanes)
        correct = FloatSlice(count: lanes)
        labels = (0..<lanes).map { _ in UInt8(truncatingIfNeeded: random.next(below: UInt64(classes))) }
    }

    func run(_ kernels: CheckedKernels) {
        kernels.softmaxCrossEntropy(
            classes: classes, logits: logits, labels: labels, count: samples, smoothing: 0,
            gradientScale: 1 / Float(samples), losses: losses, correct: correct, logitGradient: logitGradient)
    }

    // MARK: Check

    /// Of a loss and of a probability: logits are below 1, so that a few roundings of numbers up to ln(classes) + 2 are
    /// all that may go wrong.
    private static let tolerance = 32 * Double(Float.ulpOfOne)

    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        run(kernels)
        var expectedLosses = [Double](repeating: 0, count: losses.count)
        var expectedCorrect = expectedLosses
        var expectedGradient = [Double](repeating: 0, count: logits.count)
        for sample in 0..<samples {
            let places = (0..<classes).map { Lanes.place(sample, $0, of: classes) }
            let powers = places.map { exp(Double(logits[$0])) }
            let (sum, label) = (powers.reduce(0, +), Int(labels[sample]))
            expectedLosses[sample] = log(sum) - Double(logits[places[label]])
            let best = places.indices.reduce(0) { logits[places[$1]] > logits[places[$0]] ? $1 : $0 }
            expectedCorrect[sample] = best == label ? 1 : 0
            for (index, place) in places.enumerated() {
                expectedGradient[place] = (powers[index] / sum - (index == label ? 1 : 0)) / Double(samples)
            }
        }
        var comparison = KernelComparison("\(classes) classes, \(samples) samples")
        comparison.compare("softmax cross-entropy", losses, count: losses.count) {
            (expectedLosses[$0], Self.tolerance)
        }
        comparison.compare("softmax accuracy", correct, count: correct.count) { (expectedCorrect[$0], 0) }
        comparison.compare("softmax gradient", logitGradient, count: logits.count) {
            (expectedGradient[$0], Self.tolerance / Double(self.samples))
        }
        return comparison.faults
    }
}
