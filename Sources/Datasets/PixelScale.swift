import Experiment

/// From a pixel's byte to the number that the network sees: `Float(byte) * factor + offset`.
struct PixelScale: Hashable, Sendable {
    let factor: Float
    let offset: Float

    private init(factor: Float, offset: Float) {
        self.factor = factor
        self.offset = offset
    }

    /// - Parameter training: the samples that are trained on, after split and limit: no other sample has an influence
    ///   on a run, not even through a mean.
    init(_ normalization: DatasetSpec.Normalization, training: SampleSet) {
        switch normalization {
        case .none: self.init(factor: 1 / 255, offset: 0)
        case .raw: self.init(factor: 1, offset: 0)
        case .standardize:
            let (mean, deviation) = PixelMoments(of: training).meanAndDeviation
            // Where all pixels are equal there is nothing to scale by.
            let factor = deviation > 0 ? 1 / deviation : 1
            self.init(factor: Float(factor), offset: Float(-mean * factor))
        }
    }
}

/// Exact sums over the pixels of a set: the same on every machine, in whatever order they are added.
struct PixelMoments {
    private(set) var count: UInt64 = 0
    private(set) var sum: UInt64 = 0
    private(set) var sumOfSquares: UInt64 = 0

    init(of set: SampleSet) {
        // At most 2³¹ pixels: no sum can overflow.
        for position in 0..<set.count {
            let pixels = set.pixels(at: position)
            count += UInt64(pixels.count)
            for pixel in pixels {
                sum &+= UInt64(pixel)
                sumOfSquares &+= UInt64(pixel) &* UInt64(pixel)
            }
        }
    }

    /// Of the whole population, n in the denominator. (0, 0) of no pixels.
    var meanAndDeviation: (mean: Double, deviation: Double) {
        guard count > 0 else { return (0, 0) }
        // n²·variance = n·Σx² − (Σx)², a whole number below 2¹²⁸: rounded once, by the conversion.
        let scaledVariance = UInt128(count) * UInt128(sumOfSquares) - UInt128(sum) * UInt128(sum)
        let number = Double(count)
        return (Double(sum) / number, Double(scaledVariance).squareRoot() / number)
    }
}
