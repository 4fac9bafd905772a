import Experiment
import KernelTypes
import NeuralNet

/// Batch normalization's kernels with their memory, two micro-batches at a time. What a network computes from their
/// sums for each channel is random here.
final class BatchNormTrial {
    private let shape: ChannelShape
    private let microBatches: Int
    /// (M, C, area, 8)
    private let x: FloatSlice
    private let y: FloatSlice
    private let dx: FloatSlice
    private let dy: FloatSlice
    /// (M, C)
    private let sums: FloatSlice
    private let squares: FloatSlice
    private let gradientSums: FloatSlice
    private let products: FloatSlice
    /// (C)
    private let mean: FloatSlice
    private let factor: FloatSlice
    private let shift: FloatSlice
    private let meanGradient: FloatSlice
    private let slope: FloatSlice

    init(_ shape: ChannelShape, microBatches: Int, random: inout RandomStream) {
        let (count, planes) = (microBatches * shape.stride, microBatches * shape.channels)
        self.shape = shape
        self.microBatches = microBatches
        (x, y) = (FloatSlice(count: count, random: &random), FloatSlice(count: count))
        (dy, dx) = (FloatSlice(count: count, random: &random), FloatSlice(count: count))
        (sums, squares) = (FloatSlice(count: planes), FloatSlice(count: planes))
        (gradientSums, products) = (FloatSlice(count: planes), FloatSlice(count: planes))
        mean = FloatSlice(count: shape.channels, random: &random)
        factor = FloatSlice(count: shape.channels, random: &random)
        shift = FloatSlice(count: shape.channels, random: &random)
        meanGradient = FloatSlice(count: shape.channels, random: &random)
        slope = FloatSlice(count: shape.channels, random: &random)
    }

    /// Sums and squares, one pass after the other.
    func statistics(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.channelSums(shape, samples: own.count * Lanes.count, batch(x, own), to: planes(sums, own))
        }
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.channelSquares(
                shape, samples: own.count * Lanes.count, batch(x, own), mean: mean, to: planes(squares, own))
        }
    }

    func normalize(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.normalize(
                shape, samples: own.count * Lanes.count, batch(x, own), mean: mean, factor: factor, shift: shift,
                to: batch(y, own))
        }
    }

    func gradientSums(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.channelGradientSums(
                shape, samples: own.count * Lanes.count, batch(x, own), dy: batch(dy, own), mean: mean,
                to: planes(gradientSums, own), products: planes(products, own))
        }
    }

    func inputGradient(_ kernels: CheckedKernels) {
        GradientGroups.forEachPair(of: microBatches) { own in
            kernels.normalizeBackward(
                shape, samples: own.count * Lanes.count, batch(x, own), dy: batch(dy, own), mean: mean, factor: factor,
                meanGradient: meanGradient, slope: slope, to: batch(dx, own))
        }
    }

    private func batch(_ block: FloatSlice, _ own: Range<Int>) -> FloatSlice { block.part(own, stride: shape.stride) }

    private func planes(_ block: FloatSlice, _ own: Range<Int>) -> FloatSlice {
        block.part(own, stride: shape.channels)
    }

    // MARK: Check

    /// A few roundings of numbers up to 4.
    private static let tolerance = 16 * Double(Float.ulpOfOne)

    func faults(in kernels: CheckedKernels) -> [KernelFault] {
        statistics(kernels)
        normalize(kernels)
        gradientSums(kernels)
        inputGradient(kernels)
        let empty = [ExactSum](repeating: ExactSum(), count: sums.count)
        var (sum, square, gradientSum, product) = (empty, empty, empty, empty)
        for index in 0..<x.count {
            let (plane, centred) = (index / Lanes.count / shape.area, distance(index))
            sum[plane].add(x[index], times: 1)
            square[plane].add(centred * centred)
            gradientSum[plane].add(dy[index], times: 1)
            product[plane].add(Double(dy[index]) * centred)
        }
        var comparison = KernelComparison(
            "\(shape.channels) channels of \(shape.area), \(microBatches * Lanes.count) samples")
        comparison.compare("batch-norm sums", sums, with: sum)
        comparison.compare("batch-norm squares", squares, with: square)
        comparison.compare("batch-norm forward", y, count: y.count) { index in
            let channel = self.channel(of: index)
            return (
                self.distance(index) * Double(self.factor[channel]) + Double(self.shift[channel]), Self.tolerance
            )
        }
        comparison.compare("batch-norm gradient sums", gradientSums, with: gradientSum)
        comparison.compare("batch-norm gradient products", products, with: product)
        comparison.compare("batch-norm input gradient", dx, count: dx.count) { index in
            let channel = self.channel(of: index)
            let centred = Double(self.dy[index]) - Double(self.meanGradient[channel])
            let slope = Double(self.slope[channel]) * self.distance(index)
            return ((centred - slope) * Double(self.factor[channel]), Self.tolerance)
        }
        return comparison.faults
    }

    private func channel(of index: Int) -> Int { index / Lanes.count / shape.area % shape.channels }

    /// x − mean
    private func distance(_ index: Int) -> Double { Double(x[index]) - Double(mean[channel(of: index)]) }
}
