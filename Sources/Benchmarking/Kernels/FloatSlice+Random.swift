import Experiment
import NeuralNet

/// The memory of a kernel that is checked or timed.
extension FloatSlice {
    /// Zeros, in memory of their own.
    init(count: Int) { self = FloatMemory(count: count).all }

    /// Numbers in −1 ..< 1.
    init(count: Int, random stream: inout RandomStream) {
        self.init(count: count)
        for index in 0..<count { self[index] = 2 * stream.nextUniform() - 1 }
    }

    /// Of some micro-batches, which have `stride` numbers each.
    func part(_ microBatches: Range<Int>, stride: Int) -> FloatSlice {
        part(at: microBatches.lowerBound * stride, count: microBatches.count * stride)
    }
}
