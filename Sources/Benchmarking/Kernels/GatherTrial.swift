import KernelTypes
import NeuralNet

/// The loader: bytes of shuffled samples to Floats in lanes, two micro-batches at a time.
final class GatherTrial {
    private static let samplesAtOnce = GradientGroups.pair * Lanes.count

    private let store: SyntheticSamples
    private let samples: Int
    /// (M, sampleBytes, 8)
    private let output: FloatSlice
    private var batch = 0

    init(_ store: SyntheticSamples, samples: Int) {
        self.store = store
        self.samples = samples
        output = FloatSlice(count: Lanes.microBatches(samples) * Lanes.count * store.sampleBytes)
    }

    /// The next batch.
    func run(_ kernels: KernelTable) {
        let indices = store.batch(batch, of: samples)
        batch += 1
        unsafe store.withPixels { pixels in
            unsafe indices.withUnsafeBufferPointer { indices in
                for first in stride(from: 0, to: samples, by: Self.samplesAtOnce) {
                    let count = min(Self.samplesAtOnce, samples - first)
                    guard let start = unsafe UnsafeBufferPointer(rebasing: indices[first..<first + count]).baseAddress
                    else { continue }
                    let lanes = Lanes.microBatches(count) * Lanes.count
                    unsafe kernels.gather(
                        pixels, store.sampleBytes, start, count, SyntheticSamples.scale, 0,
                        output.pointer(at: first * store.sampleBytes, extent: lanes * store.sampleBytes))
                }
            }
        }
    }

    // MARK: Check

    /// Every number must be right to the last bit.
    func faults(in kernels: KernelTable) -> [KernelFault] {
        let indices = Array(store.batch(batch, of: samples))
        run(kernels)
        var comparison = KernelComparison("\(store.sampleBytes) bytes, \(samples) samples")
        comparison.compare("gather", output, count: output.count) { index in
            let (lane, byte) = (index % Lanes.count, index / Lanes.count % self.store.sampleBytes)
            let sample = index / Lanes.count / self.store.sampleBytes * Lanes.count + lane
            guard sample < self.samples else { return (0, 0) }
            return (Double(Float(self.store.byte(byte, of: indices[sample])) * SyntheticSamples.scale), 0)
        }
        return comparison.faults
    }
}
