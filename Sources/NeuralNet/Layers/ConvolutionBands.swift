package import KernelTypes

/// Rows that go through a fused convolution and pooling at once.
package struct ConvolutionBand: Hashable {
    /// Rows of the pooled output.
    package var pooled: Range<Int>
    /// Rows of the convolution's output that the pooled rows read.
    package var read: Range<Int>
    /// Rows of the convolution's output whose gradient is made: those that are read, and those that no window covers up
    /// to where the next band begins.
    package var written: Range<Int>
}

extension ConvolutionPlan {
    /// Bytes of a pair of micro-batches' band: three quarters of a first-level cache of 32 KB; the rest is for input
    /// rows and weights, which stream through. A band has one pooled row at least.
    private static let bandBytes = 24 * 1024

    /// All rows in bands that fit the first cache.
    package func bands(of pool: PoolShape) -> [ConvolutionBand] {
        let rowBytes = GradientGroups.pair * shape.bandStride(rows: pool.stride) * MemoryLayout<Float>.stride
        let step = max(1, Self.bandBytes / rowBytes)
        return stride(from: 0, to: pool.outputHeight, by: step).map { first in
            band(first..<min(first + step, pool.outputHeight), of: pool)
        }
    }

    /// All rows as one band.
    func whole(of pool: PoolShape) -> ConvolutionBand {
        ConvolutionBand(pooled: 0..<pool.outputHeight, read: 0..<pool.inputHeight, written: 0..<pool.inputHeight)
    }

    /// Floats that the largest band of a pair of micro-batches takes, all rows where `isWhole`.
    func bandFloats(of pool: PoolShape, isWhole: Bool) -> Int {
        let rows = isWhole ? pool.inputHeight : bands(of: pool).map { max($0.read.count, $0.written.count) }.max() ?? 0
        return GradientGroups.pair * shape.bandStride(rows: rows)
    }

    private func band(_ pooled: Range<Int>, of pool: PoolShape) -> ConvolutionBand {
        let first = pooled.lowerBound * pool.stride
        return ConvolutionBand(
            pooled: pooled, read: first..<(pooled.upperBound - 1) * pool.stride + pool.size,
            written: first..<min(pooled.upperBound * pool.stride, pool.inputHeight))
    }
}
