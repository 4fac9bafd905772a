import Experiment
import KernelTypes
import NeuralNet

/// Dropout of a batch's numbers, two micro-batches at a time. Forward and backward pass are one kernel.
final class DropoutTrial {
    private let features: Int
    private let microBatches: Int
    private let mask = DropoutMask(key: 0x9e37_79b9_7f4a_7c15, rate: 0.25)
    /// (M, features, 8)
    private let input: FloatSlice
    private let output: FloatSlice

    init(features: Int, microBatches: Int, random: inout RandomStream) {
        let count = features * microBatches * Lanes.count
        self.features = features
        self.microBatches = microBatches
        input = FloatSlice(count: count, random: &random)
        output = FloatSlice(count: count)
    }

    func run(_ kernels: CheckedKernels) {
        let stride = features * Lanes.count
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.dropout(
                mask, positions: own.lowerBound * stride..<own.upperBound * stride, input.part(own, stride: stride),
                to: output.part(own, stride: stride))
        }
    }

    // MARK: Check

    /// Every number must be right to the last bit.
    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        run(kernels)
        var comparison = KernelComparison("\(input.count) numbers")
        comparison.compare("dropout", output, count: output.count) { index in
            (self.keeps(index) ? Double(self.input[index] * self.mask.scale) : 0, 0)
        }
        return comparison.faults
    }

    /// Whether the mask keeps a position: 23 bits of `triple32` with the key before and after its first multiplication.
    private func keeps(_ position: Int) -> Bool {
        var x = UInt32(truncatingIfNeeded: position) ^ UInt32(truncatingIfNeeded: mask.key)
        x = (x ^ x >> 17) &* 0xed5a_d4bb ^ UInt32(truncatingIfNeeded: mask.key >> 32)
        x = (x ^ x >> 11) &* 0xac4c_1b51
        x = (x ^ x >> 15) &* 0x3184_8bab
        x ^= x >> 14
        return Float(x >> 9) / Float(1 << 23) >= mask.rate
    }
}
