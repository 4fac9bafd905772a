import Experiment
import NeuralNet

/// Random bytes and labels instead of a data set: arithmetic takes the same time whatever it is done on.
final class SyntheticSamples {
    /// About half of Fashion-MNIST: its samples take 26 MB, so that a shuffled one is not in the second cache.
    static let defaultCount = 32_768
    /// Bytes to 0 … 1.
    static let scale: Float = 1 / 255

    let sampleBytes: Int
    /// (count, sampleBytes)
    private let pixels: [UInt8]
    private let labels: [UInt8]
    /// All samples in random order, again and again.
    private let order: [Int32]

    /// - Parameter count: at least one batch.
    init(input: SampleShape, classes: Int, count: Int = defaultCount) {
        var stream = RandomStream(seed: 1, for: .drawing(sample: 0))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * input.count + 7)
        while bytes.count < count * input.count {
            let word = stream.next()
            for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        sampleBytes = input.count
        pixels = bytes
        labels = (0..<count).map { _ in UInt8(truncatingIfNeeded: stream.next(below: UInt64(classes))) }
        order = stream.permutation(count: count)
    }

    /// The samples of batch `index`; after the last full batch comes the first again.
    func batch(_ index: Int, of size: Int) -> ArraySlice<Int32> {
        let first = index % (order.count / size) * size
        return order[first..<first + size]
    }

    func byte(_ index: Int, of sample: Int32) -> UInt8 { pixels[Int(sample) * sampleBytes + index] }

    func withSource<Result>(_ body: (SampleSource) -> Result) -> Result {
        func withPointers(_ pixels: UnsafePointer<UInt8>, _ labels: UnsafePointer<UInt8>) -> Result {
            body(
                unsafe SampleSource(
                    pixels: pixels, sampleBytes: sampleBytes, labels: labels,
                    scales: [PixelScale(factor: Self.scale, offset: 0)]))
        }
        return unsafe withPointers(pixels, labels)
    }
}
