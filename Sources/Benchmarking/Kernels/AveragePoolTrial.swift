import Experiment
import KernelTypes
import NeuralNet

/// Average-pooling and its gradient, two micro-batches at a time.
final class AveragePoolTrial {
    private let shape: PoolShape
    private let microBatches: Int
    /// (M, C, H, W, 8)
    private let input: FloatSlice
    private let inputGradient: FloatSlice
    /// (M, C, P, Q, 8)
    private let output: FloatSlice
    private let outputGradient: FloatSlice

    init(_ shape: PoolShape, microBatches: Int, random: inout RandomStream) {
        let inputs = microBatches * shape.inputStride
        let outputs = microBatches * shape.outputStride
        self.shape = shape
        self.microBatches = microBatches
        input = FloatSlice(count: inputs, random: &random)
        inputGradient = FloatSlice(count: inputs)
        output = FloatSlice(count: outputs)
        outputGradient = FloatSlice(count: outputs, random: &random)
    }

    func forward(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.averagePoolForward(
                shape, input.part(own, stride: shape.inputStride), to: output.part(own, stride: shape.outputStride),
                microBatches: own.count)
        }
    }

    func backward(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.averagePoolBackward(
                shape, outputGradient: outputGradient.part(own, stride: shape.outputStride),
                to: inputGradient.part(own, stride: shape.inputStride), microBatches: own.count)
        }
    }

    // MARK: Check

    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        forward(kernels)
        backward(kernels)
        let share = 1 / Float(shape.size * shape.size)
        var means = [ExactSum](repeating: ExactSum(), count: output.count)
        var gradient = [ExactSum](repeating: ExactSum(), count: input.count)
        for index in 0..<output.count {
            for position in shape.window(of: index) {
                means[index].add(input[position], times: share)
                gradient[position].add(outputGradient[index], times: share)
            }
        }
        var comparison = KernelComparison(shape.title(microBatches: microBatches))
        comparison.compare("average-pool forward", output, with: means)
        comparison.compare("average-pool backward", inputGradient, with: gradient)
        return comparison.faults
    }
}
