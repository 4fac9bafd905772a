import Experiment
import Foundation
import KernelTypes
import NeuralNet

/// GELU of a batch's numbers, and its gradient, two micro-batches at a time.
final class GELUTrial {
    private let features: Int
    private let microBatches: Int
    /// (M, features, 8)
    private let input: FloatSlice
    private let output: FloatSlice
    private let outputGradient: FloatSlice
    private let inputGradient: FloatSlice

    init(features: Int, microBatches: Int, random: inout RandomStream) {
        let count = features * microBatches * Lanes.count
        self.features = features
        self.microBatches = microBatches
        input = FloatSlice(count: count, random: &random)
        output = FloatSlice(count: count)
        outputGradient = FloatSlice(count: count, random: &random)
        inputGradient = FloatSlice(count: count)
        // Nearly all that a normalized input comes to.
        for index in 0..<count { input[index] *= 4 }
    }

    func forward(_ kernels: CheckedKernels) {
        let stride = features * Lanes.count
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.activationForward(.gelu, input.part(own, stride: stride), to: output.part(own, stride: stride))
        }
    }

    func backward(_ kernels: CheckedKernels) {
        let stride = features * Lanes.count
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.activationBackward(
                .gelu, kept: input.part(own, stride: stride), outputGradient: outputGradient.part(own, stride: stride),
                to: inputGradient.part(own, stride: stride))
        }
    }

    // MARK: Check

    /// A few roundings of numbers up to 4.
    private static let tolerance = 16 * Double(Float.ulpOfOne)

    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        forward(kernels)
        backward(kernels)
        /// The standard normal's distribution function at x, and its density.
        func normal(_ index: Int) -> (x: Double, share: Double, density: Double) {
            let x = Double(input[index])
            return (x, (1 + erf(x / 2.0.squareRoot())) / 2, exp(-x * x / 2) / (2 * Double.pi).squareRoot())
        }
        var comparison = KernelComparison("\(input.count) numbers")
        comparison.compare("gelu forward", output, count: output.count) { index in
            let (x, share, _) = normal(index)
            return (x * share, Self.tolerance)
        }
        comparison.compare("gelu backward", inputGradient, count: inputGradient.count) { index in
            let (x, share, density) = normal(index)
            return (Double(self.outputGradient[index]) * (share + x * density), Self.tolerance)
        }
        return comparison.faults
    }
}
