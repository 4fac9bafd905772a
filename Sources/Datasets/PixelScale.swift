import Experiment

extension PixelScale {
    /// - Parameter training: the samples that are trained on, after split and limit: no other sample has an influence
    ///   on a run, not even through a mean.
    /// - Returns: one for all channels, or one for each.
    static func scales(_ normalization: DatasetSpec.Normalization, training: SampleSet) -> [PixelScale] {
        switch normalization {
        case .none: [PixelScale(factor: 1 / 255, offset: 0)]
        case .raw: [PixelScale(factor: 1, offset: 0)]
        case .standardize: PixelMoments.ofEachChannel(of: training).map { PixelScale(standardizing: $0) }
        }
    }

    private init(standardizing moments: PixelMoments) {
        let (mean, deviation) = moments.meanAndDeviation
        guard deviation > 0 else {
            // Where all pixels are equal there is nothing to scale by. What validation and test have instead comes as
            // without standardization, not a hundred times as large as other inputs. Multiplied as a pixel is, the mean
            // gives 0 exactly.
            let factor: Float = 1 / 255
            self.init(factor: factor, offset: -Float(mean) * factor)
            return
        }
        let factor = 1 / deviation
        self.init(factor: Float(factor), offset: Float(-mean * factor))
    }
}

/// Exact sums over pixels: the same on every machine, in whatever order they are added.
struct PixelMoments {
    private var count: UInt64 = 0
    private var sum: UInt64 = 0
    private var sumOfSquares: UInt64 = 0

    /// Over the pixels of each channel; a feature of vectors is a channel of one pixel.
    static func ofEachChannel(of set: SampleSet) -> [PixelMoments] {
        let shape = set.store.shape
        let area = shape.height * shape.width
        var moments = [PixelMoments](repeating: PixelMoments(), count: shape.channels)
        for position in 0..<set.count {
            let pixels = set.pixels(at: position)
            var start = pixels.startIndex
            for channel in moments.indices {
                var sums = moments[channel]
                for index in start..<start + area { sums.add(pixels[index]) }
                moments[channel] = sums
                start += area
            }
        }
        return moments
    }

    /// At most 2³¹ pixels in all: no sum can overflow.
    private mutating func add(_ pixel: UInt8) {
        count &+= 1
        sum &+= UInt64(pixel)
        sumOfSquares &+= UInt64(pixel) &* UInt64(pixel)
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
